"""Which rows stand in a workbook? Its first sheet with anything in it, as texts.

The library lays a sheet out whole: two cells far apart take terabytes, and end the process that asked. So this is done
in one that has little, and is nobody's (`skills.documents.batch`).
"""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook


class NotAWorkbook(ValueError):
    """It cannot be read as one; the reason is a class's name."""


def rows_of(path: Path) -> list[list[str]]:
    """The rows of the first sheet that has any.

    Raises:
        NotAWorkbook: it is none, or broken.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        for number in range(len(book.sheet_names)):
            if rows := book.get_sheet_by_index(number).to_python():
                return [[_said(cell) for cell in row] for row in rows]
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(type(error).__name__) from error
    return []


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
