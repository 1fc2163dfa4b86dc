"""What does this docx or xlsx say? Opened as the zip archive it is, within limits, without macros or entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from bangban.skillhost.attachments.problems import AttachmentRefused, AttachmentUnreadable
from bangban.skillhost.attachments.text import EXCERPT, excerpt

MOST_ENTRIES = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
"""XML of real documents shrinks to a tenth or twentieth; a zip bomb to a thousandth."""
RATIO_FROM = 1024 * 1024
MOST_XML = 32 * 1024 * 1024
CHUNK = 65536

MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
MACROS = ("vbaproject.bin", "vbadata.xml", "macrosheets/")
ACTIVE = ("activex/", "embeddings/", "externallinks/")


class _Enough(Exception):
    """Ends parsing once the excerpt is full."""


def read(data: bytes) -> tuple[str, dict[str, Any]]:
    """Return the kind, "docx" or "xlsx", and {text, warnings, sheets}.

    Raises:
        AttachmentRefused: another kind of zip archive, or one with macros.
        AttachmentUnreadable: damaged, encrypted, or beyond the limits above.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise AttachmentUnreadable(kind="zip", why=type(error).__name__) from None


def _read(archive: zipfile.ZipFile) -> tuple[str, dict[str, Any]]:
    entries = archive.infolist()
    _check(entries)
    names = {entry.filename for entry in entries}
    kinds = [kind for part, kind in MAIN_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise AttachmentRefused(found="zip")
    lowered = [name.lower() for name in names]
    if any(macro in name for name in lowered for macro in MACROS):
        raise AttachmentRefused(found="macro")
    warnings = ["active_content"] if any(mark in name for name in lowered for mark in ACTIVE) else []
    if _fetches_template(archive, names):
        raise AttachmentUnreadable(kind=kinds[0], why="remote template")
    found: dict[str, Any] = {"warnings": warnings}
    if kinds[0] == "docx":
        found["text"] = _text(archive, "word/document.xml", {"t"}, {"p"})
    else:
        found["sheets"] = sum(name.startswith("xl/worksheets/sheet") for name in names)
        shared = "xl/sharedStrings.xml"
        found["text"] = _text(archive, shared, {"t"}, {"si"}) if shared in names else ""
    return kinds[0], found


def _check(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = 0
    seen: set[str] = set()
    if len(entries) > MOST_ENTRIES:
        raise AttachmentUnreadable(kind="zip", why=f"> {MOST_ENTRIES} entries")
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 0x1:
            raise AttachmentUnreadable(kind="zip", why="encrypted")
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or name in seen:
            raise AttachmentUnreadable(kind="zip", why="entry name")
        seen.add(name)
        unpacked += entry.file_size
        bomb = entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        if bomb or unpacked > MOST_UNPACKED:
            raise AttachmentUnreadable(kind="zip", why=f"{unpacked} bytes unpacked")


def _fetches_template(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether opening it makes Word load a template from elsewhere: a known way to run foreign macros."""
    found = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal found
        kind = attributes.get("Type", "").lower()
        found = found or (kind.endswith("/attachedtemplate") and attributes.get("TargetMode") == "External")

    for name in sorted(names):
        if name.endswith("settings.xml.rels"):
            _parse(archive, name, start, lambda tag: None, lambda characters: None)
    return found


def _text(archive: zipfile.ZipFile, part: str, words: set[str], lines: set[str]) -> str:
    """The characters inside the elements `words`, one line for each element of `lines`."""
    pieces: list[str] = []
    depth = length = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += tag.rpartition(":")[2] in words

    def end(tag: str) -> None:
        nonlocal depth
        local = tag.rpartition(":")[2]
        depth -= local in words
        if local in lines:
            pieces.append("\n")

    def characters(data: str) -> None:
        nonlocal length
        if depth:
            pieces.append(data)
            length += len(data)
            if length > EXCERPT * 2:
                raise _Enough

    try:
        _parse(archive, part, start, end, characters)
    except _Enough:
        # The rest of the document is not needed.
        return excerpt("".join(pieces))
    return excerpt("".join(pieces).strip("\n"))


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    # An office file has no document type. One that has wants to define entities: refused before the first.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    left = MOST_XML
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise AttachmentUnreadable(kind="zip", why=f"{part} > {MOST_XML} bytes")
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError:
        raise AttachmentUnreadable(kind="zip", why=part) from None


def _refuse_doctype(*_: object) -> None:
    raise AttachmentUnreadable(kind="zip", why="DOCTYPE")
