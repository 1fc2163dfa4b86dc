"""How does the report look as a workbook? Two sheets, to filter and sort; every cell is text or a number, none a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from bangban.skills.documents.report import words
from bangban.skills.documents.report.words import HEADS, Language, basis, message, named, place, summary

FILES = (
    ("file", 48),
    ("kind", 10),
    ("direction", 10),
    ("required", 8),
    ("recommended", 8),
    ("practice", 8),
    ("fixable", 12),
    ("unread", 48),
)
FINDINGS = (
    ("file", 36), ("level", 8), ("place", 12), ("element", 14), ("message", 56), ("found", 24), ("expected", 24), ("basis", 22),
    ("may_fix", 8), ("rule", 22),
)  # fmt: skip
"""Columns with their widths, in characters."""
LONGEST = 32_000
"""Excel takes 32,767 characters a cell."""


def draw(records: Sequence[dict[str, Any]], made: str, lang: Language) -> bytes:
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
    book.set_properties(
        {"title": words.TITLE[lang], "comments": f"{made} · {words.NOTE[lang]}", "author": "Bangban"}
    )
    _sheet(book, words.SUMMARY[lang], FILES, [_file_row(summary(one, lang)) for one in records], lang)
    rows = [
        _finding_row(one["file"], finding, lang) for one in records for finding in one.get("findings", ())
    ]
    _sheet(book, words.FINDINGS[lang], FINDINGS, rows, lang)
    book.close()
    return out.getvalue()


def _sheet(
    book: Any,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str | int]],
    lang: Language,
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#F3F2F1", "border": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, HEADS[title][lang], head)
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


def _finding_row(file: str, one: dict[str, Any], lang: Language) -> list[str | int]:
    return [
        file,
        named(words.LEVELS, one["level"], lang),
        place(one, lang),
        named(words.ELEMENTS, one["element"], lang),
        message(one, lang),
        one["found"],
        one["expected"],
        basis(one),
        words.YES[lang] if one["fixable"] else "",
        one["rule"],
    ]
