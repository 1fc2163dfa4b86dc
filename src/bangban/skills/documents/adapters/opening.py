"""Which document is meant? The file its inputs name, or text typed in; read within limits, inside the skill host."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from bangban.errors import BadInput
from bangban.skills.base import Context
from bangban.skills.documents import read
from bangban.skills.documents.findings import Element, Kind
from bangban.skills.documents.model import Document, Paragraph, Run, Section

SOURCE = "documents.file"
STORE = "documents.files"
LARGEST_INLINE = 4 * 1024 * 1024
MOST_LINES = 5_000

FILE_INPUTS: Mapping[str, Any] = {
    "file": {"type": "string", "maxLength": 80, "x-title": {"zh": "文件编号", "en": "File"}},
    "data": {
        "type": "string",
        "maxLength": LARGEST_INLINE,
        "x-title": {"zh": "文件内容（base64）", "en": "The file itself (base64)"},
    },
    "text": {"type": "string", "x-title": {"zh": "正文", "en": "Text"}},
    "title": {"type": "string", "maxLength": 200, "x-title": {"zh": "文件名", "en": "File name"}},
    "corrections": {
        "type": "object",
        # By a paragraph's index its element; under "kind" the document's.
        "additionalProperties": {"enum": [one.value for one in (*Element, *Kind)]},
        "x-title": {"zh": "要素更正", "en": "Elements corrected"},
    },
    # A name only: a path would let whoever asks read any file the host can.
    "profile": {
        "type": "string",
        "pattern": "^[a-z][a-z0-9_]{0,39}$",
        "x-title": {"zh": "规则集", "en": "Profile"},
    },
}
"""What every skill about one document takes; one of file, data and text says which."""


class NoDocument(BadInput):
    """没有要处理的文件。请先上传文件。 | There is no document to work on. Upload one first."""

    code = "no_document"


class DocumentGone(BadInput):
    """文件 {file} 已不在系统中。请重新上传。 | The file {file} is not there any more. Upload it again."""

    code = "document_gone"
    status = 404


def open_input(inputs: Mapping[str, Any], context: Context) -> Document:
    """Read the document that `inputs` mean.

    Raises:
        NoDocument, DocumentGone: there is nothing to read.
        Problem: it cannot be read; see `read.problems`.
    """
    name = str(inputs.get("title") or "")
    if inputs.get("file"):
        rows = context.retrieve(SOURCE, {"file": inputs["file"]})
        if not rows:
            raise DocumentGone(file=str(inputs["file"])[:8])
        made = rows[0].get("converted")
        return read.open_document(bytes(rows[0]["data"]), name=name, converted=bytes(made) if made else None)
    if inputs.get("data"):
        try:
            return read.open_document(
                base64.b64decode("".join(str(inputs["data"]).split()), validate=True), name=name
            )
        except binascii.Error:
            raise NoDocument() from None
    if str(inputs.get("text") or "").strip():
        return of_text(str(inputs["text"]))
    raise NoDocument()


def of_text(text: str) -> Document:
    """Text typed in, one paragraph a line: its words can be judged, its looks cannot."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
    paragraphs = [
        Paragraph(index=index, text=line, runs=[Run(0, len(line), line)]) for index, line in enumerate(lines)
    ]
    page = Section(210, 297, 37, 35, 28, 26)
    return Document("text", paragraphs, [page], known=frozenset({"text"}), unknown_because=("text",))


def corrections_of(inputs: Mapping[str, Any]) -> dict[int, Element]:
    """What the officer said paragraphs are, as `recognise` takes it."""
    known = {one.value for one in Element}
    return {
        int(index): Element(value)
        for index, value in (inputs.get("corrections") or {}).items()
        if str(index).isdecimal() and value in known
    }


def kind_of(inputs: Mapping[str, Any]) -> Kind | None:
    """What the officer said the document is, None where he said nothing."""
    said = (inputs.get("corrections") or {}).get("kind", "")
    return Kind(said) if said in set(Kind) else None


def beginning(document: Document, characters: int = 2000) -> str:
    """The first lines, for a list, for finding it again, and for the mark of classification."""
    lines: list[str] = []
    length = 0
    for paragraph in document.flow:
        if paragraph.text.strip():
            lines.append(paragraph.text.strip())
            length += len(lines[-1]) + 1
        if length >= characters:
            break
    return "\n".join(lines)[:characters]
