"""What does the receiving agency do with a work order? It accepts it, answers it, or sends it back with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.both import in_both
from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.governance.models import Decision
from bangban.governance.notices import notify
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.reopen import send_back
from bangban.ledger.record import Entry, append
from bangban.services.hotline.models import OrderStatus, WorkOrder

LONGEST_REASON = 300
LONGEST_ANSWER = 5000
OPEN = (OrderStatus.NEW, OrderStatus.ACCEPTED)


class OrderClosed(Problem):
    """这张工单已经{status}，不能再这样处理。请刷新页面查看。 | This work order is closed ({status}); reload the page to see what became of it."""

    code = "work_order_closed"
    status = 409


class AnswerNeeded(Problem):
    """请写明答复内容。 | Write the answer."""

    code = "answer_needed"


def accept_order(order: WorkOrder, officer: Officer, now: datetime | None = None) -> None:
    """Take a new work order on (签收): from then on the officer is its handler.

    Raises:
        NotAllowed, NotFound: it is not this officer's to handle.
        OrderClosed: somebody took it on, or it is closed.
    """
    _move(order, officer, (OrderStatus.NEW,), "workorder.accepted", {"status": OrderStatus.ACCEPTED})


def answer_order(order: WorkOrder, officer: Officer, answer: str, now: datetime | None = None) -> None:
    """Answer a work order: the resident reads exactly this text.

    Raises:
        NotAllowed, NotFound, OrderClosed: as for `accept_order`.
        AnswerNeeded: the text is empty.
    """
    if not answer.strip():
        raise AnswerNeeded()
    values = {
        "status": OrderStatus.ANSWERED,
        "outcome": answer.strip()[:LONGEST_ANSWER],
        "closed_at": now or timezone.now(),
    }
    _move(order, officer, OPEN, "workorder.answered", values)


def return_order(order: WorkOrder, officer: Officer, reason: str, now: datetime | None = None) -> None:
    """Send a work order back (退回): its case goes back to the agency that dispatched it, for a person to handle.

    The entry names the standing order that had decided, so that its returns can be counted.

    Raises:
        NotAllowed, NotFound, OrderClosed: as for `accept_order`.
        ReasonNeeded: no reason was given.
    """
    if not reason.strip():
        raise ReasonNeeded()
    decision = Decision.objects.filter(pk=order.decision_id).only("standing_order").first()
    behind = str(decision.standing_order_id) if decision is not None and decision.standing_order_id else ""
    values = {
        "status": OrderStatus.RETURNED,
        "return_reason": reason.strip()[:LONGEST_REASON],
        "closed_at": now or timezone.now(),
    }
    with transaction.atomic():
        _move(order, officer, OPEN, "workorder.returned", values, {"standing_order": behind})
        case = order.case
        send_back(case, f"officer:{officer.pk}", {"workorder": order.pk, "agency": order.agency_id})
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


def open_orders(agency: Agency) -> dict[str, str] | None:
    """What an agency still has to answer, for `governance.tree`."""
    count = WorkOrder.objects.filter(agency=agency, status__in=OPEN).count()
    return {"zh": f"还有 {count} 张未办结的工单", "en": f"{count} open work orders"} if count else None


def _move(
    order: WorkOrder,
    officer: Officer,
    expected: tuple[OrderStatus, ...],
    kind: str,
    values: dict[str, Any],
    told: dict[str, Any] | None = None,
) -> None:
    """Bring the order to its new state, once, and enter it in the ledger; then refresh `order`."""
    if order.agency_id not in reach(officer, "workorder.handle"):
        raise NotFound(what="WorkOrder")
    with transaction.atomic():
        rows = WorkOrder.objects.filter(pk=order.pk, status__in=expected)
        if not rows.update(handler=officer, **values):
            order.refresh_from_db(fields=["status"])
            raise OrderClosed(status=in_both(order.get_status_display))
        details = {"workorder": order.pk, **(told or {})}
        append([Entry(kind, f"officer:{officer.pk}", order.agency_id, f"case:{order.case_id}", details)])
    order.refresh_from_db(fields=["status", "handler", "outcome", "return_reason", "closed_at"])
