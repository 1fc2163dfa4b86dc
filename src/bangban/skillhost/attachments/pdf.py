"""How many pages has this PDF, and does it carry anything that acts? No page is drawn, no script run."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from bangban.skillhost.attachments.problems import AttachmentUnreadable

MOST_INFLATED = 32 * 1024 * 1024

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT = re.compile(
    rb"/Type\s*/Pages(?![A-Za-z])[^<>]{0,400}?/Count\s+(\d{1,6})|/Count\s+(\d{1,6})[^<>]{0,400}?/Type\s*/Pages"
)
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm")
_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z])")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")


def read(data: bytes) -> dict[str, Any]:
    """Return {pages, warnings}; pages is None when they cannot be counted without opening the file.

    Raises:
        AttachmentUnreadable: it has no end, as a broken upload does not.
    """
    # ISO 32000-1, 7.5.5: a reader finds the end mark in the last 1,024 bytes; some writers add a little more.
    if b"%%EOF" not in data[-2048:]:
        raise AttachmentUnreadable(kind="pdf", why="%%EOF")
    warnings = ["encrypted"] if _ENCRYPTED.search(data) else []
    pages, acts = 0, False
    largest = 0
    for part in _parts(data):
        pages += len(_PAGE.findall(part))
        acts = acts or _ACTS.search(part) is not None
        for found in _COUNT.findall(part):
            largest = max(largest, *(int(number or 0) for number in found))
    if acts:
        warnings.append("active_content")
    # An updated file keeps its old pages: the tree's own count is right where the two differ.
    return {"pages": largest or pages or None, "warnings": warnings}


def _parts(data: bytes) -> Iterator[bytes]:
    """The file as it stands, then its object streams (7.5.7) inflated, within `MOST_INFLATED` in all."""
    yield data
    left = MOST_INFLATED
    for found in _OBJECT_STREAM.finditer(data):
        begins = data.find(b"stream", found.end(), found.end() + 400)
        if begins < 0:
            continue
        begins += len(b"stream")
        begins += 2 if data[begins : begins + 2] == b"\r\n" else 1
        inflater = zlib.decompressobj()
        try:
            part = inflater.decompress(data[begins : data.find(b"endstream", begins)], left)
        except zlib.error:
            # Another filter, or encrypted: what it holds stays unknown, and pages may be None.
            continue
        left -= len(part)
        yield part
        if left <= 0:
            raise AttachmentUnreadable(kind="pdf", why=f"> {MOST_INFLATED} bytes")
