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
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise DocumentNotAFile(name=name)
        # A file may grow while it is read, so both its size and what was read are held against the limit.
        data = b""
        if state.st_size <= limits.file_size:
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(limits.file_size + 1)
    finally:
        os.close(descriptor)
    if max(len(data), state.st_size) > limits.file_size:
        raise DocumentTooLarge(
            name=name,
            what={"zh": "文件大小", "en": "its size"},
            limit=f"{limits.file_size // (1024 * 1024)} MB",
        )
    return data
