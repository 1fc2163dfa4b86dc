"""What does this file say? Opens a document of any format that can be read, within limits, or says why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bangban.skills.documents.model import Document
from bangban.skills.documents.read import detect, docx, files, flat, ofd, office, ole
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.package import Package

__all__ = ["LIMITS", "Limits", "open_document"]


def open_document(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str = "",
    limits: Limits = LIMITS,
    converted: bytes | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Document:
    """Return what a file says; its format is found by its content, whatever its name.

    `source` is a path or the file's bytes; `name` is what messages call it. `converted` is the .docx that an earlier
    reading of the same file went through: it saves starting LibreOffice again. `told` hears (page, pages) before a page is
    recognised from its picture, and may end the reading by raising. Raises the problems of
    `read.problems`, and nothing else, for what cannot be read.
    """
    if isinstance(source, bytes):
        data, called = source, name or "document"
    else:
        called = name or Path(source).name
        data = files.read_bytes(Path(source), name=called, limits=limits)
    found = detect.detect(data, name=called)
    if found == "pdf":
        # PDFium is loaded only where a PDF is read: it would double the time a command takes to start.
        from bangban.skills.documents.read import pdf

        document = pdf.read(data, name=called, limits=limits, told=told)
    elif found == "flat":
        archive = flat.to_archive(data, name=called, limits=limits)
        document = _read_archive(Package(archive, name=called, limits=limits), called, limits, converted)
    elif found == "docx":
        document = _read_archive(Package(data, name=called, limits=limits), called, limits, converted)
    else:
        document = _read_converted(data, found, called, limits, converted)
    if not _named_so(called, document.format):
        document.unknown_because += ("name_differs",)
    return document


def _read_archive(package: Package, name: str, limits: Limits, converted: bytes | None) -> Document:
    found = detect.of_archive(package)
    if found == "ofd":
        return ofd.read(package, name=name, limits=limits)
    if found == "odt":
        return _read_converted(package.source, found, name, limits, converted)
    return docx.read(package, name=name, limits=limits)


def _read_converted(
    data: bytes, found: detect.Format, name: str, limits: Limits, converted: bytes | None
) -> Document:
    made = converted or office.to_docx(data, found, name=name, limits=limits)
    document = docx.read(Package(made, name=name, limits=limits), name=name, limits=limits)
    document.format = found
    document.unknown_because += ("converted",)
    if data.startswith(ole.SIGNATURE) and ole.Compound(data).has(
        "Macros", "_VBA_PROJECT", "_VBA_PROJECT_CUR"
    ):
        document.unknown_because += ("macros_not_run",)
    return document


_SUFFIXES = {
    "docx": (".docx", ".docm", ".dotx", ".dotm", ".wps", ".wpt", ".xml"),
    "doc": (".doc", ".dot", ".wps", ".wpt"),
    "wps": (".wps", ".wpt"),
    "rtf": (".rtf", ".doc"),
    "odt": (".odt", ".ott", ".fodt"),
    "wordxml": (".xml", ".doc"),
    "pdf": (".pdf",),
    "ofd": (".ofd",),
}


def _named_so(name: str, found: str) -> bool:
    """Return whether a file's name fits its content; a name without a known ending says nothing."""
    ending = os.path.splitext(name)[1].lower()
    known = {one for many in _SUFFIXES.values() for one in many}
    return ending not in known or ending in _SUFFIXES[found]
