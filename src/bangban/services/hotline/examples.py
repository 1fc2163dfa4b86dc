"""What does each decision teach? One example a case: written when the order is made, changed by what becomes of it."""

from __future__ import annotations

from datetime import datetime

from bangban.governance.effects import Order
from bangban.governance.models import Decision, DecisionKind
from bangban.services.hotline.models import Example, ExampleKind, WorkOrder


def dispatched(order: Order, decision: Decision) -> None:
    """For the executor, when a work order is made: accepted, amended, by standing order, or anew after a return."""
    label = str(order.content["agency"])
    proposal = decision.proposal
    by_machine = proposal.made_by.startswith("employee:")
    known = Example.objects.filter(case=order.case).first()
    if known is not None:
        kind, proposed = ExampleKind.REDISPATCHED, known.proposed
    else:
        kind = ExampleKind.AMENDED
        proposed = str(proposal.content.get("agency") or "") if by_machine else ""
        if decision.kind == DecisionKind.ACCEPT and by_machine:
            kind = ExampleKind.STANDING if decision.standing_order_id else ExampleKind.ACCEPTED
        elif proposed == label:
            # Something else was changed, the urgency say: about the agency the two agreed.
            kind = ExampleKind.ACCEPTED
    Example.objects.update_or_create(
        case=order.case,
        defaults={
            "agency_id": order.case.agency_id,
            "label": label,
            "proposed": proposed,
            "kind": kind,
            "confirmed": kind != ExampleKind.STANDING,
            "at": order.now,
        },
    )


def answered(order: WorkOrder) -> None:
    """The agency answered: what a standing order sent there was right."""
    Example.objects.filter(case_id=order.case_id, kind=ExampleKind.STANDING).update(confirmed=True)


def returned(order: WorkOrder, now: datetime) -> None:
    """The agency gave it back: until it is dispatched anew, only where it does not belong is known."""
    Example.objects.filter(case_id=order.case_id).update(kind=ExampleKind.RETURNED, confirmed=False, at=now)
