"""Which lines are ruled across a document, wherever they come from: shapes, paragraphs' borders, cells' borders?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bangban.skills.documents.check.ink import is_red
from bangban.skills.documents.check.view import POINTS_PER_MM, View
from bangban.skills.documents.model import Border, Paragraph

SIDES = ("top", "bottom")


@dataclass(frozen=True, slots=True)
class Ruled:
    """One line across the page."""

    paragraph: Paragraph
    color: str
    width: float
    length_mm: float
    """0 where it is not known."""
    kind: str
    """single, double, thick_thin, thin_thick, or compound (more lines than two)."""
    source: Literal["drawn", "border", "cell"]
    side: str = ""
    from_page_top_mm: float | None = None

    @property
    def red(self) -> bool:
        return is_red(self.color)


def lines(view: View, paragraph: Paragraph) -> Iterator[Ruled]:
    """Every line anchored in a paragraph or drawn around it."""
    for drawn in paragraph.lines:
        length = drawn.length / POINTS_PER_MM
        yield Ruled(
            paragraph, drawn.color, drawn.width, length, drawn.kind, "drawn", "", drawn.from_page_top_mm
        )
    for border in paragraph.borders:
        if border.side in SIDES and _shows(border):
            length, top = _extent(view, paragraph)
            yield Ruled(
                paragraph, border.color, border.width, length, _kind(border), "border", border.side, top
            )
    for border in paragraph.cell_borders:
        if border.side in SIDES and _shows(border):
            yield Ruled(paragraph, border.color, border.width, 0, _kind(border), "cell", border.side)


def _extent(view: View, paragraph: Paragraph) -> tuple[float, float | None]:
    """How long a paragraph's border is, and how far from the page's top it stands, in mm; 0 and None when unknown."""
    if paragraph.frame is not None:
        return paragraph.frame.width_mm, paragraph.frame.top_mm
    if paragraph.place not in ("body", "header", "footer"):
        return 0.0, None
    indents = (view.left(paragraph) + view.right(paragraph)) * view.em(paragraph)
    return (view.text_width(paragraph) - indents) / POINTS_PER_MM, None


def _shows(border: Border) -> bool:
    return border.style not in ("", "nil", "none")


def _kind(border: Border) -> str:
    """The style's name says the order from above to below, whichever side it is drawn on."""
    style = border.style
    if style == "double":
        return "double"
    for name, kind in (("thickThin", "thick_thin"), ("thinThick", "thin_thick")):
        if style.startswith(name) and not style.startswith("thinThickThin"):
            return kind
    return "compound" if style.startswith("thinThickThin") or style == "triple" else "single"
