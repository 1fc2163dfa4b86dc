"""Which bytes does a path hold, when it may be missing, empty, a folder, a pipe or endless?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from bangban.skills.documents.read.limits import Limits
from bangban.skills.documents.read.problems import (
    DocumentMissing,
    DocumentNotAFile,
    DocumentNotAllowed,
    DocumentTooLarge,
)


def read_bytes(path: Path, *, name: str, limits: Limits) -> bytes:
    """Return a file's bytes. Raises DocumentMissing, DocumentNotAFile, DocumentNotAllowed, DocumentTooLarge."""
    try:
        # Without O_NONBLOCK, opening a pipe would wait for ever for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        raise DocumentNotAllowed(name=name) from None
    except (FileNotFoundError, NotADirectoryError):
        raise DocumentMissing(name=name) from None
    except (OSError, ValueError):
        raise DocumentNotAFile(name=name) from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise DocumentNotAFile(name=name)
        data = file.read(limits.file_size + 1)
    if len(data) > limits.file_size:
        raise DocumentTooLarge(
            name=name,
            what={"zh": "文件大小", "en": "its size"},
            limit=f"{limits.file_size // (1024 * 1024)} MB",
        )
    return data
