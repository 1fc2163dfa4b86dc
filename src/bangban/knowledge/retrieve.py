"""Which passages answer this question best? Those in force, that the agency may read."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Substr
from numpy.typing import NDArray

from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.knowledge.changed import on_change
from bangban.knowledge.index.search import Found, Matched, allowed, match
from bangban.knowledge.index.shelf import Opened, opened
from bangban.knowledge.models import Learned, Passage, Shelf, Source
from bangban.knowledge.rank.learn import asked_of, unit
from bangban.knowledge.rank.model import Model, Ranker, from_bytes

LONGEST_QUERY = 2_000
"""Characters of a question that are looked at: what comes after them does not say what is asked."""
FRESH_SECONDS = 1.0
SERVING = ("web", "skill")
"""Processes in which somebody waits."""
MASKS = 16
"""Of 57 kB each for 57,000 passages."""
MOST_AT_ONCE = 500
"""Passages read with one statement."""
SMALL, HEAD = 3_000, 200
"""Passages of a set all of which can be compared by meaning, and characters of one that say what it is about."""
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
        return {**self.__dict__, "features": dict(self.features)}


Row = tuple[int, int, str]
"""What the row of a set says: its generation, what it learned last, which database it is of."""
_open: dict[str, tuple[float, Ranker, Row]] = {}
_masks: dict[tuple[str, str, int, str | None, int | None], NDArray[np.bool_]] = {}
_last: list[tuple[Opened, str, Matched]] = []
_heads: dict[tuple[object, int | None, str | None], Sequence[Mapping[str, Any]]] = {}
_known: dict[tuple[str, str, int, str | None], tuple[dict[int, int], frozenset[int] | None]] = {}


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
    (default today), or "all" for repealed ones too. `agency`: the code of who asks; it reads its own sources,
    those of the agencies above it and shared ones. Without it, of whoever: every source.
    """
    found = lookup(query, scope=scope, k=k, as_of=as_of, agency=agency)
    rows = read([one.pk for one in found])
    return [
        replace(rows[one.pk], score=round(one.score, 4), features=one.features)
        for one in found
        if one.pk in rows
    ]


def lookup(
    query: str,
    *,
    more: str = "",
    scope: str = "",
    k: int = 10,
    as_of: date | str | None = None,
    agency: str | None = None,
) -> list[Found]:
    """As `search`, but only what the index itself knows: keys, ids and scores. `more`: what the query says besides."""
    day = None if as_of == ALL_TIMES else _date(as_of).toordinal()
    rankers = _rankers(scope)
    found: list[Found] = []
    for ranker in rankers:
        found += _ranked(ranker, query[:LONGEST_QUERY], more[:LONGEST_QUERY], k, day, agency)
    if len(rankers) > 1:
        # Scores of sets that learned and sets that did not are not alike; how much of a question stands there is.
        found.sort(key=lambda one: -one.features["matched"])
    return found[:k]


def _ranked(
    ranker: Ranker, query: str, more: str, k: int, day: int | None, agency: str | None
) -> list[Found]:
    matched = _matched(ranker.index, query)
    if more:
        matched = match(ranker.index, more, matched)
    axes = ranker.model.meaning if ranker.model else None
    likeness = (
        ranker.model.lessons.alike(matched.keys, unit(matched.weights)) if ranker.model else matched.weights
    )
    mask = _mask(ranker.index, day, agency)
    senses = ranker.model.senses if ranker.model else None
    chosen, scores, told = ranker.rank(
        asked_of(matched, axes, f"{query} {more}".strip(), senses), likeness, mask, k
    )
    named = ranker.library.named(chosen)
    # Column by column: for a hundred hits, number by number takes longer than the search.
    columns = {name: np.round(values.astype(np.float64), 4).tolist() for name, values in told.items()}
    return [
        Found(pk, uid, score, columns, place)
        for place, ((pk, uid), score) in enumerate(zip(named, scores.tolist(), strict=True))
    ]


def _matched(index: Opened, query: str) -> Matched:
    """Who looks again with other names besides has just asked the same."""
    if _last and _last[0][0] is index and _last[0][1] == query:
        return _last[0][2]
    found = match(index, query)
    _last[:] = [(index, query, found)]
    return found


def stamp(scope: str) -> tuple[object, ...]:
    """What a set stands at: another one as soon as anything in it may read differently, whoever changed it a moment ago.

    The sets are looked up in the rows, however lately that was done: what rests on them is asked for right after.
    """
    return _stamp(_rankers(scope, at_once=True))


def _stamp(rankers: Sequence[Ranker]) -> tuple[object, ...]:
    indexes = [one.index for one in rankers]
    return tuple((one.scope, one.mark, one.generation, _open.get(one.scope, ())[2:]) for one in indexes)


def heads(
    scope: str, as_of: date | str | None = None, agency: str | None = None
) -> Sequence[Mapping[str, Any]]:
    """What each passage of a set is about, {"key", "head"}; none for a set of more than `SMALL` passages.

    The same object comes back as long as nothing may read differently.
    """
    day = None if as_of == ALL_TIMES else _date(as_of).toordinal()
    rankers = _rankers(scope)
    key = (_stamp(rankers), day, agency)
    if key not in _heads:
        if len(_heads) >= MASKS:
            _heads.clear()
        _heads[key] = _heads_of(rankers, day, agency)
    return _heads[key]


def _heads_of(rankers: Sequence[Ranker], day: int | None, agency: str | None) -> Sequence[Mapping[str, Any]]:
    if sum(len(one.index) for one in rankers) > SMALL:
        return ()
    found: list[Mapping[str, Any]] = []
    for ranker in rankers:
        pks = np.concatenate([np.zeros(0, np.int64), *(one.pks for one in ranker.index.segments)])
        there = pks[_mask(ranker.index, day, agency)].tolist()
        for start in range(0, len(there), MOST_AT_ONCE):
            rows = Passage.objects.filter(pk__in=there[start : start + MOST_AT_ONCE]).order_by("pk")
            for pk, question, title, name, text in rows.values_list(
                "pk", "question", "title", "source__title", Substr("text", 1, HEAD)
            ):
                found.append({"key": pk, "head": question or f"{title or name} {text}"})
    return tuple(found)


def read(pks: Sequence[int]) -> dict[int, Hit]:
    """The passages themselves, by key, without score and features."""
    # By hand: a query set for sixty passages takes longer than the search that found them.
    found: dict[int, Hit] = {}
    for start in range(0, len(pks), MOST_AT_ONCE):
        some = list(pks[start : start + MOST_AT_ONCE])
        with connection.cursor() as cursor:
            cursor.execute(_read_statement(len(some)), some)
            found |= {pk: _hit(values) for pk, *values in cursor.fetchall()}
    return found


@cache
def _read_statement(many: int) -> str:
    passage, source, agency = (one._meta.db_table for one in (Passage, Source, Agency))
    return (
        f"SELECT p.id, p.uid, p.kind, p.title, s.title, p.article, p.text, p.question, p.page, p.digest, a.code,"  # noqa: S608
        f" p.in_force_from, p.in_force_to, p.replaced_by FROM {passage} p JOIN {source} s ON s.id = p.source_id"
        f" JOIN {agency} a ON a.id = s.agency_id WHERE p.id IN ({', '.join(['%s'] * many)}) AND p.retired IS NULL"
    )


@on_change
def forget() -> None:
    """Look at the rows again at once: this process has just changed them."""
    _open.clear()
    _known.clear()
    _masks.clear()
    _heads.clear()
    _last.clear()


def _date(as_of: date | str | None) -> date:
    if as_of is None:
        return date.today()
    return date.fromisoformat(as_of) if isinstance(as_of, str) else as_of


def _rankers(scope: str, at_once: bool = False) -> Sequence[Ranker]:
    if scope:
        names = [scope]
    elif "" in _open:
        names = [""]
    else:
        known = sorted(Shelf.objects.values_list("pk", flat=True))
        names = [""] if "" in known else known
    return [ranker for name in names if (ranker := _ranker(name, at_once)) is not None]


_ROW = Prepared(
    lambda scope: Shelf.objects.filter(pk=scope).values_list("generation", "learned", "mark"),
    scope=Shelf._meta.pk,
)


def _ranker(scope: str, at_once: bool = False) -> Ranker | None:
    """The index of a set as it stands now, looked up in the rows once a second; with `at_once`, again."""
    now = time.monotonic()
    kept = _open.get(scope)
    fresh = kept is not None and kept[0] > now
    if kept is not None and fresh and not at_once:
        return kept[1]
    row = next(iter(_ROW.rows(scope=scope)), None)
    if row is None:
        return None
    if kept is not None and fresh and row == kept[2]:
        return kept[1]
    generation, learned, mark = row
    ranker = kept[1] if kept is not None else None
    if ranker is not None and ranker.index.mark != mark:
        # Another database stands behind the same name: what was known of the other is nothing here.
        ranker = None
    if ranker is None or ranker.index.generation < generation or (ranker.number != learned):
        model = _model(scope, learned, ranker)
        index = opened(scope, generation, waits=settings.PROCESS in SERVING)
        # Where somebody waits, an index that is behind may come back as it is.
        if ranker is None or ranker.number != learned or ranker.index.generation != index.generation:
            ranker = Ranker(index, model)
    _open[scope] = (now + FRESH_SECONDS, ranker, row)
    return ranker


def _model(scope: str, number: int, known: Ranker | None) -> Model | None:
    if not number:
        return None
    if known is not None and known.number == number:
        return known.model
    row = Learned.objects.filter(shelf_id=scope, number=number).first()
    return from_bytes(number, bytes(row.data)) if row is not None else None


def may_read(agency: str) -> Q:
    """The sources an agency reads: its own, those of the agencies it belongs to, and what others share."""
    path = Agency.objects.filter(code=agency).values_list("path", flat=True).first() or ""
    return Q(agency_id__in=[int(part) for part in path.split("/") if part]) | Q(shared=True)


def _standing(index: Opened, agency: str | None) -> tuple[dict[int, int], frozenset[int] | None]:
    """The repealed sources with their first day out of force, and the sources `agency` may read (None: all)."""
    key = (index.scope, index.mark, index.generation, agency)
    if key not in _known:
        if len(_known) > 256:
            _known.clear()
        sources = Source.objects.filter(shelf_id=index.scope)
        gone = sources.exclude(repealed_on=None).values_list("pk", "repealed_on")
        repealed = {pk: day.toordinal() for pk, day in gone if day}
        readable = None
        if agency is not None:
            readable = frozenset(sources.filter(may_read(agency)).values_list("pk", flat=True))
        _known[key] = repealed, readable
    return _known[key]


def _mask(index: Opened, day: int | None, agency: str | None) -> NDArray[np.bool_]:
    """The passages that may come back: worked out once for everybody who asks on the same day."""
    key = (index.scope, index.mark, index.generation, agency, day)
    mask = _masks.get(key)
    if mask is None:
        if len(_masks) >= MASKS:
            _masks.clear()
        repealed, readable = _standing(index, agency)
        mask = _masks[key] = allowed(index, day=day, sources=readable, repealed=repealed)
    return mask


def _hit(values: Sequence[Any]) -> Hit:
    uid, kind, title, source, article, text, question, page, digest, agency, begins, ends, replaced_by = (
        values
    )
    return Hit(
        uid, 0.0, kind, title or source, article, text, question, page, digest, agency,
        str(begins or ""), str(ends or ""), replaced_by,
    )  # fmt: skip
