"""How does the report look as a workbook? Two sheets, to filter and sort; every cell is text or a number, none a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from bangban.skills.documents.report.words import ELEMENTS, LEVELS, NOTE, basis, place, summary

FILES = (
    ("文件", 48),
    ("文种", 10),
    ("行文方向", 10),
    ("必须", 8),
    ("建议", 8),
    ("惯例", 8),
    ("可自动修正", 12),
    ("未能读取", 48),
)
FINDINGS = (
    ("文件", 36), ("级别", 8), ("位置", 12), ("要素", 14), ("问题", 56), ("现状", 24), ("应为", 24), ("依据", 22),
    ("可修正", 8), ("规则", 22),
)  # fmt: skip
LONGEST = 32_000
"""Excel takes 32,767 characters a cell."""


def draw(records: Sequence[dict[str, Any]], made: str) -> bytes:
    """The report of these records as an .xlsx."""
    out = io.BytesIO()
    # What a document says is never to be read as a formula or a link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "公文校核报告", "comments": f"{made}；{NOTE}", "author": "Bangban"})
    _sheet(book, "汇总", FILES, [_file_row(summary(one)) for one in records])
    rows = [_finding_row(one["file"], finding) for one in records for finding in one.get("findings", ())]
    _sheet(book, "问题", FINDINGS, rows)
    book.close()
    return out.getvalue()


def _sheet(
    book: Any, name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str | int]]
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#F3F2F1", "border": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, body)
            else:
                sheet.write_string(number, column, value[:LONGEST], body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _file_row(line: dict[str, Any]) -> list[str | int]:
    if line["error"]:
        return [line["file"], "", "", "", "", "", "", line["error"]]
    counts = [line[key] for key in ("required", "recommended", "practice", "fixable")]
    return [line["file"], line["kind"], line["direction"], *counts, ""]


def _finding_row(file: str, one: dict[str, Any]) -> list[str | int]:
    return [
        file,
        LEVELS.get(one["level"], one["level"]),
        place(one),
        ELEMENTS.get(one["element"], one["element"]),
        one["message"],
        one["found"],
        one["expected"],
        basis(one),
        "是" if one["fixable"] else "",
        one["rule"],
    ]
