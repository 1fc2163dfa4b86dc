"""Do the columns and rows of a table add up to what is called their total?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bangban.skills.documents.check.text.prose import found
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding
from bangban.skills.documents.model import Paragraph, Table

_NUMBER = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|总\s*数)(?:[（(].*[）)])?$")
_PARTIAL = re.compile(r"小\s*计|其中|合\s*计|总\s*计|共\s*计|平\s*均")
_NOT_SUMMED = re.compile("率|单价|均|序号|编号|年份|年度|日期|时间|电话|比上年|同比|增幅|排名|得分|%|％|倍")
_NOTHING = frozenset({"", "-", "—", "–", "——", "/", "无", "0"})

Number = tuple[Decimal, Decimal]
"""A cell's number and the step of its last digit."""


def tables(view: View) -> Iterator[Finding]:
    """The row 合计 is the sum of the rows above it, the column 合计 of the columns before it."""
    for table in view.document.tables:
        if len(table.rows) < 3 or not any(_TOTAL.match(cell.strip()) for row in table.rows for cell in row):
            continue
        cells = _cells(view, table)
        yield from _row(view, table, cells)
        yield from _column(view, table, cells)


def _cells(view: View, table: Table) -> dict[tuple[int, int], Paragraph]:
    """The first paragraph with text of every cell."""
    first: dict[tuple[int, int], Paragraph] = {}
    for paragraph in view.paragraphs[table.first : table.last + 1]:
        if paragraph.cell is not None and paragraph.text.strip():
            first.setdefault(paragraph.cell[1:], paragraph)
    return first


def _value(text: str) -> Number | None:
    """None when the cell holds something else than a number or nothing."""
    text = text.strip()
    if text in _NOTHING:
        return Decimal(0), Decimal(0)
    if not _NUMBER.fullmatch(text):
        return None
    written = text.replace(",", "").replace("−", "-")
    places = len(written.partition(".")[2])
    return Decimal(written), (Decimal(1) / (10**places) if places else Decimal(0))


def _has_number(row: list[str]) -> bool:
    return any(value is not None and value[0] for value in map(_value, row[1:]))


def _row(view: View, table: Table, cells: dict[tuple[int, int], Paragraph]) -> Iterator[Finding]:
    heads = [next((cell.strip() for cell in row if cell.strip()), "") for row in table.rows]
    at = next((i for i, head in enumerate(heads) if _TOTAL.match(head)), None)
    if at is None or any(_PARTIAL.search(head) for i, head in enumerate(heads) if i not in (0, at)):
        return
    first = next((i for i, row in enumerate(table.rows) if _has_number(row)), None)
    if first is None:
        return
    # The total stands last, or first below the header.
    rows = range(first, at) if at > first else range(at + 1, len(table.rows))
    if len(rows) < 2:
        return
    for column in range(1, len(table.rows[at])):
        header = "".join(row[column] for row in table.rows[: min(first, at)] if column < len(row))
        total = _value(table.rows[at][column])
        if total is None or not table.rows[at][column].strip() or _NOT_SUMMED.search(header):
            continue
        values = [_value(table.rows[i][column]) if column < len(table.rows[i]) else None for i in rows]
        yield from _compare(view, cells.get((at, column)), total, values)


def _column(view: View, table: Table, cells: dict[tuple[int, int], Paragraph]) -> Iterator[Finding]:
    header = table.rows[0]
    at = next((i for i, text in enumerate(header) if _TOTAL.match(text.strip())), None)
    if at is None or len(header) < 4 or at != len(header) - 1:
        return
    columns = range(1, at)
    if any(
        not header[i].strip() or _NOT_SUMMED.search(header[i]) or _PARTIAL.search(header[i]) for i in columns
    ):
        return
    for place, row in enumerate(table.rows[1:], 1):
        if len(row) == len(header) and row[at].strip():
            total = _value(row[at])
            if total is not None:
                yield from _compare(view, cells.get((place, at)), total, [_value(row[i]) for i in columns])


def _compare(
    view: View, paragraph: Paragraph | None, total: Number, values: list[Number | None]
) -> Iterator[Finding]:
    known = [one for one in values if one is not None]
    if paragraph is None or len(known) != len(values) or sum(bool(one[0]) for one in known) < 2:
        return
    summed = sum((one[0] for one in known), Decimal(0))
    if abs(summed - total[0]) > sum((one[1] for one in known), total[1]) / 2:
        text = paragraph.text
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        yield found(view, "sums.table", paragraph, start, end, f"{summed.normalize():f}", sure=False)
