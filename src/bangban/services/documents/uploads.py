"""How does an officer's document come in? Its bytes are kept and looked at in a skill host, never parsed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from bangban import unseen
from bangban.agencies.models import Officer
from bangban.errors import BadInput, NotFound
from bangban.ledger.record import Entry, append
from bangban.services.documents.models import Origin, StoredFile, Upload
from bangban.services.documents.sheet.reading import drawing_of
from bangban.services.documents.stores import stored
from bangban.skillhost.client import call

LARGEST = 20 * 1024 * 1024
SECONDS = 60.0
"""A .doc or .wps file goes through an office program, which takes its time to start."""
ACCEPTED = (".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".ofd")

Look = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class UploadEmpty(BadInput):
    """文件“{name}”是空的。请重新选择。 | The file “{name}” is empty. Choose another."""

    code = "upload_empty"


class UploadTooLarge(BadInput):
    """文件“{name}”有 {size} MB，超过上限 {limit} MB。请减少图片，或拆分后再传。 | The file “{name}” has {size} MB, over the limit of {limit} MB. Use fewer pictures, or split it."""

    code = "upload_too_large"
    status = 413


class UploadUnreadable(BadInput):
    """文件没有接收：{reason} | The file was not taken. {reason}"""

    code = "upload_unreadable"
    status = 422


def read_in_host(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Have a skill host read and draw the file; the content of `documents.read`."""
    content: Mapping[str, Any] = call("documents.read", inputs, deadline_seconds=SECONDS)["content"]
    return content


def take(officer: Officer, file: UploadedFile) -> StoredFile:
    """Keep the bytes of a file, unread.

    Raises:
        UploadEmpty, UploadTooLarge: it is not taken.
    """
    name = clean_name(file.name)
    size = file.size or 0
    if size > LARGEST:
        limit = LARGEST // 1024 // 1024
        raise UploadTooLarge(name=name, size=f"{size / 1024 / 1024:.1f}", limit=limit)
    data = file.read()
    if not data:
        raise UploadEmpty(name=name)
    return stored(data, Origin.SENT)


def receive(officer: Officer, file: UploadedFile, look: Look = read_in_host) -> Upload:
    """Take a file in and have it drawn. What cannot be read is not kept.

    Raises:
        UploadEmpty, UploadTooLarge, UploadUnreadable: it is not taken, and says why.
        HostUnavailable, SkillTimeout, SkillFailed, SkillCrashed: nobody could look at it now.
    """
    row = take(officer, file)
    try:
        return look_at(officer, row, clean_name(file.name), look)
    except BaseException:
        row.delete()
        raise


def look_at(officer: Officer, row: StoredFile, name: str, look: Look = read_in_host) -> Upload:
    """Have a kept file read; raises as `receive`, and then leaves the file where it is."""
    content = look({"file": row.pk, "title": name})
    if not content.get("readable"):
        message = (content.get("problem") or {}).get("message") or {}
        reason = {"zh": str(message.get("zh") or "?"), "en": str(message.get("en") or "?")}
        raise UploadUnreadable(reason=reason)
    drawing = StoredFile.objects.filter(pk=str(content.get("drawing") or ""), origin=Origin.MADE).first()
    with transaction.atomic():
        upload = Upload.objects.create(
            agency=officer.agency,
            officer=officer,
            name=name,
            format=str(content.get("format") or "")[:8],
            size=row.size,
            file=row,
            drawing=drawing,
            beginning=str(content.get("beginning") or "").replace("\x00", "")[:2000],
        )
        details = {"document": upload.pk, "bytes": row.size, "format": upload.format}
        entry = Entry(
            "document.received", f"officer:{officer.pk}", officer.agency_id, f"document:{upload.pk}", details
        )
        append([entry])
    return upload


def forget(upload: Upload) -> None:
    """Remove a document that must not be kept: its bytes, its drawing, its row."""
    files = [reference for reference in (upload.file_id, upload.drawing_id, _converted(upload)) if reference]
    with transaction.atomic():
        upload.delete()
        StoredFile.objects.filter(pk__in=files).delete()


def _converted(upload: Upload) -> str:
    """The file that an office program made of it, "" where none did."""
    try:
        return drawing_of(upload.drawing_id).converted if upload.drawing_id else ""
    except NotFound:
        return ""


def clean_name(name: str | None) -> str:
    """A file's name as it may be shown and given back."""
    return unseen.file_name(name) or "document"
