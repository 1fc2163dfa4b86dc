"""Which document may this officer open, and what may he do with it? Another agency's does not exist for him."""

from __future__ import annotations

from django.db.models import QuerySet

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import may, one, reach
from bangban.errors import NotFound
from bangban.governance.models import Case
from bangban.governance.ranks import ranks
from bangban.services.documents.models import Batch, Release, Review, Upload

PREFIX = "document."
_WITH = ("case__employee__guardian", "case__agency", "upload", "agency", "correction")


def find_review(officer: Officer, pk: int) -> Review:
    """The review, with its case, upload and employee; raises NotFound."""
    return one(Review.objects.select_related(*_WITH), officer, "document.read", pk=pk)


def find_case(officer: Officer, pk: int) -> Case:
    """A case of a document scenario; raises NotFound."""
    rows = Case.objects.filter(scenario__startswith=PREFIX)
    return one(rows.select_related("employee__guardian", "agency"), officer, "document.read", pk=pk)


def find_batch(officer: Officer, pk: int) -> Batch:
    return one(Batch.objects.select_related("agency", "case", "officer"), officer, "document.read", pk=pk)


def find_upload(officer: Officer, pk: int) -> Upload:
    return one(Upload.objects.select_related("agency"), officer, "document.work", pk=pk)


def find_release(officer: Officer, pk: int) -> Release:
    """A file that may leave; raises NotFound, also when it was withdrawn."""
    rows = Release.objects.filter(withdrawn_at=None).select_related("case", "file")
    return one(rows, officer, "document.read", field="case__agency", pk=pk)


def may_work(officer: Officer, agency_id: int) -> bool:
    """Whether he uploads, judges and asks for corrections here."""
    return may(officer, "document.work", agency_id)


def may_decide(officer: Officer, case: Case) -> bool:
    """Whether a decision of his would count; the deciding code asks again."""
    return may(officer, "case.decide", case.agency_id) and ranks(officer, case)


def demand_work(officer: Officer, agency_id: int) -> None:
    """Raise NotFound unless he may work on documents of this agency."""
    if not may_work(officer, agency_id):
        raise NotFound(what="document")


def cases(officer: Officer) -> QuerySet[Case]:
    """Every case of a document scenario that he may see."""
    return Case.objects.filter(scenario__startswith=PREFIX, agency_id__in=reach(officer, "document.read"))
