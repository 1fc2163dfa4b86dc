"""Which grids do the lines of a page make, and which cells has each, merged ones included?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NEAR = 3.5
"""Points: what stands no further apart is one line (drawn double, or thick), and what comes so near touches."""
_GAP = 4.0
"""Points between two pieces of one line: dashes, and the corners that are left out."""
_SHORTEST = 5.0
_MOST_PAIRS, _MOST_CELLS = 400_000, 20_000
"""A drawing or a map goes beyond; no table that fits on a page does."""
_COVERED = 0.8


@dataclass(slots=True)
class Ruling:
    """A straight line: `along` the page or down it, `at` its distance from the other edge, from `start` to `end`."""

    along: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Box:
    """A cell: its place in the grid, over how many rows and columns it goes, and its edges."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Grid:
    """`across` and `down`: where its columns and its rows have their edges."""

    across: list[float]
    down: list[float]
    boxes: list[Box]


def grids_of(rulings: Sequence[Ruling]) -> list[Grid]:
    """The grids of `whole` lines from top to bottom, each of two columns and rows at the least and closed above and below.

    Lines that make no whole grid (a flow chart, a frame, the rules of a letterhead) make none.
    """
    along = [one for one in rulings if one.along]
    down = [one for one in rulings if not one.along]
    if not along or not down or len(along) * len(down) > _MOST_PAIRS:
        return []
    found = [grid for lines in _touching(along, down) if (grid := _grid(*lines)) is not None]
    return sorted(found, key=lambda grid: grid.down[0])


def whole(pieces: Sequence[Ruling]) -> list[Ruling]:
    """Lines put together from their pieces: a border is drawn cell by cell."""
    found: list[Ruling] = []
    kinds = [[one for one in pieces if one.along == along] for along in (True, False)]
    for row in [row for kind in kinds for row in _near(sorted(kind, key=lambda one: one.at))]:
        at = sum(one.at for one in row) / len(row)
        joined: list[Ruling] = []
        for one in sorted(row, key=lambda piece: piece.start):
            if joined and one.start <= joined[-1].end + _GAP:
                joined[-1].end = max(joined[-1].end, one.end)
            else:
                joined.append(Ruling(one.along, at, one.start, one.end))
        found += [one for one in joined if one.end - one.start >= _SHORTEST]
    return found


def _near(pieces: Iterable[Ruling]) -> list[list[Ruling]]:
    rows: list[list[Ruling]] = []
    for one in pieces:
        if rows and one.at - rows[-1][0].at <= _NEAR:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _touching(along: list[Ruling], down: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """The lines, in groups of those that hang together."""
    leader = list(range(len(along) + len(down)))

    def first(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for one, line in enumerate(along):
        for other, upright in enumerate(down, len(along)):
            if (
                line.start - _NEAR <= upright.at <= line.end + _NEAR
                and upright.start - _NEAR <= line.at <= upright.end + _NEAR
            ):
                leader[first(one)] = first(other)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for number, line in enumerate([*along, *down]):
        groups[first(number)][0 if line.along else 1].append(line)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _places(values: Iterable[float]) -> list[float]:
    found: list[list[float]] = []
    for one in sorted(values):
        if found and one - found[-1][0] <= _NEAR:
            found[-1].append(one)
        else:
            found.append([one])
    return [sum(some) / len(some) for some in found]


def _grid(along: list[Ruling], upright: list[Ruling]) -> Grid | None:
    # Tables are often left open at their sides: there the lines along them end.
    ends = [min(one.start for one in along), max(one.end for one in along)]
    across = _places([*(one.at for one in upright), *ends])
    down = _places(one.at for one in along)
    columns, rows = len(across) - 1, len(down) - 1
    if columns < 2 or rows < 2 or columns * rows > _MOST_CELLS:
        return None
    closed_below = _edges(along, down, across)
    closed_right = _edges(upright, across, down)
    if not all(all(closed_below[edge]) for edge in (0, rows)):
        return None
    boxes = _boxes(rows, columns, closed_below, closed_right)
    if boxes is None:
        return None
    return Grid(
        across,
        down,
        [
            Box(
                row, column, high, wide,
                across[column], down[row], across[column + wide], down[row + high],
            )
            for row, column, high, wide in boxes
        ],
    )  # fmt: skip


def _edges(lines: list[Ruling], places: list[float], others: list[float]) -> list[list[bool]]:
    """For each place, and each stretch between two of the others, whether a line is drawn there."""
    drawn = [[False] * (len(others) - 1) for _ in places]
    for line in lines:
        nearest = min(range(len(places)), key=lambda number: abs(places[number] - line.at))
        for number, (begin, end) in enumerate(pairwise(others)):
            common = min(line.end, end) - max(line.start, begin)
            if common >= _COVERED * (end - begin):
                drawn[nearest][number] = True
    return drawn


def _boxes(
    rows: int, columns: int, below: list[list[bool]], right: list[list[bool]]
) -> list[tuple[int, int, int, int]] | None:
    """Cells as (row, column, rows, columns), those between which no line is drawn being one; None when one is no rectangle."""
    seen = [[False] * columns for _ in range(rows)]
    found = []
    for row in range(rows):
        for column in range(columns):
            if seen[row][column]:
                continue
            wide = 1
            while column + wide < columns and not right[column + wide][row]:
                wide += 1
            high = 1
            while row + high < rows and not below[row + high][column]:
                high += 1
            for y in range(row, row + high):
                for x in range(column, column + wide):
                    inner = (x + 1 < column + wide and right[x + 1][y]) or (
                        y + 1 < row + high and below[y + 1][x]
                    )
                    if seen[y][x] or inner:
                        return None
                    seen[y][x] = True
                if column and not right[column][y]:
                    return None
                if column + wide < columns and not right[column + wide][y]:
                    return None
            for x in range(column, column + wide):
                if row + high < rows and not below[row + high][x]:
                    return None
            found.append((row, column, high, wide))
    return found
