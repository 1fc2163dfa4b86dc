"""What did a resident upload? A safe description of it, made in a limited process; nothing is executed.

Here, and not among the skills, because what matters is *where* it runs: `describe` is the only way in.
"""

from __future__ import annotations

from typing import Any

from bangban.skillhost.attachments.problems import AttachmentEmpty, AttachmentTooLarge, AttachmentUnreadable
from bangban.skillhost.attachments.sniff import read
from bangban.skillhost.limited import LimitedFailed, run_limited

LARGEST = 20 * 1024 * 1024
SECONDS = 5.0
MEMORY_MB = 256


def describe(data: bytes, name: str = "") -> dict[str, Any]:
    """Say what `data`, uploaded as `name`, is. What it is named never decides what it is.

    Returns {kind, media_type, bytes, name, text} and, where it applies, {pages} (None when not found),
    {width, height} in pixels, {sheets} and {warnings}: codes such as "active_content", "encrypted".
    `kind`: text, pdf, png, jpeg, webp, docx, xlsx. `text`: at most 2,000 characters, nothing invisible.

    Raises:
        AttachmentEmpty, AttachmentTooLarge: no bytes, or more than 20 MB.
        AttachmentRefused: a kind that is not accepted, or one that does not match the name.
        AttachmentUnreadable: damaged, or made to do harm.
        LimitExceeded: it took more than 5 s or 256 MB.
    """
    if not data:
        raise AttachmentEmpty(name=name)
    if len(data) > LARGEST:
        raise AttachmentTooLarge(size=len(data), limit=LARGEST)
    try:
        described: dict[str, Any] = run_limited(read, (data, name), seconds=SECONDS, memory_mb=MEMORY_MB)
    except LimitedFailed as failed:
        raise AttachmentUnreadable(kind="?", why=failed.details["reason"]) from None
    return described


__all__ = ["LARGEST", "describe"]
