"""What does this file say? Opens a document of any format that can be read, within limits, or says why not."""

from __future__ import annotations

import os
from pathlib import Path

from bangban.skills.documents.model import Document
from bangban.skills.documents.read import docx, files
from bangban.skills.documents.read.limits import LIMITS, Limits
from bangban.skills.documents.read.package import Package

__all__ = ["LIMITS", "Limits", "open_document"]


def open_document(
    source: str | os.PathLike[str] | bytes, *, name: str = "", limits: Limits = LIMITS
) -> Document:
    """Return what a file says; its format is found by its content, whatever its name.

    `source` is a path or the file's bytes; `name` is what messages call it. Raises the problems of
    `read.problems`, and nothing else, for what cannot be read.
    """
    if isinstance(source, bytes):
        data, called = source, name or "document"
    else:
        called = name or Path(source).name
        data = files.read_bytes(Path(source), name=called, limits=limits)
    package = Package(data, name=called, limits=limits)
    return docx.read(package, name=called, limits=limits)
