"""Which work orders does an agency look at: which list, which page, how many wait?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import MAX_ID, reach, within
from bangban.errors import BadInput
from bangban.services.hotline.models import CoHandling, OrderStatus, WorkOrder

SIZE = 25
COUNTED = 99
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_402_300_799_999_999


@dataclass(frozen=True)
class Tab:
    """One list. What is still to do is ordered by deadline, the rest newest first."""

    key: str
    label: Any
    statuses: tuple[str, ...]
    by_deadline: bool
    empty_title: Any
    empty_text: Any
    late: bool = False
    """Only what is past its deadline; such a tab is there only while something is."""
    joint: bool = False
    """What the agency co-handles and has not given its part of; there only while something is."""


TABS: Mapping[str, Tab] = {
    tab.key: tab
    for tab in (
        Tab(
            "new", _("Not yet accepted"), (OrderStatus.NEW,), True,
            _("No work order waits to be accepted"),
            _("A work order appears here when the hotline has dispatched a message to your agency."),
        ),
        Tab(
            "handled", _("Being handled"), (OrderStatus.ACCEPTED,), True,
            _("Nothing is being handled"), _("What you accept stands here until it is answered or returned."),
        ),
        Tab(
            "late", _("Overdue"), (OrderStatus.NEW, OrderStatus.ACCEPTED), True,
            _("Nothing is overdue"), _("Work orders past their deadline stand here, the longest overdue first."),
            late=True,
        ),
        Tab(
            "joint", _("Co-handling"), (OrderStatus.NEW, OrderStatus.ACCEPTED), True,
            _("No part is owed"), _("Orders of other agencies stand here when they ask yours for its part, until it is given."),
            joint=True,
        ),
        Tab(
            "answered", _("Answered"), (OrderStatus.ANSWERED, OrderStatus.ARCHIVED), False,
            _("Nothing has been answered yet"), _("Your answers stand here; the resident reads them on the follow page."),
        ),
        Tab(
            "returned", _("Returned or withdrawn"), (OrderStatus.RETURNED, OrderStatus.WITHDRAWN), False,
            _("Nothing was returned"), _("What was not yours and went back to the hotline stands here."),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Rows, and the cursors of the pages before and after (None at an end)."""

    rows: list[WorkOrder]
    before: str | None
    after: str | None


def page(officer: Officer, tab: Tab, before: str = "", after: str = "") -> Page:
    """One page of a list within the officer's reach.

    Raises:
        BadInput: a cursor is none of ours.
    """
    rows = _seen(tab, officer)
    rows = rows.select_related("agency", "handler").defer("request", "outcome")
    backward, start = bool(before), _read(before or after)
    if start is not None:
        rows = rows.filter(_beyond(tab, start, forward=not backward))
    fields = ("due_at", "pk") if tab.by_deadline else ("-pk",)
    ordered = rows.order_by(*fields)
    found = list((ordered.reverse() if backward else ordered)[: SIZE + 1])
    more, shown = len(found) > SIZE, found[:SIZE]
    if backward:
        shown.reverse()
    first = _cursor(shown[0]) if shown and (more if backward else start is not None) else None
    last = _cursor(shown[-1]) if shown and (more or backward) else None
    return Page(shown, first, last)


def _seen(tab: Tab, officer: Officer) -> QuerySet[WorkOrder]:
    """The tab's orders within the officer's reach."""
    if not tab.joint:
        return within(_listed(tab), officer, "workorder.read")
    owed = CoHandling.objects.filter(
        order=OuterRef("pk"), answered_at=None, agency_id__in=reach(officer, "workorder.read")
    )
    return _listed(tab).filter(Exists(owed))


def _listed(tab: Tab) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.filter(status__in=tab.statuses)
    return rows.filter(due_at__lt=timezone.now()) if tab.late else rows


def _beyond(tab: Tab, start: tuple[int, datetime], *, forward: bool) -> Q:
    pk, due = start
    if not tab.by_deadline:
        return Q(pk__lt=pk) if forward else Q(pk__gt=pk)
    if forward:
        return Q(due_at__gte=due) & (Q(due_at=due, pk__gt=pk) | Q(due_at__gt=due))
    return Q(due_at__lte=due) & (Q(due_at=due, pk__lt=pk) | Q(due_at__lt=due))


def _cursor(order: WorkOrder) -> str:
    return f"{order.pk}.{(order.due_at - _EPOCH) // timedelta(microseconds=1)}"


def _read(text: str) -> tuple[int, datetime] | None:
    if not text:
        return None
    pk, _point, due = text.partition(".")
    if not (pk.isdecimal() and due.isdecimal() and int(pk) <= MAX_ID and int(due) <= _LATEST):
        raise BadInput(what=f"cursor {text[:40]!r}")
    return int(pk), _EPOCH + timedelta(microseconds=int(due))


def counts(officer: Officer) -> dict[str, str]:
    """How many wait under each list that is still to do, up to “99+”, in one statement."""
    tabs = [tab for tab in TABS.values() if tab.by_deadline]
    parts: list[str] = []
    parameters: list[Any] = []
    for number, tab in enumerate(tabs):
        rows = _seen(tab, officer)
        sql, given = rows.order_by().values("pk")[: COUNTED + 1].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS part_{number})")  # noqa: S608 — compiled by the ORM
        parameters += given
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), parameters)
        found = cursor.fetchone()
    return {tab.key: f"{COUNTED}+" if n > COUNTED else str(n) for tab, n in zip(tabs, found, strict=True)}
