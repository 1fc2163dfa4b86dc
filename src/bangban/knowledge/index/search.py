"""Which passages of an index score best for a question?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index import text as texts
from bangban.knowledge.index.segment import _ONE, Segment
from bangban.knowledge.index.shelf import Opened


@dataclass(frozen=True)
class Found:
    """A passage's key and id, its score, and what the score was made of."""

    pk: int
    uid: str
    score: float
    features: dict[str, float] = field(default_factory=dict)


def find(
    index: Opened, query: str, *, k: int, day: int | None, sources: Collection[int] | None
) -> list[Found]:
    """The `k` best passages of `index` in force on `day` (an ordinal; None: of all times) and from `sources`."""
    folded = texts.fold(query)
    keys = np.unique(np.concatenate([texts.word_keys(texts.words_of(folded)), texts.pair_keys(folded)]))
    lists = [_lists(one, keys) for one in index.segments]
    total = len(index)
    frequency = np.zeros(len(keys), np.int64)
    for rows in lists:
        for place, start, end in rows:
            frequency[place] += end - start
    idf = (np.log1p((total - frequency + 0.5) / (frequency + 0.5)) / _ONE).astype(np.float32)
    found: list[Found] = []
    for one, alive, rows in zip(index.segments, index.living, lists, strict=True):
        scores = np.zeros(len(one), np.float32)
        for place, start, end in rows:
            scores[one.docs[start:end]] += one.weights[start:end] * idf[place]
        scores[~_allowed(one, alive, day, sources)] = 0
        best = _best(scores, k)
        found += [Found(int(one.pks[n]), one.uids[n].decode(), float(scores[n])) for n in best]
    found.sort(key=lambda row: -row.score)
    return found[:k]


def _lists(one: Segment, keys: texts.Keys) -> list[tuple[int, int, int]]:
    """(place of the key, start, end) of the postings of the keys there are."""
    if not len(one.terms) or not len(keys):
        return []
    places = np.minimum(np.searchsorted(one.terms, keys), len(one.terms) - 1)
    there = np.flatnonzero(one.terms[places] == keys)
    at = places[there]
    return list(zip(there.tolist(), one.starts[at].tolist(), one.starts[at + 1].tolist(), strict=True))


def _allowed(
    one: Segment, alive: NDArray[np.bool_], day: int | None, sources: Collection[int] | None
) -> NDArray[np.bool_]:
    mask = alive
    if day is not None:
        mask = mask & (one.begins <= day) & (one.ends >= day)
    if sources is not None:
        mask = mask & np.isin(one.sources, np.fromiter(sources, np.int64, len(sources)))
    return mask


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    chosen = np.argpartition(-scores, k)[:k] if k < len(scores) else np.arange(len(scores))
    chosen = chosen[scores[chosen] > 0]
    return chosen[np.argsort(-scores[chosen], kind="stable")]
