"""Which rows come on this page, newest first, and where do the pages beside it begin?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from bangban.agencies.tenancy import MAX_ID
from bangban.errors import BadInput

M = TypeVar("M", bound=Model)
SIZE = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows, and the cursors of the pages before and after (None at an end)."""

    rows: Sequence[M]
    before: int | None
    after: int | None


def page(rows: QuerySet[M], before: str = "", after: str = "") -> Page[M]:
    """One page of `rows` by falling id; a cursor is the id of the row it stands beside.

    Raises:
        BadInput: a cursor is none of ours.
    """
    backward, start = bool(before), _read(before or after)
    if start is not None:
        rows = rows.filter(**{"pk__gt" if backward else "pk__lt": start})
    found: list[Any] = list(rows.order_by("pk" if backward else "-pk")[: SIZE + 1])
    more, shown = len(found) > SIZE, found[:SIZE]
    if backward:
        shown.reverse()
    first = shown[0].pk if shown and (more if backward else start is not None) else None
    last = shown[-1].pk if shown and (more or backward) else None
    return Page(shown, first, last)


def _read(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > MAX_ID:
        raise BadInput(what=f"cursor {text[:40]!r}")
    return int(text)
