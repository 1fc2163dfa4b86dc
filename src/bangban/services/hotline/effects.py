"""What happens when a dispatch is decided? The work order stands in the agency's inbox, with its deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.agencies.models import Agency
from bangban.governance.deadlines import warned_and_due
from bangban.governance.effects import Order, WrongContent
from bangban.governance.models import Decision, Proposal
from bangban.ledger.record import Entry, append
from bangban.services.hotline import examples, life
from bangban.services.hotline.models import OrderStatus, WorkOrder

URGENCIES = ("normal", "urgent", "emergency")
MOST_PEOPLE = 1_000_000_000


def reply_limit(urgency: str) -> str:
    """The agency's time to answer; the scenario's own limit is the time to dispatch."""
    return f"hotline.reply.{urgency}" if urgency in ("urgent", "emergency") else "hotline.reply"


class CreateWorkOrder:
    """Effect "workorder.create". Idempotent by the decision's id, which the table holds once."""

    kind = "workorder.create"
    reversible = True

    def check(self, content: Mapping[str, Any]) -> None:
        agency = str(content.get("agency") or "")
        if not Agency.objects.filter(code=agency, is_active=True).exists():
            raise WrongContent(field="agency", reason=f"“{agency[:40]}” ?")
        if not str(content.get("title") or "").strip():
            raise WrongContent(field="title", reason="empty")
        if content.get("urgency", "normal") not in URGENCIES:
            raise WrongContent(field="urgency", reason=" | ".join(URGENCIES))
        people = content.get("people_affected")
        if people is not None and not (isinstance(people, int) and 0 <= people <= MOST_PEOPLE):
            raise WrongContent(field="people_affected", reason=f"0…{MOST_PEOPLE}")

    def run(self, order: Order) -> dict[str, Any]:
        content = order.content
        agency = Agency.objects.get(code=content["agency"], is_active=True)
        urgency = content.get("urgency", "normal")
        warn_at, due_at = warned_and_due(reply_limit(urgency), order.now)
        decision = Decision.objects.select_related("proposal").get(pk=order.decision_id)
        made, created = WorkOrder.objects.get_or_create(
            decision_id=order.decision_id,
            defaults={
                "case": order.case,
                "agency": agency,
                "title": str(content["title"])[:200],
                "request": str(content.get("request") or ""),
                "place": str(content.get("place") or "")[:200],
                "people_affected": content.get("people_affected"),
                "urgency": urgency,
                "category": _category(decision.proposal, agency.code),
                "created_at": order.now,
                "due_at": due_at,
                "warn_at": warn_at,
            },
        )
        if created:
            details = {"workorder": made.pk, "urgency": made.urgency}
            append(
                [Entry("workorder.created", "process:executor", agency.pk, f"case:{order.case.pk}", details)]
            )
            examples.dispatched(order, decision)
            life.post(made, "create", order.now)
        return {"workorder": made.pk, "agency": agency.pk}

    def stands(self, result: Mapping[str, Any]) -> bool:
        """A work order its agency returned stands no more: the case is dispatched anew."""
        sent_back = WorkOrder.objects.filter(pk=int(result["workorder"]), status=OrderStatus.RETURNED)
        return not sent_back.exists()

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        open_still = (OrderStatus.NEW, OrderStatus.ACCEPTED, OrderStatus.RETURNED)
        rows = WorkOrder.objects.filter(decision_id=order.decision_id, status__in=open_still)
        if not rows.update(status=OrderStatus.WITHDRAWN, closed_at=order.now):
            raise WrongContent(field="status", reason="answered")


def _category(proposal: Proposal, agency: str) -> str:
    """Code of the weightiest duty of `agency` that the proposal gives as a reason: "agency:housing/duty:rent"."""
    mine = f"agency:{agency}/duty:"
    for reason in proposal.envelope.get("evidence") or ():
        source = str(reason.get("source") or "") if isinstance(reason, Mapping) else ""
        if source.startswith(mine):
            return source.removeprefix(mine)[:60]
    return ""
