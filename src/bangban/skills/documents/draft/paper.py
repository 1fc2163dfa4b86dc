"""What is a document before it is laid out? Its elements as text, in the order of the standard."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bangban.skills.documents.findings import Direction, Element, Kind

Format = Literal["document", "letter", "order", "minutes"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. The first `lead` characters take the face of the element, the rest that of the body."""

    element: Element
    text: str
    lead: int = 0
    """0 means all of it."""
    marks: tuple[tuple[int, int], ...] = ()
    """Character ranges an officer must look at: shown on yellow."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its first row is the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One series of numbers, drawn. `title` says what it shows; a column or a bar is told by its label."""

    kind: Literal["bar", "column", "line"]
    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str = ""


Block = Line | Grid | Chart


@dataclass(frozen=True, slots=True)
class Attachment:
    """What stands on pages of its own behind the document."""

    title: str
    blocks: tuple[Block, ...] = ()


GAPS: Mapping[str, Mapping[str, str]] = {
    "number": {"zh": "发文字号待编", "en": "the document number is still to be given"},
    "date": {"zh": "成文日期待定", "en": "the date is still to be given"},
    "fact": {"zh": "材料中没有“{text}”，请核实", "en": "“{text}” is not in the material: verify it"},
    "carried": {
        "zh": "“{text}”沿用自原文，请确认",
        "en": "“{text}” comes from the previous document: confirm it",
    },
}
"""What an officer is told of a gap, by its code."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something only an officer can supply or confirm. `place` is the element it stands in."""

    code: str
    """A key of GAPS."""
    place: Element
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. Dates are dates; everything else is text as it will stand."""

    kind: Kind
    direction: Direction
    title: str
    issuers: tuple[str, ...]
    """The bodies that issue it, the leading one first."""
    blocks: tuple[Block, ...]
    mark: str = ""
    """The issuing-authority mark without "文件"; empty means the leading issuer."""
    mark_suffix: str = "文件"
    format: Format = "document"
    number: str = ""
    serial: str = ""
    classification: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()
    addressee: str = ""
    """Without its colon."""
    passed: str = ""
    """When and where a resolution was passed: stands below the title, in its parentheses."""
    signature: tuple[str, ...] = ()
    """The names under the text; a signatory's post and name for orders and motions."""
    signed_by_person: bool = False
    date: datetime.date | None = None
    seal: bool = True
    note: str = ""
    """Without its parentheses."""
    attendance: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    note_attachments: bool = True
    """False where the attachment is the very thing that is issued (印发、转发)."""
    copy_to: str = ""
    """Without "抄送：" and the full stop."""
    printed_by: str = ""
    printed_on: datetime.date | None = None
    gaps: tuple[Gap, ...] = field(default=())

    def lines(self) -> Iterator[Line]:
        """The paragraphs of the body, without tables and attachments."""
        return (one for one in self.blocks if isinstance(one, Line))

    def charts(self) -> list[Chart]:
        """Its charts, those of its attachments too."""
        blocks = [*self.blocks, *(block for one in self.attachments for block in one.blocks)]
        return [block for block in blocks if isinstance(block, Chart)]

    @property
    def text(self) -> str:
        """The body as plain text, one paragraph a line."""
        return "\n".join(line.text for line in self.lines())

    def shown(self, element: Element) -> dict[str, Any]:
        """How an element is shown on which an officer must still decide something."""
        return {"highlight": "yellow"} if any(gap.place is element for gap in self.gaps) else {}

    def as_dict(self) -> dict[str, Any]:
        """Everything as JSON values, for a preview: elements in order with their text and marks."""
        rows: list[dict[str, Any]] = []

        def add(element: Element, text: str, marks: tuple[tuple[int, int], ...] = ()) -> None:
            if text:
                rows.append({"element": element.value, "text": text, "marks": [list(one) for one in marks]})

        add(Element.SERIAL, self.serial)
        add(Element.CLASSIFICATION, self.classification)
        add(Element.URGENCY, self.urgency)
        add(Element.MARK, (self.mark or self.issuers[0]) + self.mark_suffix)
        add(Element.NUMBER, self.number)
        add(Element.SIGNER, "　".join(self.signers))
        add(Element.TITLE, self.title)
        add(Element.OTHER, self.passed)
        add(Element.ADDRESSEE, self.addressee and self.addressee + "：")
        _blocks(self.blocks, add)
        if self.note_attachments:
            for number, one in enumerate(self.attachments, 1):
                add(
                    Element.ATTACHMENT_NOTE,
                    one.title if len(self.attachments) == 1 else f"{number}.{one.title}",
                )
        for label, names in self.attendance:
            add(Element.ATTENDANCE, f"{label}：{names}")
        for name in self.signature:
            add(Element.SIGNATURE, name)
        add(Element.DATE, chinese_date(self.date) if self.date else "")
        add(Element.NOTE, self.note and f"（{self.note}）")
        for one in self.attachments:
            add(Element.ATTACHMENT_TITLE, one.title)
            _blocks(one.blocks, add)
        add(Element.COPY_TO, self.copy_to)
        add(Element.IMPRINT, self.printed_by)
        return {
            "kind": self.kind.value,
            "direction": self.direction.value,
            "format": self.format,
            "elements": rows,
            "gaps": [{"code": gap.code, "element": gap.place.value, "text": gap.text} for gap in self.gaps],
        }


def _blocks(blocks: tuple[Block, ...], add: Any) -> None:
    for block in blocks:
        if isinstance(block, Line):
            add(block.element, block.text, block.marks)
        elif isinstance(block, Grid):
            for row in block.rows:
                add(Element.TABLE, "\t".join(row))


def chinese_date(day: datetime.date) -> str:
    """2026年3月5日: four digits for the year, no zeros before month and day."""
    return f"{day.year}年{day.month}月{day.day}日"
