"""What stands in a workbook: questions and answers, or rows under their headers?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bangban.knowledge.intake import faq
from bangban.knowledge.intake.draft import CELL, Draft, Given, Original
from bangban.skills.documents.batch import Job, work_through

SECONDS, MEGABYTES = 120.0, 1500
"""What a workbook may take of a process of its own: two cells far apart can ask for terabytes."""
LARGEST = 64 * 1024 * 1024
MOST_ROWS = 200_000


def read(path: Path, name: str) -> Given:
    """The first sheet with anything in it.

    Raises:
        BadTable: it cannot be read, or is too large.
    """
    if path.stat().st_size > LARGEST:
        raise faq.BadTable(reason={"zh": "文件太大", "en": "the file is too large"})
    cells = _read_apart(path, name)
    if len(cells) > MOST_ROWS:
        raise faq.BadTable(reason={"zh": f"超过 {MOST_ROWS} 行", "en": f"more than {MOST_ROWS} rows"})
    data = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    seen = Original(path.suffix.lower(), data, tuple((CELL.join(row), None) for row in cells if any(row)))
    if cells and {"question", "answer"} <= set(faq.columns_of(cells[0])):
        return replace(faq.from_rows(cells, name, digest), original=seen)
    return Given(name, path.stem, "table", digest, _rows(cells, path.stem), original=seen)


def _read_apart(path: Path, name: str) -> list[list[str]]:
    job = Job(name, "rows", {"path": str(path)})
    [(_, answer)] = work_through([job], workers=1, seconds=SECONDS, megabytes=MEGABYTES)
    if "error" in answer:
        said = answer["error"]["message"]
        raise faq.BadTable(reason={"zh": said["zh"], "en": said["en"]})
    if "broken" in answer:
        raise faq.BadTable(reason=answer["broken"])
    rows: list[list[str]] = answer["rows"]
    return rows


def _rows(cells: Sequence[Sequence[str]], title: str) -> Iterator[Draft]:
    for number, row in enumerate(cells[1:]):
        said = [
            f"{head}：{text}" if head else text for head, text in zip(cells[0], row, strict=False) if text
        ]
        if said:
            yield Draft(uid=str(number), kind="table", title=title[:240], text="；".join(said))
