"""Which files are in an archive, unpacked one at a time, within limits?"""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

from bangban.errors import BadInput

ENDINGS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2")
MOST_FILES = 50_000
LARGEST_FILE = 256 * 1024 * 1024
LARGEST_ALL = 4 * 1024**3
_BLOCK = 1 << 20


class TooMuch(BadInput):
    """“{name}”里的内容超过上限（{limit}）。请分成几份导入。 | “{name}” holds more than the limit ({limit}). Import it in several parts."""

    code = "archive_too_much"


class BadArchive(BadInput):
    """压缩包“{name}”打不开或不完整：{reason} | The archive “{name}” cannot be opened or is not whole: {reason}"""

    code = "bad_archive"


def is_archive(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def files_of(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name inside, a file of its own) one at a time; each is gone when the next is asked for.

    Links, devices and hidden files are passed over; a name only names, it leads nowhere.

    Raises:
        TooMuch, BadArchive: what was yielded before stays right.
    """
    total = count = 0
    try:
        for name, size, stream in _members(path):
            count += 1
            if count > MOST_FILES:
                raise TooMuch(name=path.name, limit=MOST_FILES)
            if size > LARGEST_FILE:
                raise TooMuch(name=name, limit=f"{LARGEST_FILE // _BLOCK} MB")
            with tempfile.TemporaryDirectory(prefix="bangban-") as folder:
                file = Path(folder, PurePosixPath(name).name[-100:] or "file")
                total += _copy(stream, file, name)
                if total > LARGEST_ALL:
                    raise TooMuch(name=path.name, limit=f"{LARGEST_ALL // 1024**3} GB")
                yield name, file
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        LZMAError,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
    ) as error:
        raise BadArchive(name=path.name, reason=type(error).__name__) from error


def _members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    if path.name.lower().endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = _named(info)
                if not info.is_dir() and _wanted(name):
                    with archive.open(info) as stream:
                        yield name, info.file_size, stream
        return
    # As a stream: nothing is sought in it, so that a large archive is read once.
    with tarfile.open(path, "r|*") as tar:
        for member in tar:
            if member.isfile() and _wanted(member.name):
                opened = tar.extractfile(member)
                if opened is not None:
                    yield member.name, member.size, opened


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
    return not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts if part != ".")


def _copy(stream: IO[bytes], file: Path, name: str) -> int:
    size = 0
    with file.open("wb") as out:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FILE:
                raise TooMuch(name=name, limit=f"{LARGEST_FILE // _BLOCK} MB")
            out.write(block)
    return size
