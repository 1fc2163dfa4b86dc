"""Which sources does a path hold (a file, a folder, an archive), and who reads each of them?"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bangban.errors import Problem
from bangban.knowledge.intake import archives, faq, lines, sheets
from bangban.knowledge.intake.draft import CELL, Draft, Given, Original, SourceRefused
from bangban.knowledge.intake.endings import PLAIN, READ_APART, SHEETS
from bangban.skills.documents.batch import Job, work_through
from bangban.skills.passages import Line, Whole, of_markdown, structure
from bangban.skills.passages.scanned import TakesTime

Opener = Callable[[], Given]
LARGEST_TEXT, SHORT = 32 * 1024 * 1024, 128 * 1024
"""Bytes of a text: the most, and how many are read at once here; a longer one has a process of its own."""
SECONDS, MEGABYTES = 600.0, 1500
"""Of one file: a scan of a hundred pages takes that long to recognise, a document a second."""
MOST_FILES = 50_000


@dataclass(frozen=True)
class Patience:
    """How long one file may take; whether pictures are recognised at all; who hears (page, pages) meanwhile."""

    seconds: float = SECONDS
    recognise: bool = True
    told: Callable[[int, int], None] | None = None


AT_ONCE = Patience(recognise=False)
"""For somebody who waits for an answer: what has to be recognised raises TakesTime instead."""


def sources_of(path: Path, patience: Patience = Patience()) -> Iterator[tuple[str, Opener]]:
    """Yield (name, how to open it) of each source at `path`; each must be opened before the next is asked for.

    What holds none is one that cannot be opened: nobody is left to think that it came in.
    """
    empty = True
    for one in _of_folder(path, patience) if path.is_dir() else _one(path, _shown(path.name), patience):
        empty = False
        yield one
    if empty:
        reason = {"zh": "里面没有可以导入的文件", "en": "there is no file in it that can be imported"}
        name = _shown(path.name)
        yield name, _refusing(SourceRefused(name=name, reason=reason))


def _shown(name: str) -> str:
    """A file's name as it can be told: on disk it is bytes, and need not be UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def _of_folder(path: Path, patience: Patience) -> Iterator[tuple[str, Opener]]:
    for number, file in enumerate(sorted(path.rglob("*")), 1):
        if number > MOST_FILES:
            name = _shown(path.name)
            yield name, _refusing(archives.TooMuch(name=name, limit=MOST_FILES))
            return
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not file.is_symlink() and not hidden:
            yield from _one(file, _shown(str(file.relative_to(path))), patience)


def _one(path: Path, name: str, patience: Patience) -> Iterator[tuple[str, Opener]]:
    if not archives.is_archive(path.name):
        yield name, lambda: open_file(path, name, patience)
        return
    try:
        for inside, file, problem in archives.files_of(path):
            whole = f"{name}/{inside}"
            yield whole, _refusing(problem) if problem is not None else _opening(file, whole, patience)
    except Problem as problem:
        yield name, _refusing(problem)


def _opening(file: Path, name: str, patience: Patience) -> Opener:
    return lambda: open_file(file, name, patience)


def _refusing(problem: Problem) -> Opener:
    def refuse() -> Given:
        raise problem

    return refuse


def open_file(path: Path, name: str, patience: Patience = Patience()) -> Given:
    """Read the one source in the file `path`.

    Raises:
        SourceRefused: no reader knows its kind, or it is too large.
        TakesTime: it has to be recognised, and for that there is no patience.
        Problem: what its reader found wrong.
    """
    ending = path.suffix.lower()
    if path.name.lower().endswith((".jsonl", ".jsonl.gz")):
        return lines.read(path, name)
    if ending == ".csv":
        return faq.read(path, name)
    if ending in SHEETS:
        return sheets.read(path, name)
    if ending in PLAIN:
        text = _text(path, name)
        short = path.stat().st_size <= SHORT
        whole = structure(of_markdown(text) if short else _read_apart(path, name, patience), path.stem)
        return _given(whole, path, name, [(line, None) for line in text.splitlines()])
    if ending in READ_APART:
        read = _read_apart(path, name, patience)
        return _given(structure(read, path.stem), path, name, list(_seen(read)))
    raise SourceRefused(
        name=name,
        reason={"zh": f"不支持这种文件（{ending or '无后缀'}）", "en": f"this kind of file ({ending or 'no ending'}) is not known"},
    )  # fmt: skip


def _text(path: Path, name: str) -> str:
    if path.stat().st_size > LARGEST_TEXT:
        raise SourceRefused(name=name, reason={"zh": "文件太大", "en": "the file is too large"})
    return faq.decoded(path.read_bytes())


def _read_apart(path: Path, name: str, patience: Patience) -> list[Line]:
    job = Job(name, "lines", {"path": str(path), "at_once": not patience.recognise}, patience.told)
    [(_, answer)] = work_through([job], workers=1, seconds=patience.seconds, megabytes=MEGABYTES)
    if "error" in answer:
        if answer["error"]["code"] == TakesTime.code:
            raise TakesTime(name=name)
        said = answer["error"]["message"]
        raise SourceRefused(name=name, reason={"zh": said["zh"], "en": said["en"]})
    return [
        Line(text, page, level, tuple(cell) if cell else None, tuple(span))
        for text, page, level, cell, span in answer["lines"]
    ]


def _seen(read: Sequence[Line]) -> Iterator[tuple[str, int | None]]:
    """The lines as they are shown beside the passages: of a table, its rows."""
    for place, some in groupby(read, key=lambda line: line.cell[:2] if line.cell else None):
        if place is None:
            yield from ((line.text, line.page) for line in some)
            continue
        cells = list(some)
        by_cell = [
            " ".join(line.text for line in one) for _, one in groupby(cells, key=lambda line: line.cell)
        ]
        yield CELL.join(by_cell), cells[0].page


def _given(whole: Whole, path: Path, name: str, seen: Sequence[tuple[str, int | None]]) -> Given:
    data = path.read_bytes()
    return Given(
        name,
        whole.title,
        whole.kind,
        f"sha256:{hashlib.sha256(data).hexdigest()}",
        _drafts(whole),
        begins=whole.begins,
        original=Original(path.suffix.lower(), data, tuple(one for one in seen if one[0].strip())),
    )


def _drafts(whole: Whole) -> Iterator[Draft]:
    used: dict[str, int] = {}
    for number, part in enumerate(whole.parts):
        # An article keeps its id when another is put before it; a paragraph has nothing but its place.
        uid = f"{whole.title}{part.name}"[:100] if part.kind == "article" else f"{whole.title[:80]}#{number}"
        used[uid] = used.get(uid, 0) + 1
        yield Draft(
            uid=uid if used[uid] == 1 else f"{uid}({used[uid]})",
            kind=part.kind,
            text=part.text,
            title=whole.title,
            heading=part.heading,
            article=part.name[:60],
            page=part.page,
            in_force_from=whole.begins,
            in_force_to=whole.ends,
        )
