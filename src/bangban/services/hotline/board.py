"""Who owes what (任务督办)? Answers, co-handling, approvals, call-backs and dispatching anew, across the agencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.governance.models import Case, CaseStatus
from bangban.governance.reopen import RETURNED
from bangban.services.hotline.life import OPEN, visible
from bangban.services.hotline.models import CoHandling, Extension, ExtensionState, OrderStatus, WorkOrder

MOST = 30
"""Rows of one list: the most pressing ones."""


@dataclass(frozen=True)
class Task:
    """One thing somebody owes."""

    title: str
    url: str
    owes: Any
    due_at: datetime | None
    since: datetime
    tags: Sequence[tuple[Any, str]] = ()
    """(words, tone)"""


@dataclass(frozen=True)
class Kind:
    key: str
    label: Any
    rows: Callable[[Officer, str], QuerySet[Any]]
    task: Callable[[Any], Task]
    empty: Any


def _orders(officer: Officer, agency: str) -> QuerySet[WorkOrder]:
    rows = visible(WorkOrder.objects.select_related("agency", "case__agency"), officer)
    rows = rows.defer("request", "outcome", "case__inputs")
    return rows.filter(agency__code=agency) if agency else rows


def _answers(officer: Officer, agency: str) -> QuerySet[Any]:
    # What is supervised first, then by deadline: what is nearly late rises by itself.
    pressing = F("supervised_at").asc(nulls_last=True)
    return _orders(officer, agency).filter(status__in=OPEN).order_by(pressing, "due_at", "pk")


def _parts(officer: Officer, agency: str) -> QuerySet[Any]:
    ours = reach(officer, "workorder.read")
    concerned = Q(agency_id__in=ours) | Q(order__agency_id__in=ours) | Q(order__case__agency_id__in=ours)
    rows = CoHandling.objects.filter(concerned, answered_at=None, order__status__in=OPEN)
    rows = rows.filter(agency__code=agency) if agency else rows
    return rows.select_related("agency", "order").order_by("due_at", "pk")


def _approvals(officer: Officer, agency: str) -> QuerySet[Any]:
    orders = _orders(officer, agency).values("pk")
    rows = Extension.objects.filter(state=ExtensionState.ASKED, order__in=orders)
    return rows.select_related("order__agency", "order__case__agency").order_by("asked_at", "pk")


def _calls(officer: Officer, agency: str) -> QuerySet[Any]:
    rows = _orders(officer, agency).filter(status=OrderStatus.ANSWERED)
    return rows.order_by("closed_at", "pk")


def _anew(officer: Officer, agency: str) -> QuerySet[Any]:
    rows = Case.objects.filter(
        agency_id__in=reach(officer, "workorder.read"), status=CaseStatus.MANUAL, refusal=RETURNED
    )
    rows = rows.filter(agency__code=agency) if agency else rows
    return rows.select_related("agency").defer("inputs").order_by("due_at", "pk")


def _of_order(order: WorkOrder) -> Task:
    tags: list[tuple[Any, str]] = []
    if order.urgency == "emergency":
        tags.append((_("emergency"), "red"))
    if order.supervised_at:
        tags.append((_("Under supervision"), "red"))
    if order.urged:
        tags.append((_("Urged"), "amber"))
    if order.reopened:
        tags.append((_("Reopened"), "amber"))
    return Task(
        order.title, f"/workorders/{order.pk}", order.agency.short, order.due_at, order.created_at, tags
    )


def _of_part(row: CoHandling) -> Task:
    return Task(row.order.title, f"/workorders/{row.order_id}", row.agency.short, row.due_at, row.asked_at)


def _of_approval(row: Extension) -> Task:
    order = row.order
    asked = (_("asked by %(agency)s") % {"agency": order.agency.short}, "grey")
    return Task(
        order.title, f"/workorders/{order.pk}", order.case.agency.short, order.due_at, row.asked_at, [asked]
    )


def _of_call(order: WorkOrder) -> Task:
    called = [(order.get_satisfaction_display(), "blue")] if order.satisfaction else []
    since = order.closed_at or order.created_at
    return Task(order.title, f"/workorders/{order.pk}", order.case.agency.short, None, since, called)


def _of_case(case: Case) -> Task:
    return Task(case.title, f"/desk/cases/{case.pk}", case.agency.short, case.due_at, case.opened_at)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("answer", _("Answers"), _answers, _of_order, _("Every work order has been answered")),
        Kind("part", _("Co-handling"), _parts, _of_part, _("No agency owes its part")),
        Kind("approve", _("More time"), _approvals, _of_approval, _("Nobody asks for more time")),
        Kind("call", _("Call-backs"), _calls, _of_call, _("Every answer was followed up")),
        Kind("anew", _("Dispatch anew"), _anew, _of_case, _("Nothing came back")),
    )
}


@dataclass(frozen=True)
class Load:
    """How one agency stands with its answers."""

    agency: Agency
    open: int
    new: int
    soon: int
    overdue: int
    supervised: int


def loads(officer: Officer, now: datetime) -> list[Load]:
    """Every agency that owes answers, the most overdue first; one query for the counts, one for the names."""
    rows = visible(WorkOrder.objects.filter(status__in=OPEN), officer).order_by().values("agency_id")
    counted = rows.annotate(
        open=Count("pk"),
        new=Count("pk", filter=Q(status=OrderStatus.NEW)),
        soon=Count("pk", filter=Q(warn_at__lte=now, due_at__gt=now)),
        overdue=Count("pk", filter=Q(due_at__lte=now)),
        supervised=Count("pk", filter=Q(supervised_at__isnull=False)),
    )
    found: list[Any] = list(counted)
    agencies = Agency.objects.in_bulk([row["agency_id"] for row in found])
    names = ("open", "new", "soon", "overdue", "supervised")
    made = [Load(agencies[row["agency_id"]], **{name: row[name] for name in names}) for row in found]
    return sorted(made, key=lambda one: (-one.overdue, -one.supervised, -one.soon, -one.open))
