"""How does one form make a letter for every row of a table? Columns fill {placeholders}; a row that lacks something is told so."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bangban.errors import BadInput, Problem
from bangban.skills.documents.draft.compose import compose
from bangban.skills.documents.draft.paper import Paper, chinese_date
from bangban.skills.documents.draft.writer import write

PLACE = re.compile(r"\{([^{}]+)\}")
MOST_ROWS = 20_000
# A day as programs write it into a .csv; a document says 2026年6月30日 (GB/T 15835-2011).
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: 0{1,2}:00(?::00)?)?")


class TableNotRead(BadInput):
    """不能读取表格“{name}”。请提供 .xlsx、.xls、.ods 或 .csv 文件，第一行为列名。 | The table “{name}” cannot be read. Give an .xlsx, .xls, .ods or .csv file whose first row names the columns."""

    code = "draft_table_not_read"


class NoSuchColumns(BadInput):
    """模板用到的列 {columns} 不在表格里。表格有这些列：{known}。 | The template uses the columns {columns}, which the table does not have. It has: {known}."""

    code = "draft_no_such_columns"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row's outcome: a document, or what is missing. Never both."""

    number: int
    """As in the file: the first row below the heading is 2."""
    name: str
    """What its file is called."""
    paper: Paper | None = None
    missing: tuple[str, ...] = ()
    """Columns that the template uses and this row leaves empty."""
    problem: Problem | None = None

    def file(self) -> bytes:
        """The .docx of a row that has a document."""
        if self.paper is None:
            raise ValueError("this row has no document")
        return write(self.paper)


def read_table(source: Path | bytes, name: str = "") -> Table:
    """Read a table's first sheet. Raises TableNotRead."""
    called = name or (source.name if isinstance(source, Path) else "table")
    data = source.read_bytes() if isinstance(source, Path) else source
    try:
        cells = _csv(data) if called.lower().endswith((".csv", ".tsv", ".txt")) else _sheet(data)
    except (
        Exception
    ) as problem:  # Whatever a damaged workbook makes its reader raise, it says the same to people.
        raise TableNotRead(name=called) from problem
    rows = [[_text(cell) for cell in row] for row in cells]
    if not rows or not any(rows[0]):
        raise TableNotRead(name=called)
    columns = rows[0]
    body = [dict(zip(columns, [*row, *[""] * len(columns)], strict=False)) for row in rows[1 : MOST_ROWS + 1]]
    return Table(tuple(one for one in columns if one), tuple(body))


def letters(form: Mapping[str, Any], table: Table, file_name: str = "{number}") -> Iterator[Row]:
    """One outcome for every row that is not blank.

    `form` is a form whose texts hold {column} placeholders; `file_name` likewise, with {number} for the row's number.
    Raises NoSuchColumns at once when the form or the name uses a column the table does not have.
    """
    used = sorted(
        {place for text in (*_texts(form), file_name) for place in PLACE.findall(text)} - {"number"}
    )
    unknown = [one for one in used if one not in table.columns]
    if unknown:
        raise NoSuchColumns(columns="、".join(unknown), known="、".join(table.columns))
    taken: set[str] = set()
    for number, row in enumerate(table.rows, 2):
        if not any(row.values()):
            continue
        missing = tuple(one for one in used if not row.get(one))
        values = {**row, "number": str(number)}
        name = _free(re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", _filled(file_name, values)) or str(number), taken)
        if missing:
            yield Row(number, name, missing=missing)
            continue
        try:
            yield Row(number, name, paper=compose(_filled(form, values)))
        except Problem as problem:
            yield Row(number, name, problem=problem)


def _free(name: str, taken: set[str]) -> str:
    """A name that no other row has."""
    free, again = name, 2
    while free.lower() in taken:
        free, again = f"{name}-{again}", again + 1
    taken.add(free.lower())
    return free


def _filled(value: Any, row: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return PLACE.sub(lambda found: row.get(found[1], found[0]), value)
    if isinstance(value, Mapping):
        return {name: _filled(one, row) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_filled(one, row) for one in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    sample = text[:4096]
    delimiter = "\t" if sample.count("\t") > sample.count(",") else ","
    return list(csv.reader(StringIO(text), delimiter=delimiter))


def _sheet(data: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return book.get_sheet_by_index(0).to_python()


def _text(cell: Any) -> str:
    """A cell as it would stand in a document: whole numbers without a point, days as days."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return chinese_date(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell).strip()
    written = _DAY.fullmatch(text)
    day = _real(*map(int, written.groups())) if written else None
    return chinese_date(day) if day else text


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
