"""Which rows come after this one? Pages of a list that stay fast and steady however long the list is.

A list is ordered by id, or by deadline with the cases that have none at the end. A cursor names the row it
stands on, so that nothing is skipped or shown twice while others decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from bangban.agencies.tenancy import MAX_ID
from bangban.errors import BadInput
from bangban.governance.models import Case

NEWEST, OLDEST, DUE = "new", "old", "due"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_402_300_799_999_999
"""Microseconds since 1970 of the last moment a datetime can be."""


@dataclass(frozen=True)
class Cursor:
    """The row one stands on: its id, and its deadline (None when it has none)."""

    pk: int
    due: datetime | None = None

    def __str__(self) -> str:
        return (
            f"{self.pk}"
            if self.due is None
            else f"{self.pk}.{(self.due - _EPOCH) // timedelta(microseconds=1)}"
        )


def cursor_of(case: Case) -> Cursor:
    return Cursor(case.pk, case.due_at)


def read_cursor(text: str) -> Cursor | None:
    """A cursor as it stands in an address; None for "".

    Raises:
        BadInput: it is none of ours.
    """
    if not text:
        return None
    pk, _point, due = text.partition(".")
    if not pk.isdecimal() or int(pk) > MAX_ID or (due and (not due.isdecimal() or int(due) > _LATEST)):
        raise BadInput(what=f"cursor {text[:40]!r}")
    return Cursor(int(pk), _EPOCH + timedelta(microseconds=int(due)) if due else None)


@dataclass(frozen=True)
class Page:
    """Rows in their order, and the cursors of the pages before and after (None at an end)."""

    rows: list[Case]
    before: Cursor | None
    after: Cursor | None


def page(
    rows: QuerySet[Case], order: str, size: int, before: Cursor | None = None, after: Cursor | None = None
) -> Page:
    """The first page of `rows`, or the one that ends before `before`, or the one that begins after `after`."""
    backward = before is not None
    start = before or after
    found = _walk(rows, order, size + 1, start, backward)
    more, shown = len(found) > size, found[:size]
    if backward:
        shown.reverse()
    first = cursor_of(shown[0]) if shown and (more if backward else start is not None) else None
    last = cursor_of(shown[-1]) if shown and (more or backward) else None
    return Page(shown, first, last)


def neighbour(rows: QuerySet[Case], order: str, here: Cursor, step: int) -> Case | None:
    """The row after `here` (step 1) or before it (step -1), whether or not `here` still is in the list."""
    found = _walk(rows, order, 1, here, step < 0)
    return found[0] if found else None


def _walk(rows: QuerySet[Case], order: str, most: int, start: Cursor | None, backward: bool) -> list[Case]:
    if order != DUE:
        down = (order == NEWEST) != backward
        if start is not None:
            rows = rows.filter(pk__lt=start.pk) if down else rows.filter(pk__gt=start.pk)
        return list(rows.order_by("-pk" if down else "pk")[:most])
    dated, undated = rows.filter(due_at__isnull=False), rows.filter(due_at__isnull=True)
    if backward:
        return _backward(dated, undated, most, start)
    found: list[Case] = []
    if start is None or start.due is not None:
        if start is not None:
            dated = dated.filter(
                Q(due_at=start.due, pk__gt=start.pk) | Q(due_at__gt=start.due), due_at__gte=start.due
            )
        found = list(dated.order_by("due_at", "pk")[:most])
    elif start is not None:
        undated = undated.filter(pk__gt=start.pk)
    if len(found) < most:
        found += undated.order_by("pk")[: most - len(found)]
    return found


def _backward(dated: QuerySet[Case], undated: QuerySet[Case], most: int, start: Cursor | None) -> list[Case]:
    found: list[Case] = []
    if start is not None and start.due is None:
        found = list(undated.filter(pk__lt=start.pk).order_by("-pk")[:most])
    elif start is not None:
        dated = dated.filter(
            Q(due_at=start.due, pk__lt=start.pk) | Q(due_at__lt=start.due), due_at__lte=start.due
        )
    if len(found) < most:
        found += dated.order_by("-due_at", "-pk")[: most - len(found)]
    return found
