"""Does a workbook come in as its rows, and does one made to harm harm nobody?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from bangban.knowledge.intake import faq, sheets


def written(path: Path, *cells: tuple[int, int, object]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
        sheet = book.add_worksheet()
        for row, column, value in cells:
            sheet.write(row, column, value)
    return path


def test_the_first_sheet_with_anything_in_it_is_read(tmp_path: Path) -> None:
    rows = [(0, 0, "问题"), (0, 1, "答案"), (1, 0, "几点开门？"), (1, 1, 9.0)]
    given = sheets.read(written(tmp_path / "faq.xlsx", *rows), "faq.xlsx")
    [entry] = given.drafts
    assert (given.kind, entry.question, entry.text) == ("faq", "几点开门？", "9")


def test_two_cells_far_apart_end_no_process_of_ours(tmp_path: Path) -> None:
    path = written(tmp_path / "far.xlsx", (0, 0, "问题"), (0, 1, "答案"), (1048575, 16383, "x"))
    with pytest.raises(faq.BadTable):
        sheets.read(path, "far.xlsx")


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "x")
    (tmp_path / "none.xlsx").write_bytes(made.getvalue())
    with pytest.raises(faq.BadTable):
        sheets.read(tmp_path / "none.xlsx", "none.xlsx")
