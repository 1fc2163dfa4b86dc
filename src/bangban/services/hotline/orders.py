"""What does the receiving agency do with a work order? It accepts it, answers it, or sends it back with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.errors import Problem
from bangban.governance.models import Decision, OrderState, Proposal, StandingOrder
from bangban.governance.notices import notify
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.reopen import send_back
from bangban.governance.standing import suspend_orders
from bangban.services.hotline import examples
from bangban.services.hotline.life import OPEN, OrderClosed, take
from bangban.services.hotline.models import WorkOrder

__all__ = [
    "OPEN",
    "AnswerNeeded",
    "OrderClosed",
    "accept_order",
    "answer_order",
    "open_orders",
    "return_order",
]

LONGEST_REASON = 300
LONGEST_ANSWER = 5000


class AnswerNeeded(Problem):
    """请写明答复内容。 | Write the answer."""

    code = "answer_needed"


def accept_order(order: WorkOrder, officer: Officer, now: datetime | None = None) -> None:
    """Take a new work order on (签收): from then on the officer is its handler.

    Raises:
        NotAllowed, NotFound: it is not this officer's to handle.
        OrderClosed: somebody took it on, or it is closed.
    """
    take(order, officer, "accept", values={"handler": officer}, now=now)


def answer_order(
    order: WorkOrder,
    officer: Officer,
    answer: str,
    now: datetime | None = None,
    *,
    drafted_from: Proposal | None = None,
) -> None:
    """Answer a work order: the resident reads exactly this text.

    `drafted_from`: the employee's draft that the officer decided about; the resident is told so.

    Raises:
        NotAllowed, NotFound, OrderClosed: as for `accept_order`.
        AnswerNeeded: the text is empty.
    """
    if not answer.strip():
        raise AnswerNeeded()
    now = now or timezone.now()
    values = {
        "handler": officer,
        "outcome": answer.strip()[:LONGEST_ANSWER],
        "closed_at": now,
        "drafted_from": drafted_from,
    }
    with transaction.atomic():
        take(order, officer, "answer", values=values, now=now)
        examples.answered(order)


def return_order(order: WorkOrder, officer: Officer, reason: str, now: datetime | None = None) -> None:
    """Send a work order back (退单): its case goes back to the agency that dispatched it, for a person to handle.

    A return is an error of whoever dispatched: a standing order that had decided is suspended at once, and
    the agency's code is remembered as the wrong one for this message.

    Raises:
        NotAllowed, NotFound, OrderClosed: as for `accept_order`.
        ReasonNeeded: no reason was given.
    """
    if not reason.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    decision = Decision.objects.filter(pk=order.decision_id).only("standing_order").first()
    behind = decision.standing_order_id if decision is not None else None
    text = reason.strip()[:LONGEST_REASON]
    values = {"handler": officer, "return_reason": text, "closed_at": now}
    with transaction.atomic():
        # The entry names the standing order that had decided, so that its returns can be counted.
        told = {"standing_order": str(behind or "")}
        take(order, officer, "return", text=text, values=values, details=told, now=now)
        case = order.case
        send_back(case, f"officer:{officer.pk}", {"workorder": order.pk, "agency": order.agency_id})
        examples.returned(order, now)
        guardian = case.employee.guardian if case.employee else None
        notify(
            "workorder.returned",
            key=f"workorder.returned:{order.pk}",
            officers=[guardian] if guardian else [],
            agency=case.agency,
            subject=f"case:{case.pk}",
            details={"reference": case.reference},
            now=now,
        )
        if behind is not None:
            _suspend(StandingOrder.objects.filter(pk=behind, state=OrderState.ACTIVE), order, now)


def _suspend(orders: object, order: WorkOrder, now: datetime) -> None:
    for one in orders.select_related("employee", "guardian"):  # type: ignore[attr-defined]
        suspend_orders([one], f"退单 / work order {order.pk} returned", f"officer:{order.handler_id}")
        notify(
            "standing_order.suspended",
            key=f"standing_order.suspended:{one.pk}:{order.pk}",
            officers=[one.guardian],
            subject=f"employee:{one.employee.number}",
            details={"employee": one.employee.number, "scenario": one.scenario},
            now=now,
        )


def open_orders(agency: Agency) -> dict[str, str] | None:
    """What an agency still has to answer, for `governance.tree`."""
    count = WorkOrder.objects.filter(agency=agency, status__in=OPEN).count()
    return {"zh": f"还有 {count} 张未办结的工单", "en": f"{count} open work orders"} if count else None
