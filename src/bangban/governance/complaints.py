"""What happens when a resident complains? It is answered in time, and what went wrong no longer runs by itself.

Source: Interim Measures for Generative AI Services, article 15: a complaint entry with a published time limit.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotFound, Problem
from bangban.governance import standing, wakeup
from bangban.governance.deadlines import due_after
from bangban.governance.envelopes import instant
from bangban.governance.models import Case, Complaint, ComplaintStatus, OrderState, StandingOrder
from bangban.governance.notices import notify
from bangban.ledger.record import Entry, append

CLOCK = "ai.complaint"
"""The time-limit profile a complaint is answered within."""
LONGEST = 5000


class WrongText(BadInput):
    """请填写 1 至 {longest} 个字符。 | Write 1 to {longest} characters."""

    code = "wrong_text"


class AlreadySettled(Problem):
    """这件投诉已经答复，不能再次处理。 | This complaint has been answered already."""

    code = "already_settled"
    status = 409


class OwnDecision(Problem):
    """投诉涉及您本人作出的决定，请由另一位同事处理。 | The complaint is about your own decision; a colleague has to settle it."""

    code = "own_decision"
    status = 403


def file_complaint(
    case: Case, text: str, *, by: str = "resident:anonymous", now: datetime | None = None
) -> Complaint:
    """Take a complaint about what became of a case; `by` is a ledger actor. Its clock starts at once.

    Raises:
        WrongText: empty, or longer than 5,000 characters.
    """
    now = now or timezone.now()
    with transaction.atomic():
        complaint = Complaint.objects.create(
            case=case, text=_checked(text), made_at=now, due_at=due_after(CLOCK, now)
        )
        _tell("complaint.made", complaint, now)
        _enter("complaint.made", complaint, by, {"case": case.pk, "due": instant(complaint.due_at)})
    return complaint


def settle(
    complaint: Complaint, officer: Officer, *, upheld: bool, answer: str, now: datetime | None = None
) -> int:
    """Answer a complaint; when it is upheld, suspend the standing orders behind the case at once.

    Returns how many orders were suspended. What took effect is not undone here: reversing is a decision
    of its own.

    Raises:
        NotAllowed: the officer does not settle complaints.
        NotFound: the case is another agency's.
        OwnDecision: it is about his own decision.
        AlreadySettled: somebody answered it before.
        WrongText: no answer was written.
    """
    now = now or timezone.now()
    case = complaint.case
    if case.agency_id not in reach(officer, "complaint.settle"):
        raise NotFound(what="complaint")
    if case.decisions.filter(officer=officer).exists():
        raise OwnDecision()
    status = ComplaintStatus.UPHELD if upheld else ComplaintStatus.DISMISSED
    with transaction.atomic():
        settled = Complaint.objects.filter(pk=complaint.pk, status=ComplaintStatus.OPEN).update(
            status=status, settled_by=officer, settled_at=now, answer=_checked(answer)
        )
        if not settled:
            raise AlreadySettled()
        by = f"officer:{officer.pk}"
        orders = _orders_behind(case) if upheld else []
        reason = f"投诉成立 / complaint {complaint.pk} upheld"
        standing.suspend_orders(orders, reason, by)
        if upheld:
            _tell("complaint.upheld", complaint, now, orders=len(orders))
        kind = "complaint.upheld" if upheld else "complaint.dismissed"
        _enter(kind, complaint, by, {"case": case.pk, "orders": [str(order.pk) for order in orders]})
        transaction.on_commit(wakeup.poke)
    complaint.refresh_from_db()
    return len(orders)


def _orders_behind(case: Case) -> list[StandingOrder]:
    """The standing orders in force under which something was decided in this case."""
    behind = case.decisions.exclude(standing_order=None).values("standing_order_id")
    active = StandingOrder.objects.filter(pk__in=behind, state=OrderState.ACTIVE)
    return list(active.select_related("employee"))


def _checked(text: str) -> str:
    cleaned = text.replace("\x00", "").strip()
    if not 0 < len(cleaned) <= LONGEST:
        raise WrongText(longest=LONGEST)
    return cleaned


def _tell(kind: str, complaint: Complaint, now: datetime, **more: int) -> None:
    case = complaint.case
    guardian = case.employee.guardian if case.employee else None
    notify(
        kind,
        key=f"{kind}:{complaint.pk}",
        officers=[guardian] if guardian else [],
        agency=case.agency,
        subject=f"case:{case.pk}",
        details={"reference": case.reference, "due": instant(complaint.due_at), **more},
        now=now,
    )


def _enter(kind: str, complaint: Complaint, by: str, details: dict[str, object]) -> None:
    append([Entry(kind, by, complaint.case.agency_id, f"complaint:{complaint.pk}", details)])
