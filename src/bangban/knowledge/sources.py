"""What may a skill read of the knowledge base? The passages that answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bangban.knowledge.retrieve import search


def passages(query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The hits for `query["query"]` as dicts; `scope`, `k`, `as_of` and `agency` as in `retrieve.search`."""
    hits = search(
        str(query.get("query") or ""),
        scope=str(query.get("scope") or ""),
        k=max(1, min(int(query.get("k") or 10), 200)),
        as_of=query.get("as_of") or None,
        agency=query.get("agency") or None,
    )
    return [hit.as_dict() for hit in hits]


SOURCES = {"knowledge.passages": (passages, 0.0)}
