"""How does a case come back to people? When its proposal expired, or when what took effect was sent back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.governance import refusals
from bangban.governance.decide import latest_proposal
from bangban.governance.models import Case, CaseStatus
from bangban.ledger.record import Entry, append

RETURNED = "returned"
"""`Case.refusal` of a case whose receiver sent it back."""
EXPIRED = "proposal_expired"


def send_back(case: Case, by: str, details: dict[str, Any], reason: str = RETURNED) -> None:
    """Give a case that was done back to its agency, for a person to handle. `by` is a ledger actor.

    Call it inside the transaction of what sends it back; the standing order behind the decision goes on.

    Raises:
        NothingToDecide: the case is not done (any more).
    """
    with transaction.atomic():
        _move(case, (CaseStatus.DONE,), reason)
        append([Entry("case.reopened", by, case.agency_id, f"case:{case.pk}", {"reason": reason, **details})])


def take_over(case: Case, officer: Officer, now: datetime | None = None) -> None:
    """Let a person handle a case whose proposal nobody decided in time.

    Raises:
        NotAllowed, NotFound: this officer may not decide this case.
        NothingToDecide: its proposal has not expired, or the case moved on.
    """
    if case.agency_id not in reach(officer, "case.decide"):
        raise NotFound(what="case")
    proposal = latest_proposal(case)
    if proposal is None or proposal.expires_at > (now or timezone.now()):
        raise refusals.NothingToDecide()
    with transaction.atomic():
        _move(case, (CaseStatus.WAITING, CaseStatus.SECOND), EXPIRED)
        by = f"officer:{officer.pk}"
        append(
            [
                Entry(
                    "case.handed", by, case.agency_id, f"case:{case.pk}", {"reason": EXPIRED}, proposal.digest
                )
            ]
        )


def _move(case: Case, expected: tuple[CaseStatus, ...], reason: str) -> None:
    rows = Case.objects.filter(pk=case.pk, status__in=expected)
    if not rows.update(status=CaseStatus.MANUAL, closed_at=None, refusal=reason):
        raise refusals.NothingToDecide()
    case.status, case.closed_at, case.refusal = CaseStatus.MANUAL, None, reason
