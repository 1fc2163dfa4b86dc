"""Where does a resident's file lie? Below $BANGBAN_HOME/uploads, under a random name, readable by us alone."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from bangban import unseen
from bangban.config import load
from bangban.crypto.digests import digest
from bangban.errors import NotFound
from bangban.services.portal.models import Attachment
from bangban.skillhost.attachments import describe
from bangban.skillhost.attachments.problems import AttachmentTooLarge

MOST = 3
LARGEST = 10 * 1024 * 1024
_STORED = re.compile(r"[0-9a-f]{48}")


@dataclass(frozen=True)
class Upload:
    """A file that was read and found acceptable, not yet stored."""

    name: str
    data: bytes
    description: dict[str, Any]


def read(file: UploadedFile) -> Upload:
    """Read a file and have it described in a limited process.

    Raises:
        AttachmentTooLarge, AttachmentEmpty, AttachmentRefused, AttachmentUnreadable, LimitExceeded: it is not taken.
    """
    name = unseen.file_name(file.name) or "file"
    if (file.size or 0) > LARGEST:
        raise AttachmentTooLarge(size=file.size, limit=LARGEST)
    data = file.read()
    return Upload(name, data, describe(data, name))


def store(uploads: Sequence[Upload]) -> list[Attachment]:
    """Write the files and return their rows, unsaved and without a case. On failure nothing is left behind."""
    rows: list[Attachment] = []
    try:
        for upload in uploads:
            rows.append(_row(upload, _write(upload.data)))
    except OSError:
        discard(rows)
        raise
    return rows


def discard(rows: Sequence[Attachment]) -> None:
    """Remove the files of rows that were never saved."""
    for row in rows:
        path_of(row).unlink(missing_ok=True)


def path_of(attachment: Attachment) -> Path:
    """Where the file lies.

    Raises:
        NotFound: the row names no file of ours.
    """
    if not _STORED.fullmatch(attachment.stored_as):
        raise NotFound(what="attachment")
    return _folder() / attachment.stored_as


def _folder() -> Path:
    folder = load().path("uploads")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(data: bytes) -> str:
    name = secrets.token_hex(24)
    descriptor = os.open(_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        (_folder() / name).unlink(missing_ok=True)
        raise
    return name


def _row(upload: Upload, stored_as: str) -> Attachment:
    description = dict(upload.description)
    return Attachment(
        name=upload.name,
        stored_as=stored_as,
        kind=str(description["kind"])[:12],
        size=len(upload.data),
        digest=digest(upload.data),
        excerpt=str(description.pop("text", "")),
        description=description,
    )
