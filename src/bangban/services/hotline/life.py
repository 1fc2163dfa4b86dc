"""What may happen to a work order, from which state, and who may do it? One table; every verb and page asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.both import in_both
from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import MAX_ID, reach
from bangban.errors import NotFound, Problem
from bangban.governance.envelopes import instant
from bangban.governance.notices import notify
from bangban.governance.openings import was_opened
from bangban.ledger.record import Entry, append
from bangban.services.hotline.models import CoHandling, OrderStatus, OrderStep, WorkOrder

NEW, ACCEPTED, ANSWERED = OrderStatus.NEW, OrderStatus.ACCEPTED, OrderStatus.ANSWERED
OPEN = (NEW, ACCEPTED)
HANDLE, FOLLOW, APPROVE = "workorder.handle", "workorder.follow", "workorder.approve"


class OrderClosed(Problem):
    """这张工单已经{status}，不能再这样处理。请刷新页面查看。 | This work order is closed ({status}); reload the page to see what became of it."""

    code = "work_order_closed"
    status = 409


class Side(StrEnum):
    """On which side of the work order an officer stands."""

    RECEIVER = "receiver"
    """The agency that answers for it."""
    HOTLINE = "hotline"
    """The agency that dispatched it, and follows it."""
    JOINT = "joint"
    """An agency asked to co-handle it."""


@dataclass(frozen=True)
class Transition:
    """One row. `target` None: the order stays where it is. `entry`: the ledger's kind."""

    label: Any
    sources: tuple[OrderStatus, ...]
    target: OrderStatus | None
    sides: tuple[Side, ...]
    permission: str
    entry: str


R, H, J = (Side.RECEIVER,), (Side.HOTLINE,), (Side.JOINT,)
LIFE: Mapping[str, Transition] = {
    "accept": Transition(_("accepted it"), (NEW,), ACCEPTED, R, HANDLE, "workorder.accepted"),
    "answer": Transition(_("answered"), OPEN, ANSWERED, R, HANDLE, "workorder.answered"),
    "return": Transition(
        _("returned it"), OPEN, OrderStatus.RETURNED, R, HANDLE, "workorder.returned"
    ),
    "joint": Transition(
        _("asked for co-handling"), OPEN, None, (Side.RECEIVER, Side.HOTLINE), HANDLE, "workorder.joint"
    ),
    "joined": Transition(_("gave its opinion"), OPEN, None, J, HANDLE, "workorder.joined"),
    "extension": Transition(_("asked for more time"), (ACCEPTED,), None, R, HANDLE, "workorder.extension"),
    "extended": Transition(_("granted more time"), OPEN, None, H, APPROVE, "workorder.extended"),
    "not_extended": Transition(_("refused more time"), OPEN, None, H, APPROVE, "workorder.not_extended"),
    "urge": Transition(_("urged it"), OPEN, None, H, FOLLOW, "workorder.urged"),
    "supervise": Transition(
        _("put it under supervision"), OPEN, None, H, APPROVE, "workorder.supervised"
    ),
    "call": Transition(_("called the resident back"), (ANSWERED,), None, H, FOLLOW, "workorder.called"),
    # The resident's own step: no officer stands on a side that may take it.
    "rated": Transition(_("rated the answer"), (ANSWERED,), None, (), FOLLOW, "workorder.rated"),
    "reopen": Transition(
        _("reopened it"), (ANSWERED, OrderStatus.ARCHIVED), ACCEPTED, H, FOLLOW, "workorder.reopened"
    ),
    "archive": Transition(
        _("archived it"), (ANSWERED,), OrderStatus.ARCHIVED, H, FOLLOW, "workorder.closed"
    ),
}  # fmt: skip


def visible(rows: QuerySet[WorkOrder], officer: Officer) -> QuerySet[WorkOrder]:
    """The orders the officer may read: his agencies' own, those they dispatched, those they co-handle."""
    ours = reach(officer, "workorder.read")
    joint = CoHandling.objects.filter(order=OuterRef("pk"), agency_id__in=ours)
    return rows.filter(Q(agency_id__in=ours) | Q(case__agency_id__in=ours) | Exists(joint))


def find(officer: Officer, pk: int) -> WorkOrder:
    """One order the officer may read.

    Raises:
        NotFound: there is none, or it is no concern of his agencies': the two are told apart nowhere.
    """
    related = ("agency", "handler", "case__agency", "case__employee__guardian")
    beside = (
        Prefetch("co_handlings", CoHandling.objects.select_related("agency", "handler").order_by("pk")),
        Prefetch("steps", OrderStep.objects.select_related("agency", "officer")),
        "extensions",
    )
    rows = visible(WorkOrder.objects.select_related(*related).prefetch_related(*beside), officer)
    rows = rows.annotate(opened_before=was_opened(officer, "case_id"))
    order = rows.filter(pk=pk).first() if pk <= MAX_ID else None
    if order is None:
        raise NotFound(what="work order")
    return order


def sides(order: WorkOrder, officer: Officer, permission: str) -> list[Side]:
    """On which sides the officer stands with this permission; the co-handling one costs a query."""
    if not has_permission(officer, permission):
        return []
    ours = reach(officer, permission)
    found = [Side.RECEIVER] if order.agency_id in ours else []
    if order.case.agency_id in ours:
        found.append(Side.HOTLINE)
    if any(one.agency_id in ours for one in order.co_handlings.all()):
        found.append(Side.JOINT)
    return found


def may(order: WorkOrder, officer: Officer) -> set[str]:
    """The keys of LIFE that this officer may take now."""
    standing = {name: sides(order, officer, name) for name in (HANDLE, FOLLOW, APPROVE)}
    return {
        key
        for key, rule in LIFE.items()
        if order.status in rule.sources and set(rule.sides) & set(standing[rule.permission])
    }


def take(
    order: WorkOrder,
    officer: Officer,
    key: str,
    *,
    text: str = "",
    values: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Take one step: move the order, once, remember who and why, enter it in the ledger, tell other systems.

    `values` are columns set with it, `details` more ids for the ledger. Refreshes `order`.

    Raises:
        NotFound: the officer does not stand on a side that may do this.
        OrderClosed: the order is not (any more) in a state for it.
    """
    rule, now = LIFE[key], now or timezone.now()
    side = next((one for one in sides(order, officer, rule.permission) if one in rule.sides), None)
    if side is None:
        raise NotFound(what="work order")
    changed = {**(values or {}), "status": rule.target or F("status")}
    with transaction.atomic():
        if not WorkOrder.objects.filter(pk=order.pk, status__in=rule.sources).update(**changed):
            order.refresh_from_db(fields=["status"])
            raise OrderClosed(status=in_both(order.get_status_display))
        agency = {Side.RECEIVER: order.agency, Side.HOTLINE: order.case.agency}.get(side, officer.agency)
        OrderStep.objects.create(
            order=order, step=key, at=now, officer=officer, agency=agency, text=text.strip()
        )
        about = {"workorder": order.pk, **(details or {})}
        actor = f"officer:{officer.pk}"
        append([Entry(rule.entry, actor, order.agency_id, f"case:{order.case_id}", about)])
        order.refresh_from_db(fields=["status", *(values or ())])
        post(order, key, now)


def post(order: WorkOrder, key: str, now: datetime) -> None:
    """Let other systems know, through the outbox: signed, again and again until it arrived."""
    notify(
        "workorder.changed",
        key=f"workorder.changed:{order.pk}:{key}:{instant(now)}",
        agency=order.case.agency,
        subject=f"workorder:{order.pk}",
        details={
            "reference": order.case.reference,
            "workorder": order.pk,
            "step": key,
            "status": str(order.status),
        },
        now=now,
        posted_only=True,
    )


def tell(order: WorkOrder, kind: str, now: datetime, *, agency: Agency, key: str = "") -> None:
    """Tell an agency of a step, and the order's handler when it is his."""
    mine = [order.handler] if order.handler and order.handler.agency_id == agency.pk else []
    notify(
        kind,
        key=f"{kind}:{order.pk}{key}",
        officers=mine,
        agency=agency,
        subject=f"workorder:{order.pk}",
        details={"reference": order.case.reference, "due": instant(order.due_at)},
        now=now,
    )
