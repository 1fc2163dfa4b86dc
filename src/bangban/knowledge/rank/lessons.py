"""Which answered questions are like this one, and what answered them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.rank import foretell
from bangban.knowledge.rank.library import Library
from bangban.knowledge.rank.network import Floats

Marks = NDArray[np.bool_]
LONG = np.float32(127)
"""The length of a passage's direction as it is kept."""


@dataclass(frozen=True)
class Lessons:
    """Answered questions as vectors: by key `keys`/`starts` → `owners`, `weights`; by meaning `directions`.

    `uids`: the passages that answered any; pairs `lesson` → `gold` (a place in `uids`) with the `share` it has.
    `inverse`: what likenesses to the newest lessons become shares by (`foretell.py`).
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    owners: NDArray[np.int32]
    weights: Floats
    directions: Floats
    uids: NDArray[np.bytes_]
    lesson: NDArray[np.int32]
    gold: NDArray[np.int32]
    share: Floats
    inverse: Floats

    def __len__(self) -> int:
        return len(self.directions)

    def shares(self, likeness: Floats, meaning: Floats) -> Floats:
        """How much each lesson says of a question this much like them; lessons older than the newest say nothing."""
        shares = np.zeros(len(self), np.float32)
        newest = len(self.inverse)
        if newest:
            near = foretell.kernel(likeness[-newest:], meaning[-newest:])
            shares[-newest:] = near @ self.inverse
        return shares

    def alike(self, keys: NDArray[np.uint64], weights: Floats) -> Floats:
        """The likeness (0…1) of every lesson to a question of these keys and (unit length) weights."""
        likeness = np.zeros(len(self), np.float32)
        if not len(self.keys) or not len(keys):
            return likeness
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        there = np.flatnonzero(self.keys[places] == keys)
        starts, ends = self.starts[places[there]].tolist(), self.starts[places[there] + 1].tolist()
        if there.size:
            parts = [slice(start, end) for start, end in zip(starts, ends, strict=True)]
            owners = np.concatenate([self.owners[part] for part in parts])
            counts = np.subtract(ends, starts)
            found = np.concatenate([self.weights[part] for part in parts]) * np.repeat(weights[there], counts)
            likeness += np.bincount(owners, found, len(self))
        return likeness


def make(
    vectors: Sequence[tuple[NDArray[np.uint64], Floats]], directions: Floats, golds: Sequence[Sequence[str]]
) -> Lessons:
    """Lessons of questions given as (keys, weights of unit length) and directions, and of the uids that answered."""
    keys = np.concatenate([one for one, _ in vectors]) if vectors else np.zeros(0, np.uint64)
    owners = np.repeat(np.arange(len(vectors)), [len(one) for one, _ in vectors]).astype(np.int32)
    weights = np.concatenate([one for _, one in vectors]) if vectors else np.zeros(0, np.float32)
    order = np.argsort(keys, kind="stable")
    unique, starts = np.unique(keys[order], return_index=True)
    uids = sorted({uid for gold in golds for uid in gold})
    place = {uid: number for number, uid in enumerate(uids)}
    lesson = [number for number, gold in enumerate(golds) for _ in gold]
    return Lessons(
        keys=unique,
        starts=np.append(starts, len(keys)).astype(np.int64),
        owners=owners[order],
        weights=weights[order].astype(np.float32),
        directions=directions.astype(np.float32),
        uids=np.array([uid.encode() for uid in uids] or [b""], dtype=np.bytes_)[: len(uids)],
        lesson=np.array(lesson, np.int32),
        gold=np.array([place[uid] for gold in golds for uid in gold], np.int32),
        share=np.array([1 / len(gold) for gold in golds for _ in gold], np.float32),
        inverse=np.zeros((0, 0), np.float32),
    )


@dataclass(frozen=True)
class Bound:
    """Lessons beside an index: `docs` (numbers of the passages that answered), `slot` (passage → place there or -1)."""

    lessons: Lessons
    docs: NDArray[np.int32]
    slot: NDArray[np.int32]
    lesson: NDArray[np.int32]
    gold: NDArray[np.int32]
    law: NDArray[np.int32]
    share: Floats
    answers: Floats
    """Lessons × axes: the mean direction of what answered each."""
    laws: Floats
    """Laws × axes: the mean direction of its passages, of length 1."""
    sensed: Floats
    """The same by the table of words (`senses.py`)."""

    @cached_property
    def times(self) -> Floats:
        """By slot, and one more: how many lessons each passage answered."""
        return np.bincount(self.gold, minlength=len(self.docs) + 1).astype(np.float32)

    @cached_property
    def prior(self) -> Floats:
        """By law: which part of the lessons it answered."""
        found = np.bincount(self.law, self.share, len(self.laws)) / (len(self.lessons) + 1e-9)
        return found.astype(np.float32)


def bind(
    lessons: Lessons,
    library: Library,
    directions: Sequence[NDArray[np.int8]],
    sensed: Sequence[NDArray[np.int8]],
) -> Bound:
    """Find the passages that answered in an index; what is there no more is left out.

    `directions`: the meanings of the passages, by segment; `sensed`: those by the table of words.
    """
    parts = library.index.segments
    width = max([lessons.uids.dtype.itemsize, *(one.uids.dtype.itemsize for one in parts)])
    wanted = lessons.uids.astype(f"S{width}")
    number = np.full(len(wanted), -1, np.int32)
    for one, alive, offset in zip(parts, library.index.living, library.offsets, strict=False):
        here = np.flatnonzero(alive & np.isin(one.uids.astype(f"S{width}"), wanted))
        number[np.searchsorted(wanted, one.uids[here].astype(f"S{width}"))] = here + offset
    kept = number[lessons.gold] >= 0
    docs, gold = np.unique(number[lessons.gold[kept]], return_inverse=True)
    slot = np.full(library.total, -1, np.int32)
    slot[docs] = np.arange(len(docs))
    lesson, share = lessons.lesson[kept], lessons.share[kept]
    answers = np.zeros_like(lessons.directions)
    if len(docs):
        np.add.at(answers, lesson, take(directions, library, docs)[gold] * (share[:, None] / LONG))
    return Bound(
        lessons=lessons,
        docs=docs.astype(np.int32),
        slot=slot,
        lesson=lesson,
        gold=gold.astype(np.int32),
        law=library.law_of[docs[gold]] if len(docs) else np.zeros(0, np.int32),
        share=share,
        answers=answers,
        laws=_middles(library, directions, lessons.directions.shape[1]),
        sensed=_middles(library, sensed, lessons.directions.shape[1]),
    )


def _middles(library: Library, directions: Sequence[NDArray[np.int8]], axes: int) -> Floats:
    """The mean direction of each law's passages."""
    total = np.zeros((len(library.size), axes), np.float32)
    for part, first in zip(directions, library.offsets, strict=False):
        laws = library.law_of[first : first + len(part)]
        for axis in range(axes):
            total[:, axis] += np.bincount(laws, part[:, axis], len(total))
    lengths = np.sqrt((total * total).sum(axis=1, keepdims=True))
    return total / np.maximum(lengths, 1e-6)


def take(directions: Sequence[NDArray[np.int8]], library: Library, docs: NDArray[np.integer]) -> Floats:
    """The directions of these passages, of length 127."""
    if len(directions) == 1:
        return np.asarray(directions[0].take(docs, axis=0), np.float32)
    part = np.searchsorted(np.array(library.offsets[1:]), docs, side="right")
    found = np.zeros((len(docs), directions[0].shape[1] if directions else 0), np.float32)
    for number in range(len(directions)):
        mine = part == number
        found[mine] = directions[number][docs[mine] - library.offsets[number]]
    return found


@dataclass(frozen=True)
class Recalled:
    """What lessons say of a question. By passage that answered (its slot, and one more that holds nothing): `sum`, `square`, `best` of likenesses,
    `times` it answered, `meant` (likeness of meaning). By law: `linear`, `squared`, `sensed`, `prior`; `law`: the log
    of how likely it is in it. Foretold by all lessons together: `slot_share`, `law_share`, `towards` (a direction)."""

    sum: Floats
    square: Floats
    best: Floats
    times: Floats
    meant: Floats
    linear: Floats
    squared: Floats
    sensed: Floats
    prior: Floats
    law: Floats
    likeness: Floats
    slot_share: Floats
    law_share: Floats
    towards: Floats


def recall(
    bound: Bound,
    laws: int,
    likeness: Floats,
    meaning: Floats,
    taught: Marks | None = None,
    shares: Floats | None = None,
) -> Recalled:
    """Gather the lessons by their likeness; with `taught`, only of those marked, by `shares` worked out beforehand."""
    if shares is None:
        shares = bound.lessons.shares(likeness, meaning)
    if taught is not None:
        likeness, meaning = np.where(taught, likeness, 0), np.where(taught, meaning, 0)
    fourth = np.square(np.square(np.maximum(meaning, 0)))
    near, deep = likeness[bound.lesson], fourth[bound.lesson]
    slots = len(bound.docs) + 1
    best = np.zeros(slots, np.float32)
    np.maximum.at(best, bound.gold, near)

    def by_slot(values: Floats) -> Floats:
        return np.bincount(bound.gold, values, slots).astype(np.float32)

    def by_law(values: Floats, whole: float) -> Floats:
        return (np.bincount(bound.law, values * bound.share, laws) / (whole + 1e-9)).astype(np.float32)

    if taught is None:
        times, prior = bound.times, bound.prior
    else:
        there = taught[bound.lesson].astype(np.float32)
        times, prior = by_slot(there), by_law(there, float(taught.sum()))
    linear = by_law(near, float(likeness.sum()))
    squared = by_law(near * near, float((likeness * likeness).sum()))
    return Recalled(
        sum=by_slot(near),
        square=by_slot(near * near),
        best=best,
        times=times,
        meant=by_slot(deep),
        linear=linear,
        squared=squared,
        sensed=by_law(deep, float(fourth.sum())),
        prior=prior,
        law=np.log(0.5 * linear + 0.5 * squared + 1e-4).astype(np.float32),
        likeness=likeness,
        slot_share=by_slot(shares[bound.lesson]),
        law_share=np.bincount(bound.law, shares[bound.lesson] * bound.share, laws).astype(np.float32),
        towards=(shares @ bound.answers).astype(np.float32),
    )
