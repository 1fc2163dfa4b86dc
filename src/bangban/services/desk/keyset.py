"""Which rows come after this one? Pages of a list that stay fast and steady however long the list is.

A list is ordered by id, or by deadline with the cases that have none at the end. A cursor names the row it
stands on, so that nothing is skipped or shown twice while others decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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


STEPS: Mapping[str, Callable[[QuerySet[Case], Any, Any], QuerySet[Case]]] = {
    "newest": lambda rows, pk, due: rows.order_by("-pk"),
    "newest from": lambda rows, pk, due: rows.filter(pk__lt=pk).order_by("-pk"),
    "oldest": lambda rows, pk, due: rows.order_by("pk"),
    "oldest from": lambda rows, pk, due: rows.filter(pk__gt=pk).order_by("pk"),
    "dated": lambda rows, pk, due: rows.filter(due_at__isnull=False).order_by("due_at", "pk"),
    "dated from": lambda rows, pk, due: rows.filter(
        Q(due_at=due, pk__gt=pk) | Q(due_at__gt=due), due_at__gte=due
    ).order_by("due_at", "pk"),
    "undated": lambda rows, pk, due: rows.filter(due_at__isnull=True).order_by("pk"),
    "undated from": lambda rows, pk, due: rows.filter(due_at__isnull=True, pk__gt=pk).order_by("pk"),
    "dated back": lambda rows, pk, due: rows.filter(due_at__isnull=False).order_by("-due_at", "-pk"),
    "dated back from": lambda rows, pk, due: rows.filter(
        Q(due_at=due, pk__lt=pk) | Q(due_at__lt=due), due_at__lte=due
    ).order_by("-due_at", "-pk"),
    "undated back from": lambda rows, pk, due: rows.filter(due_at__isnull=True, pk__lt=pk).order_by("-pk"),
}
"""The stretches of a list: which rows, in which order, from which id and deadline on."""

Take = Callable[[str, int, Cursor | None], list[Case]]
"""`take(step, most, start)` reads a stretch of one list."""


def taken_from(rows: QuerySet[Case]) -> Take:
    """Stretches of any query of cases."""

    def take(step: str, most: int, start: Cursor | None) -> list[Case]:
        pk, due = (start.pk, start.due) if start else (None, None)
        return list(STEPS[step](rows, pk, due)[:most])

    return take


def page(
    take: Take, order: str, size: int, before: Cursor | None = None, after: Cursor | None = None
) -> Page:
    """The first page of a list, or the one that ends before `before`, or the one that begins after `after`."""
    backward = before is not None
    start = before or after
    found = _walk(take, order, size + 1, start, backward)
    more, shown = len(found) > size, found[:size]
    if backward:
        shown.reverse()
    first = cursor_of(shown[0]) if shown and (more if backward else start is not None) else None
    last = cursor_of(shown[-1]) if shown and (more or backward) else None
    return Page(shown, first, last)


def neighbour(take: Take, order: str, here: Cursor, step: int) -> Case | None:
    """The row after `here` (step 1) or before it (step -1), whether or not `here` still is in the list."""
    found = _walk(take, order, 1, here, step < 0)
    return found[0] if found else None


def _walk(take: Take, order: str, most: int, start: Cursor | None, backward: bool) -> list[Case]:
    if order != DUE:
        way = "newest" if (order == NEWEST) != backward else "oldest"
        return take(f"{way} from" if start else way, most, start)
    if backward:
        return _backward(take, most, start)
    if start is not None and start.due is None:
        return take("undated from", most, start)
    found = take("dated from" if start else "dated", most, start)
    return found if len(found) == most else found + take("undated", most - len(found), None)


def _backward(take: Take, most: int, start: Cursor | None) -> list[Case]:
    if start is not None and start.due is not None:
        return take("dated back from", most, start)
    found = take("undated back from", most, start) if start else []
    return found if len(found) == most else found + take("dated back", most - len(found), None)
