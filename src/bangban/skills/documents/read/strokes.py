"""Which lines along and down a page does a path draw? Strokes, and areas so thin that they are seen as lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bangban.skills.documents.read.grids import Ruling, whole

_THICK = 3.5
"""Points: a filled area as thin as this is a line; Word draws borders so."""
_SLANT = 0.6
_UPRIGHT = 120
"""Lines down a page, put together from their pieces: the widest table has some thirty columns."""
_FURTHEST = 1e5
"""Points: a file may say any number; paper is at most some metres."""
Point = tuple[float, float]


class Strokes:
    """What has been drawn on one page so far, by corners in points from its upper left one."""

    def __init__(self) -> None:
        self._found: list[Ruling] = []

    def rulings(self) -> list[Ruling]:
        """The lines, put together; none where there are more than a page of tables has."""
        found = whole(self._found)
        return found if sum(not one.along for one in found) <= _UPRIGHT else []

    def stroke(self, points: Sequence[Point]) -> None:
        for begin, end in pairwise(points):
            across, down = abs(begin[0] - end[0]), abs(begin[1] - end[1])
            if down <= _SLANT < across:
                self._add(True, (begin[1] + end[1]) / 2, begin[0], end[0])
            elif across <= _SLANT < down:
                self._add(False, (begin[0] + end[0]) / 2, begin[1], end[1])

    def area(self, points: Sequence[Point]) -> None:
        across, down = sorted(one[0] for one in points), sorted(one[1] for one in points)
        wide, high = across[-1] - across[0], down[-1] - down[0]
        if high <= _THICK and wide > high:
            self._add(True, (down[0] + down[-1]) / 2, across[0], across[-1])
        elif wide <= _THICK and high > wide:
            self._add(False, (across[0] + across[-1]) / 2, down[0], down[-1])

    def _add(self, along: bool, at: float, begin: float, end: float) -> None:
        if all(-_FURTHEST < one < _FURTHEST for one in (at, begin, end)):
            self._found.append(Ruling(along, at, min(begin, end), max(begin, end)))
