"""Do two Word files read the same, character by character, each with its format?"""

from __future__ import annotations

from typing import Any

from bangban.skills.documents.model import Document, Paragraph
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
    "section",
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
    "footer_kind",
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
    """Everything a reader of the file sees: each character with its format, each paragraph, each section."""
    document = open_document(data) if isinstance(data, bytes) else data
    paragraphs = [
        (
            [getattr(one, name) for name in PARAGRAPH],
            _characters(one),
            [(line.color, line.width) for line in one.lines],
        )
        for one in document.paragraphs
    ]
    sections = [[getattr(one, name) for name in SECTION] for one in document.sections]
    return [*paragraphs, *sections]


def _characters(paragraph: Paragraph) -> list[tuple[Any, ...]]:
    return [(letter, *(getattr(one, name) for name in RUN)) for one in paragraph.runs for letter in one.text]
