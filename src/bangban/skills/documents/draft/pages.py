"""How many pages will it take? An estimate from characters a line and points a page, without drawing anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bangban.skills.documents.draft.looks import BY_ID, PITCH
from bangban.skills.documents.draft.ooxml import W
from bangban.skills.documents.draft.page import CHARACTERS, LINES
from bangban.skills.documents.draft.titles import width

_Q = f"{{{W}}}"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
ROOM = LINES * PITCH
"""Points of text a page holds."""
CELL = 24.0
"""Points of a table's row with one line."""


def pages_of(flow: Iterable[Any]) -> tuple[int, float]:
    """(pages, points used on the last one) of paragraphs and tables in their order."""
    pages, used = 1, 0.0
    for element in flow:
        if element.tag == f"{_Q}tbl":
            heights = [CELL * _rows(row) for row in element.iter(f"{_Q}tr")]
        else:
            properties = element.find(f"{_Q}pPr")
            if properties.find(f"{_Q}framePr") is not None:
                continue
            look = BY_ID[properties.find(f"{_Q}pStyle").get(f"{_Q}val")]
            if properties.find(f"{_Q}pageBreakBefore") is not None or look.page_break:
                pages, used = pages + 1, 0.0
            drawn = element.find(f".//{_EXTENT}")
            heights = (
                [int(drawn.get("cy")) / 12_700 + 6]
                if drawn is not None
                else _lines(element, properties, look)
            )
        for height in heights:
            if used + height > ROOM + 0.1:
                pages, used = pages + 1, 0.0
            used += height
    return pages, used


def _lines(element: Any, properties: Any, look: Any) -> list[float]:
    """The height of each line of a paragraph; space above counts with the first."""
    spacing = properties.find(f"{_Q}spacing")
    pitch, before = look.pitch, 0.0
    if spacing is not None:
        pitch = float(spacing.get(f"{_Q}line", 20 * pitch)) / 20
        before = float(spacing.get(f"{_Q}before", 0)) / 20
    room = CHARACTERS * 16 / look.size - look.left - look.right
    count = sum(max(1, -(-(width(part) + max(look.first, 0)) // room)) for part in _text(element).split("\n"))
    return [pitch + before, *[pitch] * (int(count) - 1)]


def _rows(row: Any) -> int:
    """How many lines the fullest cell of a row takes."""
    most = 1
    for cell in row.iter(f"{_Q}tc"):
        points = float(cell.find(f"{_Q}tcPr/{_Q}tcW").get(f"{_Q}w")) / 20 - 11
        text = "".join(_text(one) for one in cell.iter(f"{_Q}p"))
        most = max(most, int(-(-width(text) * 14 // max(points, 14))))
    return most


def _text(paragraph: Any) -> str:
    said = ""
    for one in paragraph.iter(f"{_Q}t", f"{_Q}br"):
        said += one.text or "" if one.tag == f"{_Q}t" else "\n"
    return said
