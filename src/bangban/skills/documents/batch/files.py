"""Which files of a folder are documents?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".doc", ".wps", ".wpt", ".rtf", ".pdf", ".ofd"})


def find_documents(target: Path) -> Iterator[Path]:
    """A file as it is; of a folder every document below it, by path. Word's lock files (~$…) and hidden ones are none."""
    if not target.is_dir():
        yield target
        return
    for folder, folders, files in os.walk(target):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUFFIXES:
                yield Path(folder, name)
