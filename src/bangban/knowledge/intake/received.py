"""How does a file that came over the web become a source? Read by the same readers as the command's, from a folder that goes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bangban import unseen
from bangban.agencies.models import Agency
from bangban.errors import BadInput, Problem
from bangban.knowledge.intake.archives import TooMuch, is_archive
from bangban.knowledge.intake.endings import PICTURES

if TYPE_CHECKING:
    # The readers and the index are loaded when something comes in, not with the pages.
    from bangban.knowledge.add import Taken
    from bangban.knowledge.intake.sources import Opener, Patience

LARGEST = 20 * 1024 * 1024
MOST_FILES = 200
"""Of an archive, while somebody waits for the answer; the command takes more."""
_QUICK = 10
"""Files of an archive that are read at once; more, or one that may be a scan, take their time."""


class SourceTooLarge(BadInput):
    """文件“{name}”超过上限 {limit} MB。请拆分，或请管理员用命令导入。 | The file “{name}” is over the limit of {limit} MB. Split it, or have it imported by the command."""

    code = "source_too_large"
    status = 413


class OneFile(BadInput):
    """“{name}”是压缩包，不能用来替换一个来源。请提交单个文件。 | “{name}” is an archive and cannot take one source's place. Send a single file."""

    code = "one_file"


def clean_name(name: str) -> str:
    """The name as it can be shown and kept: no folder, nothing that is not seen."""
    return unseen.file_name(name).lstrip(".") or "file"


@dataclass(frozen=True)
class Sent:
    """A file as it was sent, whose source it becomes, and what whoever sent it may do."""

    name: str
    data: bytes
    agency: Agency
    scope: str
    by: str
    shared: bool
    for_all: bool
    """Whether `by` may change what other agencies read too (`knowledge.end`)."""
    instead_of: str = ""
    """The name of the source whose file it takes the place of; then it must be one file."""

    def checked(self) -> Sent:
        """The same by the name it is kept by.

        Raises:
            SourceTooLarge: it is not read.
            OneFile: an archive cannot take one source's place.
        """
        name = fitting(self.name, len(self.data))
        if self.instead_of and is_archive(name):
            raise OneFile(name=name)
        return replace(self, name=name)


def fitting(name: str, size: int) -> str:
    """The name it is kept by, of a file of `size` bytes.

    Raises:
        SourceTooLarge: it is not read.
    """
    name = clean_name(name)
    if size > LARGEST:
        raise SourceTooLarge(name=name, limit=LARGEST // 1024 // 1024)
    return name


@contextmanager
def received(
    name: str, data: bytes, patience: Patience | None = None
) -> Iterator[Iterator[tuple[str, Opener]]]:
    """The sources in `data`, (name, how to open it) as of a path: one of a file, many of an archive.

    Each must be used before the next is asked for, and all before the folder goes.

    Raises:
        SourceTooLarge: it is not read.
    """
    from bangban.knowledge.intake.sources import Patience, sources_of

    name = fitting(name, len(data))
    with tempfile.TemporaryDirectory(prefix="bangban-") as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        yield _few(name, sources_of(path, patience or Patience()))


def _few(name: str, sources: Iterator[tuple[str, Opener]]) -> Iterator[tuple[str, Opener]]:
    for number, one in enumerate(sources):
        if number == MOST_FILES:
            raise TooMuch(name=name, limit=MOST_FILES)
        yield one


def is_quick(name: str, data: bytes) -> bool:
    """Whether it can be read while somebody waits: a file by itself, as far as one knows before; of archives the small ones."""
    if not is_archive(clean_name(name)):
        return True
    with received(name, data) as sources:
        names = [
            Path(inside).suffix.lower()
            for _, (inside, _open) in zip(range(_QUICK + 1), sources, strict=False)
        ]
    return len(names) <= _QUICK and not any(ending in (".pdf", *PICTURES) for ending in names)


@dataclass
class Received:
    """What is in, and what is out with the reason."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[tuple[str, Problem]] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        return {
            "in": [one.as_dict() for one in self.taken],
            "out": [{"name": name, "error": problem.as_dict()} for name, problem in self.refused],
        }


def receive(
    sent: Sent,
    *,
    patience: Patience | None = None,
    told: Callable[[str, int], None] = lambda name, done: None,
) -> Received:
    """Bring in what was sent: a file, or each file of an archive.

    `told` hears, before each file, what it is called and how many are through; what it raises ends the work.

    Raises:
        TakesTime: one has to be recognised, and for that there is no patience.
        Problem: what is wrong with a file that was sent alone, or with the whole archive at its beginning.
    """
    from bangban.knowledge.add import add, settle
    from bangban.skills.passages.scanned import TakesTime

    sent = sent.checked()
    done = Received()
    with received(sent.name, sent.data, patience) as sources:
        for number, (inside, open_source) in enumerate(sources):
            told(inside, number)
            try:
                given = open_source()
                if sent.instead_of:
                    given = replace(given, name=sent.instead_of)
                done.taken.append(
                    add(given, sent.agency, sent.scope,
                        by=sent.by, shared=sent.shared, indexed=False, for_all=sent.for_all)
                )  # fmt: skip
            except TakesTime:
                raise
            except Problem as problem:
                done.refused.append((inside, problem))
    if done.refused and not done.taken and len(done.refused) == 1:
        raise done.refused[0][1]
    settle(sent.scope)
    return done
