"""How large is the page, where does the text stand on it, and how many lines does a text take?"""

from __future__ import annotations

from dataclasses import dataclass

from bangban.skills.documents.draft.titles import width

LINES, CHARACTERS = 22, 28
"""GB/T 9704: lines a page, characters a line."""


@dataclass(frozen=True, slots=True)
class Page:
    """Millimetres."""

    width: float = 210.0
    height: float = 297.0
    top: float = 37.0
    bottom: float = 35.0
    left: float = 28.0
    right: float = 26.0
    header: float = 15.0
    footer: float = 24.8
    """So that the dash of a page number of 14 points stands 7 mm below the text area."""


@dataclass(frozen=True, slots=True)
class Grid:
    """w:docGrid: pitch in twips, extra character width in 4096ths of a point."""

    pitch: int = 579
    spacing: int = -849


PAGE, GRID = Page(), Grid()
TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right
"""156 mm."""


def mm(length: float) -> int:
    """Millimetres as twips."""
    return round(length / 25.4 * 1440)


def lines_taken(text: str, *, first: float = 0.0, left: float = 0.0, right: float = 0.0) -> int:
    """How many lines `text` takes at 28 characters a line, with indents in characters."""
    room = CHARACTERS - left - right
    return max(1, int(-(-(width(text) + first) // room)))
