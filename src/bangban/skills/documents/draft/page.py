"""How large is the page, and where does the text stand on it?"""

from __future__ import annotations

from dataclasses import dataclass

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
