"""Which tables stand on the pages of a fixed layout: drawn as grids or set in columns, going on over pages?

A table that is none is worse than lines, so what is not certain stays what it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bangban.skills.documents.read.columns import blocks_of, is_table
from bangban.skills.documents.read.grids import Grid, grids_of
from bangban.skills.documents.read.pieces import Cell, Piece, join, same_columns
from bangban.skills.documents.read.placed import Line, Page

_FILLED = 0.5
"""Of a grid's places: with fewer it is a form to be filled in, or a drawing."""
_LONGEST_HEADER = 40
_NUMBERS = re.compile(r"\d+")


@dataclass(slots=True)
class Found:
    """One table: on which page it begins, and where there; its rows and columns, its cells."""

    page: int
    top: float
    rows: int
    columns: int
    cells: list[Cell]


def tables_of(pages: Sequence[Page], by_page: list[list[Line]]) -> list[Found]:
    """The tables in order. Their lines are taken out of `by_page`, which holds each page's lines from top to bottom."""
    running = _running(by_page)
    wholes: list[list[Piece]] = []
    for number, (page, lines) in enumerate(zip(pages, by_page, strict=True), 1):
        pieces = [_filled(grid, lines, number) for grid in grids_of(page.rulings)]
        pieces += blocks_of(page, number, _beside(lines, pieces))
        for piece in sorted(pieces, key=lambda one: one.top):
            if wholes and _follows(wholes[-1][-1], piece, by_page, running):
                wholes[-1].append(piece)
            else:
                wholes.append([piece])
    found = []
    for some in wholes:
        taken = {
            id(span) for piece in some for cell in piece.cells for line in cell.lines for span in line.spans
        }
        first, *others = some
        for piece in others:
            join(first, piece)
        if _is_grid(first) if first.ruled else is_table(first):
            found.append(Found(first.page, first.top, first.rows, len(first.columns), first.cells))
            for piece in some:
                _take_out(by_page[piece.page - 1], taken)
    return found


def _filled(grid: Grid, lines: Sequence[Line], page: int) -> Piece:
    """The grid with what stands in it."""
    columns = list(zip(grid.across, grid.across[1:], strict=False))
    piece = Piece(page, grid.down[0], grid.down[-1], columns, rows=len(grid.down) - 1, ruled=True)
    within = [(one, _middle(one)) for one in lines if piece.top < _middle(one) < piece.bottom]
    for box in grid.boxes:
        cell = Cell(box.row, box.column, box.rows, box.columns, box.left, box.right)
        for line, middle in within:
            if box.top < middle < box.bottom:
                spans = [one for one in line.spans if box.left < (one.left + one.right) / 2 < box.right]
                cell.lines += [Line(page, spans)] if spans else []
        piece.cells.append(cell)
    return piece


def _middle(line: Line) -> float:
    return line.spans[0].base - 0.3 * line.size


def _beside(lines: Sequence[Line], grids: Sequence[Piece]) -> list[Line]:
    """The lines that stand in no grid."""
    return [one for one in lines if not any(grid.top < _middle(one) < grid.bottom for grid in grids)]


def _is_grid(piece: Piece) -> bool:
    """Whether a drawn grid is a table: every column has its header, and more than half of it is filled.

    The corner over the first column is often left empty. A form to be filled in has empty cells beside its names.
    """
    first, head = piece.titles, piece.head
    header = [cell for cell in piece.cells if cell.row == first]
    return (
        piece.rows > head
        and len(header) > 1
        and all(0 < len(cell.text) <= _LONGEST_HEADER or not cell.column for cell in header)
        and all(cell.row + cell.rows <= head for cell in header)
        and piece.filled(head) >= _FILLED
    )


def _running(by_page: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """What stands in one place on several pages: heads and feet, whatever number they carry."""
    seen: Counter[tuple[str, int]] = Counter()
    for lines in by_page:
        seen.update({_place(line) for line in [*lines[:3], *lines[-3:]]})
    return {place for place, count in seen.items() if count > 1}


def _place(line: Line) -> tuple[str, int]:
    return _NUMBERS.sub("", line.text), round(line.spans[0].base / 4)


def _follows(
    one: Piece, other: Piece, by_page: Sequence[Sequence[Line]], running: set[tuple[str, int]]
) -> bool:
    """Whether the second goes on with the first over the end of a page, with nothing but heads and feet between."""
    if other.page != one.page + 1 or not same_columns(one, other):
        return False
    below = [line for line in by_page[one.page - 1] if _middle(line) > one.bottom]
    above = [line for line in by_page[other.page - 1] if _middle(line) < other.top]
    return all(_place(line) in running for line in [*below, *above])


def _take_out(lines: list[Line], taken: set[int]) -> None:
    for line in lines:
        line.spans = [span for span in line.spans if id(span) not in taken]
    lines[:] = [line for line in lines if line.spans]
