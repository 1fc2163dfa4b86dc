"""How does a file that came over the web become a source? Read by the same readers as the command's, from a folder that goes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bangban.agencies.models import Agency
from bangban.errors import BadInput, Problem
from bangban.knowledge.intake.archives import TooMuch, is_archive

if TYPE_CHECKING:
    # The readers and the index are loaded when something comes in, not with the pages.
    from bangban.knowledge.add import Taken
    from bangban.knowledge.intake.sources import Opener

LARGEST = 20 * 1024 * 1024
MOST_FILES = 200
"""Of an archive, while somebody waits for the answer; the command takes more."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff/\\]")


class SourceTooLarge(BadInput):
    """文件“{name}”超过上限 {limit} MB。请拆分，或请管理员用命令导入。 | The file “{name}” is over the limit of {limit} MB. Split it, or have it imported by the command."""

    code = "source_too_large"
    status = 413


class OneFile(BadInput):
    """“{name}”是压缩包，不能用来替换一个来源。请提交单个文件。 | “{name}” is an archive and cannot take one source's place. Send a single file."""

    code = "one_file"


def clean_name(name: str) -> str:
    """The name as it can be shown and kept: no folder, nothing that is not seen."""
    return _UNSEEN.sub("", name).strip().lstrip(".")[-120:] or "file"


@contextmanager
def received(name: str, data: bytes) -> Iterator[Iterator[tuple[str, Opener]]]:
    """The sources in `data`, (name, how to open it) as of a path: one of a file, many of an archive.

    Each must be used before the next is asked for, and all before the folder goes.

    Raises:
        SourceTooLarge: it is not read.
    """
    from bangban.knowledge.intake.sources import sources_of

    name = clean_name(name)
    if len(data) > LARGEST:
        raise SourceTooLarge(name=name, limit=LARGEST // 1024 // 1024)
    with tempfile.TemporaryDirectory(prefix="bangban-") as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        yield _few(name, sources_of(path))


def _few(name: str, sources: Iterator[tuple[str, Opener]]) -> Iterator[tuple[str, Opener]]:
    for number, one in enumerate(sources):
        if number == MOST_FILES:
            raise TooMuch(name=name, limit=MOST_FILES)
        yield one


@dataclass
class Received:
    """What is in, and what is out with the reason."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[tuple[str, Problem]] = field(default_factory=list)


def receive(
    name: str,
    data: bytes,
    agency: Agency,
    scope: str,
    *,
    by: str,
    shared: bool,
    for_all: bool,
    instead_of: str = "",
) -> Received:
    """Bring in what was sent: a file, or each file of an archive.

    `for_all`: whether `by` may change what other agencies read too (`knowledge.end`).
    `instead_of`: the name of the source whose file it takes the place of; then it must be one file.

    Raises:
        Problem: what is wrong with a file that was sent alone, or with the whole archive at its beginning.
    """
    from bangban.knowledge.add import add, settle

    if instead_of and is_archive(clean_name(name)):
        raise OneFile(name=clean_name(name))
    done = Received()
    with received(name, data) as sources:
        for inside, open_source in sources:
            try:
                given = open_source()
                if instead_of:
                    given = replace(given, name=instead_of)
                done.taken.append(
                    add(given, agency, scope, by=by, shared=shared, indexed=False, for_all=for_all)
                )
            except Problem as problem:
                done.refused.append((inside, problem))
    if done.refused and not done.taken and len(done.refused) == 1:
        raise done.refused[0][1]
    settle(scope)
    return done
