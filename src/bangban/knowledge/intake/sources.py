"""Which sources does a path hold, and who reads each of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bangban.knowledge.intake import faq, lines
from bangban.knowledge.intake.draft import Given, SourceRefused


def sources_of(path: Path) -> Iterator[tuple[str, Callable[[], Given]]]:
    """Yield (name, how to open it) of each source at `path`."""
    yield path.name, lambda: open_file(path, path.name)


def open_file(path: Path, name: str) -> Given:
    """Read the one source in the file `path`.

    Raises:
        SourceRefused: no reader knows its kind.
    """
    lowered = path.name.lower()
    if lowered.endswith((".jsonl", ".jsonl.gz")):
        return lines.read(path, name)
    if lowered.endswith(".csv"):
        return faq.read(path, name)
    raise SourceRefused(name=name, reason={"zh": "不认识这种文件", "en": "this kind of file is not known"})
