"""What looks different between two versions, where the words are the same?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bangban.skills.documents.compare.pieces import Piece
from bangban.skills.documents.model import Document, Paragraph

PARAGRAPH = (
    "align",
    "first_line_chars",
    "first_line",
    "left",
    "right",
    "line",
    "line_rule",
    "before",
    "after",
)
RUN = ("font", "size", "bold", "italic", "underline", "strike", "color", "highlight")
SECTION = (
    "width_mm", "height_mm", "top_mm", "bottom_mm", "left_mm", "right_mm", "landscape", "grid", "grid_pitch", "columns",
    "title_page", "page_number_start", "page_number_format",
)  # fmt: skip


def seen_in_both(name: str, old: Document, new: Document) -> bool:
    """Whether both files' formats can answer for this property: a PDF has places, not settings."""
    if name in ("width_mm", "height_mm"):
        return all(one.known & {"page", "paper"} for one in (old, new))
    aspect = "colour" if name in ("color", "highlight") else "font" if name in RUN else "page"
    return (aspect if name not in PARAGRAPH else "paragraph") in old.known & new.known


@dataclass(frozen=True, slots=True)
class FormatChange:
    """One property that differs. `paragraph` is the new version's; None for a page's property."""

    paragraph: int | None
    section: int | None
    start: int
    end: int
    name: str
    old: Any
    new: Any


def paragraph_formats(old: Paragraph, new: Paragraph, pieces: list[Piece]) -> list[FormatChange]:
    """What differs in the paragraph's own format, and in that of the characters both versions have."""
    whole = len(new.text)
    found = [
        FormatChange(new.index, None, 0, whole, name, before, after)
        for name in PARAGRAPH
        if not _same(before := getattr(old, name), after := getattr(new, name))
    ]
    if {one.name for one in found} >= {"first_line_chars", "first_line"}:
        found = [one for one in found if one.name != "first_line"]
    for piece in pieces:
        if piece.op == "same":
            found += _character_formats(old, new, piece)
    return _joined(found)


def _character_formats(old: Paragraph, new: Paragraph, piece: Piece) -> list[FormatChange]:
    found = []
    shift = piece.new_start - piece.old_start
    end = piece.old_start + len(piece.old)
    for before in old.runs_between(piece.old_start, end):
        for after in new.runs_between(
            max(before.start, piece.old_start) + shift, min(before.end, end) + shift
        ):
            first = max(after.start, before.start + shift, piece.new_start)
            last = min(after.end, before.end + shift, end + shift)
            if not new.text[first:last].strip():
                continue
            found += [
                FormatChange(new.index, None, first, last, name, one, other)
                for name in RUN
                if not _same(one := getattr(before, name), other := getattr(after, name))
            ]
    return found


def _joined(found: list[FormatChange]) -> list[FormatChange]:
    """One change for neighbouring characters that changed alike."""
    joined: list[FormatChange] = []
    for one in sorted(found, key=lambda change: (change.name, change.start)):
        last = joined[-1] if joined else None
        if (
            last
            and (last.name, last.old, last.new) == (one.name, one.old, one.new)
            and one.start <= last.end + 1
        ):
            joined[-1] = FormatChange(
                one.paragraph, None, last.start, max(last.end, one.end), one.name, one.old, one.new
            )
        else:
            joined.append(one)
    return sorted(joined, key=lambda change: (change.start, change.end, change.name))


def section_formats(old: Document, new: Document) -> list[FormatChange]:
    """What differs in the pages, section by section, where both versions have as many."""
    if len(old.sections) != len(new.sections):
        return [FormatChange(None, None, 0, 0, "sections", len(old.sections), len(new.sections))]
    return [
        FormatChange(None, number, 0, 0, name, before, after)
        for number, (one, other) in enumerate(zip(old.sections, new.sections, strict=True))
        for name in SECTION
        if not _same(before := getattr(one, name), after := getattr(other, name))
    ]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 0.06
    return bool(one == other)
