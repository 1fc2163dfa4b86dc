"""Which rows come next? Pages of a registry in the order of a unique column, steady while others write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from bangban.agencies.tenancy import MAX_ID
from bangban.errors import BadInput

M = TypeVar("M", bound=Model)
SIZE = 50
LONGEST = 80


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows in their order, and the cursors of the neighbouring pages (None at an end)."""

    rows: list[M]
    before: str | None
    after: str | None


def page(rows: QuerySet[M], query: Mapping[str, str], field: str, *, size: int = SIZE) -> Page[M]:
    """The page that `query` asks for by ?before=TEXT or ?after=TEXT; the first one without.

    Raises:
        BadInput: the cursor is longer than any value, or holds a NUL.
    """
    before, after = query.get("before", ""), query.get("after", "")
    start = before or after
    if len(start) > LONGEST or "\0" in start:
        raise BadInput(what=f"cursor {start[:20]!r}")
    if start:
        rows = rows.filter(**{f"{field}__{'lt' if before else 'gt'}": start})
    found = list(rows.order_by(f"-{field}" if before else field)[: size + 1])
    more, shown = len(found) > size, found[:size]
    if before:
        shown.reverse()
    first = str(getattr(shown[0], field)) if shown and (more if before else bool(after)) else None
    last = str(getattr(shown[-1], field)) if shown and (more or before) else None
    return Page(shown, first, last)


def number_of(text: str) -> int | None:
    """An id as it stands in an address; None for "".

    Raises:
        BadInput: it is none.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > MAX_ID:
        raise BadInput(what=f"cursor {text[:20]!r}")
    return int(text)
