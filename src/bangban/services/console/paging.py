"""Which rows come next? Pages of a list in the order of its ids, steady while others write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from bangban.agencies.tenancy import MAX_ID
from bangban.errors import BadInput

M = TypeVar("M", bound=Model)
SIZE = 30


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows in their order, and the cursors of the neighbouring pages (None at an end)."""

    rows: list[M]
    before: int | None
    after: int | None


def read_cursor(text: str) -> int | None:
    """An id as it stands in an address; None for "".

    Raises:
        BadInput: it is none.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > MAX_ID:
        raise BadInput(what=f"cursor {text[:40]!r}")
    return int(text)


def page(
    rows: QuerySet[M], query: Mapping[str, str], *, newest_first: bool = True, size: int = SIZE
) -> Page[M]:
    """The page that `query` asks for by ?before=ID or ?after=ID; the first one without."""
    before, after = read_cursor(query.get("before", "")), read_cursor(query.get("after", ""))
    backward = before is not None
    start = before if backward else after
    down = newest_first != backward
    if start is not None:
        rows = rows.filter(pk__lt=start) if down else rows.filter(pk__gt=start)
    found = list(rows.order_by("-pk" if down else "pk")[: size + 1])
    more, shown = len(found) > size, found[:size]
    if backward:
        shown.reverse()
    first = shown[0].pk if shown and (more if backward else start is not None) else None
    last = shown[-1].pk if shown and (more or backward) else None
    return Page(shown, first, last)
