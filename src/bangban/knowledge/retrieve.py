"""Which passages answer this question best? Those in force, that the agency may read."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from bangban.knowledge.index.search import Found, find
from bangban.knowledge.index.shelf import Opened, opened
from bangban.knowledge.models import Passage, Shelf, Source

LONGEST_QUERY = 2_000
"""Characters of a question that are looked at: what comes after them does not say what is asked."""
FRESH_SECONDS = 1.0
ALL_TIMES = "all"
"""As a date: passages of every time, repealed ones too."""


@dataclass(frozen=True)
class Hit:
    """A passage that was found; `id` is the importer's own."""

    id: str
    score: float
    kind: str
    source: str
    article: str
    text: str
    question: str
    page: int | None
    digest: str
    agency: str
    in_force_from: str
    in_force_to: str
    replaced_by: str
    features: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


_open: dict[str, tuple[float, Opened]] = {}
_visible: dict[tuple[str, int, str], frozenset[int]] = {}


def search(
    query: str,
    *,
    scope: str = "",
    k: int = 10,
    as_of: date | str | None = None,
    agency: str | None = None,
) -> list[Hit]:
    """The `k` best passages for `query`, best first.

    `scope`: the set to look in; "" is the set without a name or, when there is none, all sets. `as_of`: a date
    (default today), or "all" for repealed ones too. `agency`: the code of who asks; it reads its own sources and
    shared ones. Without it, of whoever: every source.
    """
    found = lookup(query, scope=scope, k=k, as_of=as_of, agency=agency)
    rows = Passage.objects.in_bulk([one.pk for one in found])
    sources = {
        row["pk"]: row
        for row in Source.objects.filter(pk__in={row.source_id for row in rows.values()}).values(
            "pk", "title", "agency__code"
        )
    }
    return [_hit(one, rows[one.pk], sources[rows[one.pk].source_id]) for one in found if one.pk in rows]


def lookup(
    query: str,
    *,
    scope: str = "",
    k: int = 10,
    as_of: date | str | None = None,
    agency: str | None = None,
) -> list[Found]:
    """As `search`, but only what the index itself knows: keys, ids and scores."""
    day = None if as_of == ALL_TIMES else _date(as_of).toordinal()
    found: list[Found] = []
    for index in _indexes(scope):
        allowed = None if agency is None else _readable(index, agency)
        found += find(index, query[:LONGEST_QUERY], k=k, day=day, sources=allowed)
    found.sort(key=lambda one: -one.score)
    return found[:k]


def forget() -> None:
    """Look at the rows again at once: this process has just changed them."""
    _open.clear()
    _visible.clear()


def _date(as_of: date | str | None) -> date:
    if as_of is None:
        return date.today()
    return date.fromisoformat(as_of) if isinstance(as_of, str) else as_of


def _indexes(scope: str) -> Sequence[Opened]:
    if scope:
        names = [scope]
    else:
        known = list(Shelf.objects.values_list("pk", flat=True)) if "" not in _open else [""]
        names = [""] if "" in known else sorted(known)
    return [index for name in names if (index := _index(name)) is not None]


def _index(scope: str) -> Opened | None:
    now = time.monotonic()
    kept = _open.get(scope)
    if kept is not None and kept[0] > now:
        return kept[1]
    generation = Shelf.objects.filter(pk=scope).values_list("generation", flat=True).first()
    if generation is None:
        return None
    index = kept[1] if kept is not None and kept[1].generation >= generation else opened(scope, generation)
    _open[scope] = (now + FRESH_SECONDS, index)
    return index


def _readable(index: Opened, agency: str) -> frozenset[int]:
    key = (index.scope, index.generation, agency)
    if key not in _visible:
        if len(_visible) > 256:
            _visible.clear()
        own = Q(agency__code=agency) | Q(shared=True)
        _visible[key] = frozenset(
            Source.objects.filter(own, shelf_id=index.scope).values_list("pk", flat=True)
        )
    return _visible[key]


def _hit(found: Found, row: Passage, source: Mapping[str, Any]) -> Hit:
    return Hit(
        id=row.uid,
        score=round(found.score, 4),
        kind=row.kind,
        source=row.title or source["title"],
        article=row.article,
        text=row.text,
        question=row.question,
        page=row.page,
        digest=row.digest,
        agency=source["agency__code"],
        in_force_from=row.in_force_from.isoformat() if row.in_force_from else "",
        in_force_to=row.in_force_to.isoformat() if row.in_force_to else "",
        replaced_by=row.replaced_by,
        features=found.features,
    )
