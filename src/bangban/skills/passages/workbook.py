"""Which rows stand in a workbook? Of each sheet that is shown and has anything in it, as texts.

The library lays a sheet out whole: two cells far apart take terabytes, and end the process that asked. So this is done
in one that has little, and is nobody's (`skills.documents.batch`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)


class NotAWorkbook(ValueError):
    """It cannot be read as one; the reason is a class's name."""


def sheets_of(path: Path) -> list[dict[str, Any]]:
    """{"name", "rows": [[text, …], …], "merged": [[row, column, rows, columns], …]} of each sheet, in order.

    One that is hidden is not read: whoever gave the file may not know that it is there.

    Raises:
        NotAWorkbook: it is none, or broken.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        shown = [
            book.get_sheet_by_index(number)
            for number, about in enumerate(book.sheets_metadata)
            if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet
        ]
        return [found for sheet in shown if (found := _read(sheet))["rows"]]
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(type(error).__name__) from error


def _read(sheet: CalamineSheet) -> dict[str, Any]:
    rows = [[_said(cell) for cell in row] for row in sheet.to_python()]
    top, left = sheet.start or (0, 0)
    merged = [
        [first[0] - top, first[1] - left, last[0] - first[0] + 1, last[1] - first[1] + 1]
        for first, last in sheet.merged_cell_ranges or ()
    ]
    return {"name": sheet.name, "rows": rows, "merged": merged}


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
