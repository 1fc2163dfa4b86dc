"""What stands in a workbook: on each of its sheets questions and answers, or rows under their headers?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bangban.knowledge.intake import faq
from bangban.knowledge.intake.draft import CELL, Draft, Given, Original
from bangban.skills.documents.batch import Job, work_through
from bangban.skills.passages import Line, plain
from bangban.skills.passages.rows import rows_of

SECONDS, MEGABYTES = 120.0, 1500
"""What a workbook may take of a process of its own: two cells far apart can ask for terabytes."""
LARGEST = 64 * 1024 * 1024
MOST_ROWS = 200_000


@dataclass(frozen=True)
class Sheet:
    """What is shown on one sheet. `merged`: (row, column, rows, columns) of cells that are one."""

    name: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]]

    @property
    def first(self) -> int:
        """The first row with more than one cell in it: what stands above is said of all of them."""
        return next((place for place, row in enumerate(self.rows) if sum(map(bool, row)) > 1), 0)

    def filled(self) -> list[list[str]]:
        """The rows with what goes over several cells said in each of them."""
        rows = [list(row) for row in self.rows]
        for top, left, high, wide in self.merged:
            for row in rows[max(top, 0) : top + high]:
                row[left : left + wide] = [self.rows[top][left]] * len(row[left : left + wide])
        return rows


def read(path: Path, name: str) -> Given:
    """All the sheets that are shown.

    Raises:
        BadTable: it cannot be read, or is too large.
    """
    if path.stat().st_size > LARGEST:
        raise faq.BadTable(reason={"zh": "文件太大", "en": "the file is too large"})
    sheets = _read_apart(path, name)
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise faq.BadTable(reason={"zh": f"超过 {MOST_ROWS} 行", "en": f"more than {MOST_ROWS} rows"})
    data = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    rows = [row for sheet in sheets for row in sheet.rows]
    seen = Original(path.suffix.lower(), data, tuple((CELL.join(row), None) for row in rows if any(row)))
    parts = [_part(sheet, name, path.stem, digest) for sheet in sheets]
    return Given(
        name, path.stem, "faq" if any(part.kind == "faq" for part in parts) else "table", digest,
        _together(sheets, parts), whole=all(part.whole for part in parts), original=seen,
    )  # fmt: skip


def _read_apart(path: Path, name: str) -> list[Sheet]:
    job = Job(name, "sheets", {"path": str(path)})
    [(_, answer)] = work_through([job], workers=1, seconds=SECONDS, megabytes=MEGABYTES)
    if "error" in answer:
        said = answer["error"]["message"]
        raise faq.BadTable(reason={"zh": said["zh"], "en": said["en"]})
    if "broken" in answer:
        raise faq.BadTable(reason=answer["broken"])
    return [
        Sheet(one["name"], one["rows"], [tuple(area) for area in one["merged"]]) for one in answer["sheets"]
    ]


def _part(sheet: Sheet, name: str, title: str, digest: str) -> Given:
    """One sheet by itself."""
    entries = sheet.filled()[sheet.first :]
    if {"question", "answer"} <= set(faq.columns_of(entries[0])):
        return faq.from_rows(entries, name, digest)
    return Given(name, title, "table", digest, _rows(sheet, title))


def _rows(sheet: Sheet, title: str) -> Iterator[Draft]:
    for number, row in enumerate(rows_of(list(_cells(sheet)))):
        yield Draft(
            uid=str(number), kind="table", title=title[:240], heading=row.heading[:240], text=row.text
        )


def _cells(sheet: Sheet) -> Iterator[Line]:
    spans = {(top, left): (high, wide) for top, left, high, wide in sheet.merged}
    width = max(len(row) for row in sheet.rows)
    for place, row in enumerate(sheet.rows):
        for column, text in enumerate(row):
            # A title stands in its first cell, whether the others were made one with it or not.
            span = (1, width) if place < sheet.first and not column else spans.get((place, column), (1, 1))
            if text:
                yield Line(plain(text), cell=(0, place, column), span=span)


def _together(sheets: list[Sheet], parts: list[Given]) -> Iterator[Draft]:
    """What stands on all of them; from the second on a row's number names its sheet too."""
    for number, (sheet, part) in enumerate(zip(sheets, parts, strict=True)):
        for draft in part.drafts:
            more: dict[str, Any] = {}
            if number and part.whole:
                more["uid"] = f"{sheet.name}!{draft.uid}"[:100]
            if len(sheets) > 1 and part.kind == "table":
                more["heading"] = " ".join(filter(None, (sheet.name, draft.heading)))[:240]
            elif len(sheets) > 1 and not draft.title:
                more["title"] = sheet.name[:240]
            yield replace(draft, **more) if more else draft
