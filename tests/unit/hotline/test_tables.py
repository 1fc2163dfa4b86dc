"""Are a city's tables read as they are meant, and does what leaves again run nothing in a spreadsheet?"""

from __future__ import annotations

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from bangban.services.hotline.cells import harmless, meant
from bangban.services.hotline.tables import UnreadableTable, lines, open_table

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613812345678", "-1", "@SUM(A1)", "＝HYPERLINK(1)", "\t=1", "'=1", "路灯坏了", "'", ""]
)
def test_what_a_spreadsheet_would_run_is_marked_and_read_back(text: str) -> None:
    marked = harmless(text)
    assert not marked.startswith(("=", "+", "-", "@", "\t", "＝"))
    if not text.startswith("'"):
        assert meant(marked) == text


def test_a_marked_text_comes_in_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["内容"], [harmless("-5度的天，暖气不热")]])
    [row] = open_table(path, {}, ZONE).rows()
    assert row.text == "-5度的天，暖气不热"


def test_two_cells_far_apart_end_no_process_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "内容")
        sheet.write(1048575, 16383, "x")
    with pytest.raises(UnreadableTable):
        open_table(path, {}, ZONE)


def test_a_workbooks_rows_are_messages(tmp_path: Path) -> None:
    path = tmp_path / "few.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate([["编号", "内容", "时间"], [7, "路灯坏了", "2026-03-01 08:00"]]):
            sheet.write_row(place, 0, cells)
    [row] = open_table(path, {}, ZONE).rows()
    assert (row.key, row.text, row.at is not None) == ("import:7", "路灯坏了", True)


def test_what_is_no_text_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(bytes(range(256)) * 12)
    with pytest.raises(UnreadableTable) as refused:
        list(lines(path))
    assert "它不是文字" in refused.value.text("zh")
    assert "it is no text" in refused.value.text("en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_odd_characters_in_a_text_are_read_over(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "city.csv"
    path.write_bytes("内容,时间\r\n路灯\x0b坏了\x00，请修,2026-03-02\r\n".encode(encoding))
    assert [cells[-1] for cells in lines(path)] == ["时间", "2026-03-02"]
