"""Which passages of an index does a question's words and pairs of characters stand in, and how much does each count?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index import text as texts
from bangban.knowledge.index.segment import K1, ONE
from bangban.knowledge.index.shelf import Opened

Floats = NDArray[np.float32]
Number = TypeVar("Number", bound=np.integer)


COMMON, LARGE = 0.4, 5_000
"""The share of the passages of a large set in which a word says nothing: half of all postings are of those."""


class Found(NamedTuple):
    """A passage's key and id, its score, and what the score was made of: its `place` in columns of all that were found."""

    pk: int
    uid: str
    score: float
    told: Mapping[str, Sequence[float]]
    place: int

    @property
    def features(self) -> dict[str, float]:
        # When asked for: a batch of searches has a hundred hits a question and reads none of them.
        return {name: values[self.place] for name, values in self.told.items()}


@dataclass(frozen=True)
class Matched:
    """`keys` and their rarity `weights` (0 for a key that stands nowhere or everywhere), and all passages' scores by field."""

    keys: NDArray[np.uint64]
    weights: Floats
    words: Floats
    pairs: Floats

    @property
    def mass(self) -> float:
        """What a passage would score that is about nothing else."""
        return float(self.weights.sum()) * (K1 + 1)

    @property
    def of_words(self) -> NDArray[np.uint64]:
        return self.keys[self.keys >> np.uint64(texts.KIND_SHIFT) == texts.WORDS]


def keys_of(query: str) -> NDArray[np.uint64]:
    """The keys of a question, each once."""
    folded = texts.fold(query)
    return once(np.concatenate([texts.word_keys(texts.words_of(folded)), texts.pair_keys(folded)]))


def once(values: NDArray[Number]) -> NDArray[Number]:
    """Sorted, each once. For some hundred values `np.unique` takes ten times as long."""
    if not len(values):
        return values
    values = np.sort(values)
    return values[np.append(True, values[1:] != values[:-1])]


def match(index: Opened, query: str, known: Matched | None = None) -> Matched:
    """Score every passage of `index`: one pass over the postings of the question's keys.

    `known`: what the same index was asked before, which counts too; only what `query` says besides is looked for.
    """
    keys = keys_of(query)
    if known is not None:
        keys = keys[~_among(keys, known.keys)]
    lists = _lists(index, keys)
    weights = _rarity(len(index), lists, len(keys))
    scores = {kind: np.zeros(len(index), np.float32) for kind in _FIELDS}
    begins = list(accumulate(map(len, index.segments), initial=0))
    by_field = {kind: [whole[begin:end] for begin, end in pairwise(begins)] for kind, whole in scores.items()}
    kinds = (keys >> np.uint64(texts.KIND_SHIFT)).tolist()
    scaled = (weights / np.float32(ONE)).astype(np.float32)
    tells = (weights > 0).tolist()
    for number, place, start, end in lists:
        if not tells[place]:
            continue
        one = index.segments[number]
        # Cast once: reading and writing by short numbers would cast them twice.
        docs = one.docs[start:end].astype(np.intp)
        np.add.at(by_field[kinds[place]][number], docs, one.weights[start:end] * scaled[place])
    found = Matched(keys, weights, scores[texts.WORDS], scores[texts.PAIRS])
    return found if known is None else _both(known, found)


def _among(keys: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which keys are known; both are sorted. For some dozen keys `np.isin` takes ten times as long."""
    if not len(known):
        return np.zeros(len(keys), bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys)


def _both(one: Matched, other: Matched) -> Matched:
    """What was matched of two questions without a key in common, as if they were one."""
    keys = np.concatenate([one.keys, other.keys])
    order = np.argsort(keys)
    weights = np.concatenate([one.weights, other.weights])[order]
    return Matched(keys[order], weights, one.words + other.words, one.pairs + other.pairs)


def rarity(index: Opened, keys: NDArray[np.uint64]) -> Floats:
    """How rare each key is; 0 for one that stands nowhere or everywhere."""
    return _rarity(len(index), _lists(index, keys), len(keys))


def _lists(index: Opened, keys: NDArray[np.uint64]) -> list[tuple[int, int, int, int]]:
    """The postings of these keys: segment, place in `keys`, start, end."""
    lists: list[tuple[int, int, int, int]] = []
    for number, one in enumerate(index.segments):
        if not len(one.terms) or not len(keys):
            continue
        places = np.minimum(np.searchsorted(one.terms, keys), len(one.terms) - 1)
        there = np.flatnonzero(one.terms[places] == keys)
        starts, ends = one.starts[places[there]].tolist(), one.starts[places[there] + 1].tolist()
        lists += [
            (number, place, start, end)
            for place, start, end in zip(there.tolist(), starts, ends, strict=True)
        ]
    return lists


def _rarity(total: int, lists: Sequence[tuple[int, int, int, int]], keys: int) -> Floats:
    frequency = np.zeros(keys, np.int64)
    for _, place, start, end in lists:
        frequency[place] += end - start
    weights = np.log1p((total - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    said = frequency > 0
    if total >= LARGE:
        said &= frequency <= COMMON * total
    weights[~said] = 0
    return weights


_FIELDS = (texts.WORDS, texts.PAIRS)


def allowed(
    index: Opened, *, day: int | None, sources: Collection[int] | None, repealed: Mapping[int, int]
) -> NDArray[np.bool_]:
    """Which passages may come back: those that live, in force on `day` (an ordinal; None: of all times), from `sources`.

    `repealed`: the sources that were repealed, and the first day they are not in force.
    """
    masks = []
    for one, alive in zip(index.segments, index.living, strict=True):
        mask = alive
        if day is not None:
            mask = mask & (one.begins <= day) & (one.ends >= day)
            for source, end in repealed.items():
                if end <= day:
                    mask = mask & (one.sources != source)
        if sources is not None:
            mask = mask & np.isin(one.sources, np.fromiter(sources, np.int64, len(sources)))
        masks.append(mask)
    return np.concatenate(masks) if masks else np.zeros(0, bool)
