"""What is a table, as far as one page holds it: columns, cells, the lines in them, and how two such pieces make one?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bangban.skills.documents.read.placed import Line

_LIKE = 4.0
"""Points by which the columns of one table differ in width from page to page."""
_ITEM = re.compile(r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．](?!\d)|[①-⑳•·●■◆\-—])")
_ROOM = 2.5
"""Characters that would still have fitted into a line: what follows it was not broken for want of room."""
_STOP = "。；：！？;:!?"


@dataclass(slots=True)
class Cell:
    """A cell: its place, over how many rows and columns it goes, its edges, its lines."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    right: float
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join("".join(one.text.strip() for one in some) for some in self.paragraphs())

    def paragraphs(self) -> list[list[Line]]:
        """Its lines by paragraph: one ends with a full stop or where more would have fitted, and begins with a number."""
        found: list[list[Line]] = []
        for line in self.lines:
            if found and not self._ended(found[-1][-1]) and not _ITEM.match(line.text.strip()):
                found[-1].append(line)
            else:
                found.append([line])
        return found

    @property
    def unfinished(self) -> bool:
        """Whether its last line is full, so that what it says may go on."""
        if not self.lines:
            return False
        line = self.lines[-1]
        room = (self.right - self.left) - (line.right - line.left)
        return line.text.strip()[-1:] not in _STOP and room < line.size + 3 * _LIKE

    def _ended(self, line: Line) -> bool:
        wide = line.right - line.left
        return (
            line.text.strip()[-1:] in _STOP or wide + _ROOM * line.size + 2 * _LIKE < self.right - self.left
        )


@dataclass(slots=True)
class Piece:
    page: int
    top: float
    bottom: float
    columns: list[tuple[float, float]]
    rows: int = 0
    ruled: bool = False
    """Drawn as a grid; else set in columns."""
    framed: bool = False
    """Set in columns between lines above, under the header and below."""
    cells: list[Cell] = field(default_factory=list)

    @property
    def titles(self) -> int:
        """How many rows at the top are one cell over the whole width: what the table is called."""
        row = 0
        while (first := self.at(row, 0)) is not None and first.columns == len(self.columns) > 1:
            row += first.rows
        return row

    @property
    def head(self) -> int:
        """How many rows at the top are titles and headers; those of two storeys have a cell over several columns."""
        row = self.titles
        cells = [cell for cell in self.cells if cell.row == row]
        deep = max((cell.rows for cell in cells), default=0) if any(cell.columns > 1 for cell in cells) else 1
        return row + deep

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place."""
        for cell in self.cells:
            if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns:
                return cell
        return None

    def said(self, first: int, end: int) -> list[tuple[int, int, str]]:
        """The texts of some rows, with their places."""
        return [
            (cell.row, cell.column, "".join(cell.text.split()))
            for cell in self.cells
            if first <= cell.row < end
        ]

    def filled(self, first: int) -> float:
        """Which share of the places from a row on is covered by cells with something in them."""
        all_of_it = (self.rows - first) * len(self.columns)
        covered = sum(cell.rows * cell.columns for cell in self.cells if cell.row >= first and cell.text)
        return covered / all_of_it if all_of_it > 0 else 0.0


def same_columns(one: Piece, other: Piece) -> bool:
    """Whether two pieces on two pages have the same columns."""
    if len(one.columns) != len(other.columns) or one.ruled != other.ruled:
        return False
    if one.ruled:
        return all(
            abs((right - left) - (its_right - its_left)) <= _LIKE
            for (left, right), (its_left, its_right) in zip(one.columns, other.columns, strict=True)
        )
    return all(
        (left < its_right and its_left < right) == (number == its_number)
        for number, (left, right) in enumerate(one.columns)
        for its_number, (its_left, its_right) in enumerate(other.columns)
    )


def join(whole: Piece, piece: Piece) -> None:
    """Let a table go on with the piece on the next page: without its header again, a row that was cut as one."""
    head = whole.head
    again = head if whole.said(0, head) == piece.said(0, head) else 0
    fresh = [replace(cell, row=cell.row - again) for cell in piece.cells if cell.row >= again]
    first = [cell for cell in fresh if cell.row == 0]
    last = {cell.column: cell for cell in whole.cells if cell.row + cell.rows == whole.rows}
    cut = _is_rest(first, last, len(piece.columns))
    for cell in fresh:
        above = last.get(cell.column)
        if cut and cell.row == 0 and above is not None:
            above.lines += cell.lines
        elif cell.row == 0 and not cell.lines and _goes_down(above, cell):
            # A cell over several rows was cut by the page's end; what it says stands above.
            above.rows += cell.rows  # type: ignore[union-attr]
        else:
            cell.row += whole.rows - cut
            whole.cells.append(cell)
    whole.rows += piece.rows - again - cut


def _is_rest(first: Sequence[Cell], last: dict[int, Cell], columns: int) -> bool:
    """Whether a page's first row is the rest of the one before: what fills it goes on from there, or is hardly anything."""
    filled = [cell for cell in first if cell.lines]
    if not filled or len(filled) == len(first) or any(cell.rows > 1 for cell in first):
        return False
    above = [last.get(cell.column) for cell in first]
    if any(
        one is None or one.rows > 1 or one.columns != cell.columns
        for one, cell in zip(above, first, strict=True)
    ):
        return False
    hardly = len(filled) <= max(columns - 2, 1) and all(cell.column for cell in filled)
    return hardly or all(last[cell.column].unfinished for cell in filled)


def _goes_down(above: Cell | None, cell: Cell) -> bool:
    return (
        above is not None
        and cell.column == 0
        and above.columns == cell.columns
        and (above.rows > 1 or cell.rows > 1)
    )
