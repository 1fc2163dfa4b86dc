"""Do two Word files read the same, character by character, each with its format?"""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.model import Document, Paragraph, Section
from bangban.skills.documents.read import open_document

RUN = (
    "font",
    "latin",
    "size",
    "bold",
    "italic",
    "underline",
    "strike",
    "color",
    "highlight",
    "spacing",
    "hidden",
)
PARAGRAPH = [
    "text",
    "place",
    "align",
    "first_line",
    "left",
    "right",
    "first_line_chars",
    "left_chars",
    "right_chars",
    "line",
    "line_rule",
    "before",
    "after",
    "snap_to_grid",
    "number",
    "outline",
    "page_break_before",
    "borders",
    "cell",
]
SECTION = [
    "width_mm",
    "height_mm",
    "top_mm",
    "bottom_mm",
    "left_mm",
    "right_mm",
    "header_mm",
    "footer_mm",
    "gutter_mm",
    "landscape",
    "grid",
    "grid_pitch",
    "grid_chars",
    "title_page",
    "page_number_start",
    "page_number_format",
    "columns",
]


def texts(data: bytes | Document) -> list[str]:
    document = open_document(data) if isinstance(data, bytes) else data
    return [paragraph.text for paragraph in document.paragraphs]


def reading(data: bytes | Document) -> list[Any]:
    """Everything a reader of the file sees: each character with its format, each paragraph, each section's pages."""
    document = open_document(data) if isinstance(data, bytes) else data
    flow = [_paragraph(one) for one in document.paragraphs if one.place not in ("header", "footer")]
    pages = []
    for section in document.sections:
        pages.append([getattr(section, name) for name in SECTION])
        for frames in (section.headers, section.footers):
            for side in ("default", "even", "first"):
                pages.append(_shown(document, section, frames, side))
    return [*flow, *pages]


def _shown(document: Document, section: Section, frames: dict[str, list[Paragraph]], side: str) -> list[Any]:
    """What a left, right or first page shows in its header or footer, whichever part it comes from."""
    special = {"even": document.even_and_odd, "first": section.title_page}.get(side, False)
    lines = frames.get(side if special else "default", [])
    return [_paragraph(one)[1:] for one in lines if not one.blank]


def _paragraph(one: Paragraph) -> list[Any]:
    looks = [getattr(one, name) for name in PARAGRAPH]
    return [
        one.footer_kind,
        one.section,
        looks,
        _characters(one),
        [(line.color, line.width) for line in one.lines],
    ]


def _characters(paragraph: Paragraph) -> list[tuple[Any, ...]]:
    return [(letter, *(getattr(one, name) for name in RUN)) for one in paragraph.runs for letter in one.text]
