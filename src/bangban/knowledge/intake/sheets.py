"""What stands in a workbook: questions and answers, or rows under their headers?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from bangban.knowledge.intake import faq
from bangban.knowledge.intake.draft import CELL, Draft, Given, Original

LARGEST = 64 * 1024 * 1024
MOST_ROWS = 200_000


def read(path: Path, name: str) -> Given:
    """The first sheet with anything in it.

    Raises:
        BadTable: it cannot be read, or is too large.
    """
    if path.stat().st_size > LARGEST:
        raise faq.BadTable(reason={"zh": "文件太大", "en": "the file is too large"})
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]
    except (CalamineError, OSError, ValueError) as error:
        raise faq.BadTable(reason=type(error).__name__) from error
    rows = next((sheet for sheet in sheets if sheet), [])
    if len(rows) > MOST_ROWS:
        raise faq.BadTable(reason={"zh": f"超过 {MOST_ROWS} 行", "en": f"more than {MOST_ROWS} rows"})
    cells = [[_said(cell) for cell in row] for row in rows]
    data = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    seen = Original(path.suffix.lower(), data, tuple((CELL.join(row), None) for row in cells if any(row)))
    if cells and {"question", "answer"} <= set(faq.columns_of(cells[0])):
        return replace(faq.from_rows(cells, name, digest), original=seen)
    return Given(name, path.stem, "table", digest, _rows(cells, path.stem), original=seen)


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _rows(cells: Sequence[Sequence[str]], title: str) -> Iterator[Draft]:
    for number, row in enumerate(cells[1:]):
        said = [
            f"{head}：{text}" if head else text for head, text in zip(cells[0], row, strict=False) if text
        ]
        if said:
            yield Draft(uid=str(number), kind="table", title=title[:240], text="；".join(said))
