"""Which documents does an officer look at: to be judged, judged, files that were made, many at once?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import within
from bangban.governance.models import Case, CaseStatus
from bangban.services.documents.access import cases
from bangban.services.documents.models import Batch, Review

OPEN = (CaseStatus.WAITING, CaseStatus.SECOND, CaseStatus.MANUAL, CaseStatus.REJECTED, CaseStatus.FAILED)
REVIEWS = ("document.check", "document.batch_review")


@dataclass(frozen=True)
class Tab:
    """One list, and what stands there when it is empty."""

    key: str
    label: Any
    empty_title: Any
    empty_text: Any


TABS: Mapping[str, Tab] = {
    tab.key: tab
    for tab in (
        Tab(
            "open", _("To be judged"), _("No document waits to be judged"),
            _("Upload a document: the reviewer checks it, and you judge each finding."),
        ),
        Tab(
            "done", _("Judged"), _("No document has been judged yet"),
            _("What you decided stands here, with the findings you accepted and rejected."),
        ),
        Tab(
            "made", _("Drafts and corrected files"), _("Nothing has been drafted or corrected yet"),
            _("Drafts, corrected files and letters stand here, those that may leave and those that wait."),
        ),
        Tab(
            "batches", _("Many at once"), _("No batch has been started yet"),
            _("Have many documents checked, or write one letter for each line of a table."),
        ),
    )
}  # fmt: skip


def reviews(officer: Officer, tab: Tab) -> QuerySet[Review]:
    rows = within(Review.objects.select_related("case", "upload", "agency"), officer, "document.read")
    still = Q(case__status__in=OPEN)
    return rows.filter(still if tab.key == "open" else ~still)


def made(officer: Officer) -> QuerySet[Case]:
    """Cases whose proposals are files."""
    return cases(officer).exclude(scenario__in=REVIEWS).select_related("agency").defer("inputs")


def batches(officer: Officer) -> QuerySet[Batch]:
    return within(Batch.objects.select_related("agency", "officer"), officer, "document.read")
