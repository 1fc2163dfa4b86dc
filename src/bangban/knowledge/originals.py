"""What did the file look like that a source was read from? Its lines beside the passages made of them; its pages as pictures."""

from __future__ import annotations

import base64
import json
import re
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from bangban.knowledge.intake.draft import CELL
from bangban.knowledge.intake.draft import Original as Given
from bangban.knowledge.models import Original, Passage, PassageKind, Source, Version
from bangban.skills.documents.batch import Job, work_through

LARGEST = 20 * 1024 * 1024
"""A larger file is not kept a second time; its passages are."""
_SECONDS, _MEGABYTES = 20.0, 800
_AHEAD = 400
"""Lines looked through for the beginning of a passage: what stands further on is another place that reads alike."""
_BLANK = re.compile(r"\s|[#*|>`-]")


@dataclass
class Beside:
    """One passage (none: what stands before the first) with the lines of the file it was made of."""

    passage: Passage | None
    lines: list[tuple[str, int | None]] = field(default_factory=list)

    @property
    def pages(self) -> list[int]:
        return sorted({page for _, page in self.lines if page})


def keep(given: Given | None, version: Version) -> None:
    """Write the row of an original, unless it is too large."""
    if given is None or len(given.data) > LARGEST:
        return
    said = json.dumps(given.lines, ensure_ascii=False).encode("utf-8", "replace")
    Original.objects.create(
        version=version,
        ending=given.ending[:10],
        data=zlib.compress(given.data, 6),
        lines=zlib.compress(said, 6),
    )


def newest(source: Source) -> Original | None:
    """The file of the newest version that has one: a correction by hand has none."""
    rows = Original.objects.filter(version__source=source, version__generation__isnull=False)
    return rows.order_by("-version_id").first()


def data_of(original: Original) -> bytes:
    return zlib.decompress(bytes(original.data))


def picture(original: Original, page: int) -> bytes | None:
    """A page (from 1) of a PDF as PNG, drawn in a process of its own; None of other formats and pages that are not there."""
    if original.ending != ".pdf":
        return None
    with tempfile.NamedTemporaryFile(prefix="bangban-", suffix=".pdf") as file:
        file.write(data_of(original))
        file.flush()
        job = Job(file.name, "picture", {"path": file.name, "page": page})
        [(_, answer)] = work_through([job], workers=1, seconds=_SECONDS, megabytes=_MEGABYTES)
    return base64.b64decode(answer.get("png") or "") or None


def beside(original: Original, passages: Sequence[Passage]) -> list[Beside]:
    """The lines of the file in order, each with the passage that begins at or before it.

    `passages`: all of the source's, in the order they stand in it. One that was corrected beyond recognition stands
    with the lines of the one before it.
    """
    lines = [(str(text), page) for text, page in json.loads(zlib.decompress(bytes(original.lines)))]
    texts = [text for text, _ in lines]
    found = [Beside(None)]
    at = 0
    for passage in passages:
        begin = _begins(texts, at, passage)
        if begin is not None:
            found[-1].lines += lines[at:begin]
            at = begin
        found.append(Beside(passage))
        if begin is not None:
            found[-1].lines.append(lines[at])
            at += 1
    found[-1].lines += lines[at:]
    return found if found[0].lines else found[1:]


def _begins(lines: Sequence[str], at: int, passage: Passage) -> int | None:
    wanted = _bare(passage.question or f"{passage.article}{passage.text}")
    text = _bare(passage.text)
    for number in range(at, min(at + _AHEAD, len(lines))):
        if passage.kind == PassageKind.TABLE:
            cells = [_bare(cell) for cell in lines[number].split(CELL)]
            if any(cells) and all(cell in text for cell in cells):
                return number
            continue
        line = _bare(lines[number])
        if len(line) >= 2 and (wanted.startswith(line[:24]) or wanted[:16] in line or text[:16] in line):
            return number
    return None


def _bare(text: str) -> str:
    return _BLANK.sub("", text)
