"""What may a skill read of the knowledge base? The passages that answer a question."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.knowledge import retrieve

KEPT = 3_000
"""Passages a process keeps as it read them; common questions find the same ones again and again."""


class Kept:
    """Passages as dicts, read once as long as nothing in their set changes."""

    def __init__(self) -> None:
        self._stamp: object = None
        self._rows: OrderedDict[int, dict[str, Any]] = OrderedDict()

    def of(self, scope: str, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        stamp = (scope, retrieve.stamp(scope))
        if stamp != self._stamp:
            self._rows.clear()
            self._stamp = stamp
        missing = [pk for pk in pks if pk not in self._rows]
        for pk, hit in (retrieve.read(missing) if missing else {}).items():
            self._rows[pk] = hit.as_dict() | {"key": pk}
        found = {pk: self._rows[pk] for pk in pks if pk in self._rows}
        for pk in found:
            self._rows.move_to_end(pk)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        return found


_kept = Kept()


def passages(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The hits for `query["query"]` as dicts; `scope`, `k`, `as_of` and `agency` as in `retrieve.search`.

    `more`: what the query says besides. `without`: keys of passages that are known already; they are left out of the `k`.
    With `keys`: those passages of a small set, as far as they may come back.
    """
    scope = str(query.get("scope") or "")
    if "keys" in query:
        there = {one["key"] for one in heads(query)}
        asked = [key for key in query["keys"] if key in there]
        rows = _kept.of(scope, asked)
        return [{**rows[key], "score": 0.0, "features": {}} for key in asked if key in rows]
    without = frozenset(query.get("without") or ())
    found = retrieve.lookup(
        str(query.get("query") or ""),
        more=str(query.get("more") or ""),
        scope=scope,
        k=max(1, min(int(query.get("k") or 10), 200)),
        as_of=query.get("as_of") or None,
        agency=query.get("agency") or None,
    )
    found = [one for one in found if one.pk not in without]
    rows = _kept.of(scope, [one.pk for one in found])
    return [
        {**rows[one.pk], "score": round(one.score, 4), "features": one.features}
        for one in found
        if one.pk in rows
    ]


def heads(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What each passage of a small set is about, {"key", "head"}; the same object as long as nothing changes."""
    return retrieve.heads(
        str(query.get("scope") or ""), query.get("as_of") or None, query.get("agency") or None
    )


SOURCES = {"knowledge.passages": (passages, 0.0), "knowledge.heads": (heads, 0.0)}
