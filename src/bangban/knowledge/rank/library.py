"""What does ranking know of a set's passages besides their words: their law, their neighbours, their fame?"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index.shelf import Opened
from bangban.knowledge.rank.network import Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Library:
    """Arrays over all passages of an index, numbered through its segments.

    `law_of`: passage → law; `size`: passages of each law; `fame`: how often a law is cited (log); `place`: passage →
    its rank by law and article, `at` the other way; `begin`: law → rank of its first article, `ends`: one behind its last.
    """

    index: Opened
    offsets: tuple[int, ...]
    law_of: NDArray[np.int32]
    size: Floats
    fame: Floats
    place: NDArray[np.int32]
    at: NDArray[np.int32]
    begin: NDArray[np.int32]
    ends: NDArray[np.int64]
    length: Floats

    def named(self, numbers: Ints) -> list[tuple[int, str]]:
        """The row's key and the importer's id of each of these passages."""
        if len(self.index.segments) == 1:
            [one] = self.index.segments
            uids = [uid.decode() for uid in one.uids[numbers].tolist()]
            return list(zip(one.pks[numbers].tolist(), uids, strict=True))
        found: list[tuple[int, str]] = []
        for number in numbers.tolist():
            part = bisect_right(self.offsets, number) - 1
            one, here = self.index.segments[part], number - self.offsets[part]
            found.append((int(one.pks[here]), one.uids[here].decode()))
        return found

    @cached_property
    def fame_of(self) -> Floats:
        """How often each passage's law is cited (log)."""
        return np.asarray(self.fame[self.law_of])

    @property
    def total(self) -> int:
        return len(self.law_of)


def library(index: Opened) -> Library:
    """Read the columns of an index; some 20 ms for 57,000 passages."""
    parts = index.segments

    def column(name: str, kind: type) -> NDArray[np.generic]:
        return np.concatenate([getattr(one, name) for one in parts]) if parts else np.zeros(0, kind)

    laws, first, law_of = np.unique(column("laws", np.uint64), return_index=True, return_inverse=True)
    names = column("names", np.uint64)[first]
    numbers = column("numbers", np.int32)
    at = np.lexsort((numbers, law_of)).astype(np.int32)
    place = np.empty(len(at), np.int32)
    place[at] = np.arange(len(at), dtype=np.int32)
    cited = np.zeros(len(laws), np.int64)
    for one in parts:
        if len(one.terms):
            found = np.minimum(np.searchsorted(one.terms, names), len(one.terms) - 1)
            there = one.terms[found] == names
            cited += np.where(there, one.starts[found + 1].astype(np.int64) - one.starts[found], 0)
    sizes = np.bincount(law_of, minlength=len(laws))
    return Library(
        index=index,
        offsets=tuple(np.cumsum([0, *map(len, parts)]).tolist()),
        law_of=law_of.astype(np.int32),
        size=np.log1p(sizes).astype(np.float32),
        fame=np.log1p(cited).astype(np.float32),
        place=place,
        at=at,
        ends=np.cumsum(sizes),
        begin=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        if len(sizes)
        else np.zeros(0, np.int32),
        length=np.log1p(column("sizes", np.uint16)).astype(np.float32),
    )
