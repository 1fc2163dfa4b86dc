"""What is in this file, and how does it look? The skill "documents.read": it computes and proposes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bangban.errors import Problem
from bangban.skills.base import Context, Result
from bangban.skills.documents.adapters.drawing import draw
from bangban.skills.documents.adapters.opening import FILE_INPUTS, STORE, beginning, open_input
from bangban.skills.documents.model import Document


class Read:
    """A drawing of the document for a page, or in words why the file cannot be read."""

    name = "documents.read"
    version = "1.0"
    input_schema: Mapping[str, Any] = {"type": "object", "properties": FILE_INPUTS}
    settings_schema: Mapping[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}

    def prepare(self) -> None:
        """Load the parsers that `run` otherwise loads when a document first needs them."""
        import lxml.etree  # noqa: F401

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        """Read and draw; a file that cannot be read is an answer too, since its reader must know why."""
        try:
            document = open_input(inputs, context)
        except Problem as problem:
            return Result(content={"readable": False, "problem": problem.as_dict()}, path="rules")
        return Result(
            content={
                "readable": True,
                "format": document.format,
                "paragraphs": len(document.flow),
                "beginning": beginning(document),
                "drawing": keep_drawing(document, context, _converted(document, context)),
            },
            path="rules",
        )


def keep_drawing(document: Document, context: Context, converted: str = "") -> str:
    """Store the drawing and return its reference."""
    drawing = {"converted": converted, **draw(document)}
    return context.keep(STORE, json.dumps(drawing, ensure_ascii=False, separators=(",", ":")).encode())


def _converted(document: Document, context: Context) -> str:
    """Store the .docx that an office program made of the file; "" where none did.

    LibreOffice takes seconds: checking and correcting start from what the first reading made.
    """
    if "converted" not in document.unknown_because:
        return ""
    return context.keep(STORE, document.package.source)


skill = Read()
