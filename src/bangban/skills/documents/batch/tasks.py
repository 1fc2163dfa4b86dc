"""What is done with one file of many? Checked, corrected and written, read line by line, or drawn."""

from __future__ import annotations

import base64
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bangban.skills.documents.check import check
from bangban.skills.documents.read import open_document
from bangban.skills.documents.record import as_record, digest_of

CONVERTED = {".doc", ".wps", ".wpt", ".rtf"}
"""What is read through LibreOffice comes out as .docx."""
WEB = {".html", ".htm"}
PLAIN = {".md", ".markdown", ".txt"}
PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}


def check_file(path: str, profile: str | None, today: str | None) -> dict[str, Any]:
    """The record of one file."""
    began = time.perf_counter()
    data = Path(path)
    document = open_document(data)
    report = check(document, profile=profile, today=_day(today))
    seconds = time.perf_counter() - began
    return as_record(path, document, report, seconds, digest_of(data.read_bytes()))


def fix_file(
    path: str, out: str, profile: str | None, today: str | None, tracked: bool, author: str, when: str
) -> dict[str, Any]:
    """Correct one file into `out`; its record says what was found, and under "fixed" what became of it."""
    # Not for a check: whoever waits for one file waits for what is loaded.
    from bangban.skills.documents.fix import REASONS, apply_clean, apply_tracked

    began = time.perf_counter()
    document = open_document(Path(path))
    report = check(document, profile=profile, today=_day(today))
    clean = fixed = apply_clean(document, report.findings, Path(path).name)
    if tracked:
        fixed = apply_tracked(document, report.findings, author, datetime.fromisoformat(when))
    write(Path(out), fixed.data)
    # What is left is judged without the changes and comments, which have no place in a finished document.
    left = check(open_document(clean.data, name=path), profile=profile, today=_day(today))
    record = as_record(
        path, document, report, time.perf_counter() - began, digest_of(Path(path).read_bytes())
    )
    record["fixed"] = {
        "file": out,
        "digest": digest_of(fixed.data),
        "applied": len(fixed.applied),
        "refused": [
            {"rule": one.rule, "paragraph": one.paragraph, "reason": reason, "message": REASONS[reason][0]}
            for one, reason in fixed.refused
        ],
        "left": as_record(out, document, left, 0.0)["findings"],
    }
    return record


Telling = Callable[[int, int], None]
_telling: list[Telling] = []
"""Who is told how far a file is: whoever runs this process says so."""


def tell_to(telling: Telling) -> None:
    _telling[:] = [telling]


def _tell(page: int, pages: int) -> None:
    for telling in _telling:
        telling(page, pages)


def lines_of_file(path: str, at_once: bool = False) -> dict[str, Any]:
    """The lines of a document, text, web page or picture, all of them: {"lines": [[text, page, level, cell, span], …]}.

    Raises:
        UnicodeDecodeError: a text in neither UTF-8 nor GB 18030.
        TakesTime: only what is there `at_once` was asked for, and it has to be recognised from pictures.
    """
    # Only the knowledge base asks for it.
    from bangban.skills import ocr
    from bangban.skills.passages import decoded, of_document, of_html, of_markdown
    from bangban.skills.passages.scanned import TakesTime, document_of, whole

    file = Path(path)
    ending = file.suffix.lower()

    def told(page: int, pages: int) -> None:
        if at_once:
            raise TakesTime(name=file.name)
        _tell(page, pages)

    if ending in WEB:
        lines = of_html(file.read_bytes())
    elif ending in PLAIN:
        lines = of_markdown(decoded(file.read_bytes()))
    elif ending in PICTURES:
        if ocr.available():
            told(1, 1)
        lines = of_document(document_of(file))
    else:
        lines = of_document(whole(open_document(file, told=told)))
    return {"lines": [[one.text, one.page, one.level, one.cell, one.span] for one in lines]}


def picture_of_file(path: str, page: int) -> dict[str, Any]:
    """One page of a PDF as a picture: {"png": base64}; {"png": ""} when it has no such page."""
    from bangban.skills.passages.picture import page_of

    try:
        drawn = page_of(Path(path).read_bytes(), page)
    except (IndexError, ValueError):
        return {"png": ""}
    return {"png": base64.b64encode(drawn).decode()}


def sheets_of_file(path: str) -> dict[str, Any]:
    """The sheets of a workbook: {"sheets": [{"name", "rows", "merged"}, …]}, or {"broken": why} when it is none."""
    # Only the knowledge base asks for it.
    from bangban.skills.passages.workbook import NotAWorkbook, sheets_of

    try:
        return {"sheets": sheets_of(Path(path))}
    except NotAWorkbook as none:
        return {"broken": str(none)}


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp's 0600 is not what the officer's other files have.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _day(today: str | None) -> date | None:
    return date.fromisoformat(today) if today else None


TASKS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "check": check_file,
    "fix": fix_file,
    "lines": lines_of_file,
    "picture": picture_of_file,
    "sheets": sheets_of_file,
}


def _load_tables() -> None:
    from bangban.skills.documents import proofread
    from bangban.skills.documents.rules import all_rules

    all_rules()
    proofread.shipped()


READY: Mapping[str, Callable[[], None]] = {"check": _load_tables, "fix": _load_tables}
"""What every file of a task needs, to be loaded before the first one comes."""
