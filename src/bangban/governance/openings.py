"""When did an officer open a case? Counted from there, a decision's seconds tell what a proposal saves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.prepared import Prepared
from bangban.governance.models import Case, CaseOpening
from bangban.ledger.record import Entry, append

_OPENED = Prepared(
    lambda case, officer: CaseOpening.objects.filter(case=case, officer=officer).values_list("pk"),
    case=Case._meta.get_field("id"),
    officer=Officer._meta.get_field("id"),
)


def was_opened(officer: Any, case: str = "pk") -> Exists:
    """What a query says beside each row, whose `case` is the case's key: whether this officer opened it before."""
    return Exists(CaseOpening.objects.filter(case=OuterRef(case), officer=officer))


def opened(
    case: Case,
    officer: Officer,
    with_proposal: bool,
    now: datetime | None = None,
    *,
    before: bool | None = None,
) -> None:
    """Note the first opening, and enter the reading in the ledger once an officer and case.

    `before`: what `was_opened` said, if it was asked already.

    Raises:
        LedgerUnavailable: the reading could not be recorded, so the case is not shown.
    """
    now = now or timezone.now()
    if _OPENED.rows(case=case.pk, officer=officer.pk) if before is None else before:
        return
    try:
        with transaction.atomic():
            CaseOpening.objects.create(case=case, officer=officer, at=now, with_proposal=with_proposal)
            append([Entry("read.case", f"officer:{officer.pk}", case.agency_id, f"case:{case.pk}")])
    except IntegrityError:
        # Two tabs opened it at once: the other one has noted and entered it.
        if not _OPENED.rows(case=case.pk, officer=officer.pk):
            raise
