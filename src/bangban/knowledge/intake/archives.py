"""Which files are in an archive, unpacked one at a time, within limits?"""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

from bangban.errors import BadInput, Problem

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2")
MOST_FILES = 50_000
DEEPEST = 3
"""Archives that may lie in one another; nobody packs more on purpose."""
LARGEST_FILE = 256 * 1024 * 1024
LARGEST_ALL = 4 * 1024**3
_BLOCK = 1 << 20


class TooMuch(BadInput):
    """“{name}”里的内容超过上限（{limit}）。请分成几份导入。 | “{name}” holds more than the limit ({limit}). Import it in several parts."""

    code = "archive_too_much"


class LockedArchive(BadInput):
    """压缩包“{name}”设了密码，打不开。请去掉密码后再导入。 | The archive “{name}” is locked with a password. Import it without one."""

    code = "archive_locked"


class NestedTooDeep(BadInput):
    """压缩包“{name}”里又套着压缩包，超过 {limit} 层。请解开后再导入。 | The archive “{name}” lies in archives more than {limit} deep. Unpack it and import what is inside."""

    code = "archive_too_deep"


class BadArchive(BadInput):
    """压缩包“{name}”打不开或不完整：{reason} | The archive “{name}” cannot be opened or is not whole: {reason}"""

    code = "bad_archive"


def is_archive(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


@dataclass
class _Measure:
    """What was unpacked so far of one archive and all that lie in it."""

    name: str
    files: int = 0
    size: int = 0

    def count(self) -> None:
        self.files += 1
        if self.files > MOST_FILES:
            raise TooMuch(name=self.name, limit=MOST_FILES)

    def add(self, size: int) -> None:
        self.size += size
        if self.size > LARGEST_ALL:
            raise TooMuch(name=self.name, limit=f"{LARGEST_ALL // 1024**3} GB")


Member = tuple[str, Path, Problem | None]


def files_of(path: Path) -> Iterator[Member]:
    """Yield (name inside, a file of its own, None) one at a time; each is gone when the next is asked for.

    An archive in it is opened like it, `DEEPEST` deep, within the limits of the whole; one that cannot be is yielded as
    (name, itself, why). Links, devices and hidden files are passed over; a name only names, it leads nowhere.

    Raises:
        TooMuch, BadArchive, LockedArchive: what was yielded before stays right.
    """
    yield from _files_of(path, path.name, _Measure(path.name), 1)


def _files_of(path: Path, shown: str, measure: _Measure, depth: int) -> Iterator[Member]:
    try:
        for name, size, stream in _members(path):
            measure.count()
            if size > LARGEST_FILE:
                raise TooMuch(name=name, limit=f"{LARGEST_FILE // _BLOCK} MB")
            with tempfile.TemporaryDirectory(prefix="bangban-") as folder:
                file = Path(folder, PurePosixPath(name).name[-100:] or "file")
                measure.add(_copy(stream, file, name))
                if not is_archive(name):
                    yield name, file, None
                elif depth == DEEPEST:
                    yield name, file, NestedTooDeep(name=name, limit=DEEPEST)
                else:
                    yield from _inside(file, name, measure, depth + 1)
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        LZMAError,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        raise BadArchive(name=shown, reason=type(error).__name__) from error
    except RuntimeError as error:
        # zipfile says no more than that of a file with a password.
        raise LockedArchive(name=shown) from error


def _inside(file: Path, name: str, measure: _Measure, depth: int) -> Iterator[Member]:
    """The files of an archive in an archive: what is wrong with it is no fault of the others."""
    try:
        for inner, found, problem in _files_of(file, name, measure, depth):
            yield f"{name}/{inner}", found, problem
    except (BadArchive, LockedArchive) as problem:
        yield name, file, problem


def _members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    if path.name.lower().endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = _plain(_named(info))
                if not info.is_dir() and _wanted(name):
                    with archive.open(info) as stream:
                        yield name, info.file_size, stream
        return
    # As a stream: nothing is sought in it, so that a large archive is read once.
    with tarfile.open(path, "r|*") as tar:
        for member in tar:
            name = _plain(member.name)
            if member.isfile() and _wanted(name):
                opened = tar.extractfile(member)
                if opened is not None:
                    yield name, member.size, opened


def _plain(name: str) -> str:
    """The name without what would lead out of the archive."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "file"


def _named(info: zipfile.ZipInfo) -> str:
    """Archives made on Chinese Windows name their files in GBK, some made elsewhere in UTF-8, without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    # Loaded when an archive comes in: it brings the readers along.
    from bangban.skills.passages import decoded

    try:
        return decoded(info.filename.encode("cp437"))
    except UnicodeError:
        return info.filename


def _wanted(name: str) -> bool:
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _copy(stream: IO[bytes], file: Path, name: str) -> int:
    size = 0
    with file.open("wb") as out:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FILE:
                raise TooMuch(name=name, limit=f"{LARGEST_FILE // _BLOCK} MB")
            out.write(block)
    return size
