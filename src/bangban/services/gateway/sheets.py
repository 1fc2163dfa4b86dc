"""How does the workload leave the page? As CSV or XLSX, with its assumptions and their sources beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from django.utils.translation import gettext

from bangban.services.gateway.workload import MINUTES_A_DAY, Line, Workload

Cell = str | int | float
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a text begins with that a spreadsheet takes for a formula; those of full width, a Chinese one."""
WIDTHS = (40, 10, 12, 12, 14, 44, 12, 14, 10, 10, 10, 16)


def table(found: Workload, name_of: Callable[[str], str]) -> list[list[Cell]]:
    """Head and lines; what nobody declared is empty, never nought."""
    head: list[Cell] = [
        gettext("Kind of work"),
        gettext("Items"),
        gettext("Characters"),
        gettext("Tokens"),
        gettext("Minutes an item (declared)"),
        gettext("Source of the assumption"),
        gettext("Minutes together"),
        gettext("Person-days"),
        gettext("Accepted"),
        gettext("Corrected"),
        gettext("Rejected"),
        gettext("Officers' minutes (measured)"),
    ]
    return [head, *(_row(line, name_of) for line in found.lines)]


def _row(line: Line, name_of: Callable[[str], str]) -> list[Cell]:
    declared = line.assumption
    return [
        name_of(line.item),
        line.items,
        line.characters,
        line.tokens,
        declared.minutes if declared else "",
        declared.source if declared else gettext("nothing declared"),
        round(line.minutes, 1) if line.minutes is not None else "",
        round(line.person_days, 3) if line.person_days is not None else "",
        line.accepted,
        line.corrected,
        line.rejected,
        round(line.spent, 1),
    ]


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, which office programs need to read Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    # Loaded when a sheet is asked for, not with every page.
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "author": "Bangban"})
    sheet, head = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True, "border": 1})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            write = sheet.write_string if isinstance(cell, str) else sheet.write_number
            write(number, column, cell, head if number == 0 else None)
    sheet.write_string(
        len(rows) + 1, 0, gettext("A person-day is %(minutes)d minutes.") % {"minutes": MINUTES_A_DAY}
    )
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUN) else cell
