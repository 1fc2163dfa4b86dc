"""How is a handful of passages searched without a knowledge base? In memory: for tests, notebooks and fitting."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.answers import text as t

HEAD = 3
"""How much more a word of the question counts than one of the answer."""


class Memory:
    """The in-memory twin of the sources "knowledge.passages" and "knowledge.heads": call it with a query, get hits as dicts.

    `entries`: dicts with `id`, `question` (or ""), `text`, and optionally what a hit has besides.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._hits = [_whole(entry, place) for place, entry in enumerate(entries)]
        self._lists: dict[str, list[tuple[int, int]]] = defaultdict(list)
        sizes = []
        for place, hit in enumerate(self._hits):
            counts: Counter[str] = Counter()
            for part, times in ((hit["question"] or hit["source"], HEAD), (hit["text"][:1500], 1)):
                folded = t.fold(part)
                for term in (*t.grams(folded), *t.words(folded)):
                    counts[term] += times
            for term, times in counts.items():
                self._lists[term].append((place, times))
            sizes.append(sum(counts.values()))
        self._sizes = np.array(sizes or [1], float)

    def __call__(self, source: str, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        if source == "knowledge.heads":
            return [
                {"key": hit["key"], "head": hit["question"] or f"{hit['source']} {hit['text']}"}
                for hit in self._hits
            ]
        if source != "knowledge.passages":
            return []
        if "keys" in query:
            return [hit for hit in self._hits if hit["key"] in query["keys"]]
        asked = f"{query['query']} {query.get('more') or ''}".strip()
        hits = self.search(asked, k=int(query.get("k", 10)), as_of=query.get("as_of"))
        return [hit for hit in hits if hit["key"] not in (query.get("without") or ())]

    def search(self, query: str, *, k: int = 10, as_of: str | None = None) -> list[dict[str, Any]]:
        """The `k` best hits in force on `as_of` (default: today), best first."""
        day = as_of or date.today().isoformat()
        scores = self._scores(t.fold(query))
        order = np.argsort(-scores, kind="stable")
        found = []
        for place in order.tolist():
            hit = self._hits[place]
            if not (hit["in_force_from"] <= day and (not hit["in_force_to"] or day <= hit["in_force_to"])):
                continue
            if scores[place] <= 0:
                break
            features = {"words": float(scores[place])}
            found.append({**hit, "score": float(scores[place]), "features": features})
            if len(found) == k:
                break
        return found

    def _scores(self, folded: str) -> NDArray[np.float64]:
        """BM25, k1 = 1.2, b = 0.75."""
        many = len(self._hits)
        scores = np.zeros(max(many, 1))
        norm = 1.2 * (0.25 + 0.75 * self._sizes / self._sizes.mean())
        for term in {*t.grams(folded), *t.words(folded)}:
            rows = self._lists.get(term, ())
            idf = math.log(1 + (many - len(rows) + 0.5) / (len(rows) + 0.5))
            for place, times in rows:
                scores[place] += idf * times * 2.2 / (times + norm[place])
        return scores[:many]


def _whole(entry: Mapping[str, Any], place: int) -> dict[str, Any]:
    text = str(entry["text"])
    hit = {
        "id": str(place), "kind": "faq" if entry.get("question") else "paragraph", "source": "", "article": "",
        "question": "", "page": None, "agency": "", "in_force_from": "", "in_force_to": "", "replaced_by": "",
        "key": place + 1, "digest": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
    }  # fmt: skip
    return {**hit, **entry, "text": text}
