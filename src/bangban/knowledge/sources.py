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
    """The hits for `query["query"]` as dicts; `scope`, `k`, `as_of` and `agency` as in `retrieve.search`."""
    scope = str(query.get("scope") or "")
    found = retrieve.lookup(
        str(query.get("query") or ""),
        scope=scope,
        k=max(1, min(int(query.get("k") or 10), 200)),
        as_of=query.get("as_of") or None,
        agency=query.get("agency") or None,
    )
    rows = _kept.of(scope, [one.pk for one in found])
    return [
        {**rows[one.pk], "score": round(one.score, 4), "features": one.features}
        for one in found
        if one.pk in rows
    ]


SOURCES = {"knowledge.passages": (passages, 0.0)}
