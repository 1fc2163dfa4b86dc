"""Is a document marked as made by AI, where a reader sees it and where a program finds it?

《人工智能生成合成内容标识办法》 (in force 2025-09-01) and GB 45438-2025 want two marks. The visible one (第四条) is a line
of its own at the head of every page, `TEXT`: the header's first line, in size 5 type, to the right. There it is seen at
the start of the text, moves no element of GB/T 9704, and recognition knows it as the element "AI 标识" (`Element.AI_LABEL`).
The other one (第五条) is the property `AIGC` of docProps/custom.xml, whose value is the standard's JSON object.

Only the export gate may take the visible mark off (`remove_visible`), when an officer has decided so and the reason is on
record (第九条); the one in the metadata stays (第十条: nobody may delete, alter or hide it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bangban.errors import Problem
from bangban.skills.documents.fix.parts import Parts
from bangban.skills.documents.label import metadata, visible
from bangban.skills.documents.label.visible import TEXT
from bangban.skills.documents.model import Document
from bangban.skills.documents.read import open_document

PRODUCER = "帮办 Bangban"
"""Who generated what Bangban drafts, where nobody says otherwise."""

__all__ = ["PRODUCER", "TEXT", "CannotLabel", "Label", "label", "read_label", "remove_visible"]

Degree = Literal["1", "2", "3"]
"""GB 45438-2025: 1 is, 2 may be, 3 is suspected to be generated or synthesised."""


class CannotLabel(Problem):
    """只能为 Word 文件（.docx）添加人工智能生成标识。 | Only a Word file (.docx) can be labelled as made by AI."""

    code = "document_cannot_be_labelled"


@dataclass(frozen=True, slots=True)
class Label:
    """What a file says of itself."""

    visible: bool
    degree: str = ""
    """"1", "2" or "3"; "" without metadata."""
    producer: str = ""
    """ContentProducer: name or code of who provided the generation."""
    produce_id: str = ""
    propagator: str = ""
    propagate_id: str = ""
    intact: bool | None = None
    """Whether the text is the one that was labelled; None where the file does not say."""


def label(
    data: bytes,
    *,
    producer: str,
    produce_id: str,
    propagator: str = "",
    propagate_id: str = "",
    degree: Degree = "1",
    text: str = TEXT,
) -> bytes:
    """The file with both marks. Labelling a labelled file again renews its metadata and leaves the visible mark.

    Args:
        producer: name or code of the service that generated the content.
        produce_id: the content's number at that service, so that it can be traced.
        text: the visible words; they must name AI and that it generated (GB 45438-2025, 4.2).

    Raises:
        CannotLabel: it is not a Word file.
        and what `read.open_document` raises.
    """
    document = _open(data)
    parts = Parts(document)
    visible.write(document, parts, text)
    metadata.write(
        parts,
        {
            "Label": degree,
            "ContentProducer": producer,
            "ProduceID": produce_id,
            "ReservedCode1": metadata.digest_of(document),
            "ContentPropagator": propagator,
            "PropagateID": propagate_id,
            "ReservedCode2": "",
        },
    )
    return parts.save()


def read_label(data: bytes) -> Label | None:
    """What the file says of having been made by AI; None when neither mark is there."""
    document = open_document(data)
    shown = visible.is_shown(document)
    said = metadata.read(document) if document.package is not None else None
    if said is None:
        return Label(True) if shown else None
    sealed = said.get("ReservedCode1", "")
    return Label(
        visible=shown,
        degree=said.get("Label", ""),
        producer=said.get("ContentProducer", ""),
        produce_id=said.get("ProduceID", ""),
        propagator=said.get("ContentPropagator", ""),
        propagate_id=said.get("PropagateID", ""),
        intact=sealed == metadata.digest_of(document) if sealed.startswith(metadata.SEAL) else None,
    )


def remove_visible(data: bytes) -> bytes:
    """The file without the visible mark, the metadata untouched. For the export gate alone.

    Raises:
        CannotLabel: it is not a Word file.
    """
    document = _open(data)
    parts = Parts(document)
    visible.remove(document, parts)
    return parts.save()


def _open(data: bytes) -> Document:
    document = open_document(data)
    if document.package is None or document.format != "docx":
        raise CannotLabel()
    return document
