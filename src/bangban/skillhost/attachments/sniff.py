"""What kind of file is this? Decided by its bytes; a name that says otherwise is refused."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from bangban.skillhost.attachments import images, office, pdf, text
from bangban.skillhost.attachments.problems import AttachmentRefused

MEDIA_TYPES = {
    "text": "text/plain",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

SUFFIXES = {
    "text": {".txt", ".csv", ".md", ".log"},
    "pdf": {".pdf"},
    "png": {".png"},
    "jpeg": {".jpg", ".jpeg"},
    "webp": {".webp"},
    "docx": {".docx"},
    "xlsx": {".xlsx"},
}
"""A file of one kind under another's name is how a program gets a person to open it."""

REFUSED = (
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "script"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE: .doc/.xls/.wps"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
)


def read(data: bytes, name: str) -> dict[str, Any]:
    """Describe `data`; see `attachments.describe`, which runs this where it can do no harm."""
    kind, found = _read(data)
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if suffix and suffix not in SUFFIXES[kind]:
        raise AttachmentRefused(found=f"{suffix} ≠ {kind}")
    shown = text.visible(PurePath(name.replace("\\", "/")).name)[:200]
    plain = {"kind": kind, "media_type": MEDIA_TYPES[kind], "bytes": len(data), "name": shown, "text": ""}
    return {**plain, **found}


def _read(data: bytes) -> tuple[str, dict[str, Any]]:
    for mark, what in REFUSED:
        if data.startswith(mark):
            raise AttachmentRefused(found=what)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", images.png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg", images.jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp", images.webp(data)
    if data.startswith(b"PK\x03\x04"):
        return office.read(data)
    # ISO 32000-1 implementation notes allow a header anywhere in the first 1,024 bytes; we take a BOM at most.
    if data.startswith((b"%PDF-", b"\xef\xbb\xbf%PDF-")):
        return "pdf", pdf.read(data)
    return "text", text.read(data)
