"""What is wrong, where, by which rule, and which edits would put it right?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Level = Literal["required", "recommended", "practice"]


class Element(StrEnum):
    """The published enumeration of a document's elements (公文要素)."""

    # Enum's own is written in Python; elements are keys and members of sets some ten thousand times a document.
    __hash__ = str.__hash__

    PAGE = "page"
    SERIAL = "serial_number"
    CLASSIFICATION = "classification"
    URGENCY = "urgency"
    MARK = "issuer_mark"
    NUMBER = "document_number"
    SIGNER = "signer"
    RED_LINE = "red_line"
    TITLE = "title"
    ADDRESSEE = "addressee"
    BODY = "body"
    HEADING_1 = "heading_1"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    HEADING_4 = "heading_4"
    ATTENDANCE = "attendance"
    CLOSING = "closing"
    ATTACHMENT_NOTE = "attachment_note"
    SIGNATURE = "signature"
    DATE = "date"
    NOTE = "note"
    ATTACHMENT_MARK = "attachment_mark"
    ATTACHMENT_TITLE = "attachment_title"
    ATTACHMENT_BODY = "attachment_body"
    COPY_TO = "copy_to"
    IMPRINT = "imprint"
    IMPRINT_LINE = "imprint_line"
    PAGE_NUMBER = "page_number"
    AI_LABEL = "ai_label"
    TABLE = "table"
    BLANK = "blank"
    OTHER = "other"


class Kind(StrEnum):
    """The 15 kinds of 条例 8, by pinyin, and "unknown"."""

    RESOLUTION = "jueyi"
    DECISION = "jueding"
    ORDER = "mingling"
    COMMUNIQUE = "gongbao"
    ANNOUNCEMENT = "gonggao"
    PUBLIC_NOTICE = "tonggao"
    OPINION = "yijian"
    NOTICE = "tongzhi"
    CIRCULAR = "tongbao"
    REPORT = "baogao"
    REQUEST = "qingshi"
    REPLY = "pifu"
    MOTION = "yian"
    LETTER = "han"
    MINUTES = "jiyao"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    PUBLIC = "public"
    UNKNOWN = "unknown"


# ── edits: what exactly would change; the fixer applies them as they are, clean or tracked ──


@dataclass(frozen=True, slots=True)
class SetText:
    """Replace the characters [start, end) of a paragraph; an insertion when start == end."""

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SetRuns:
    """Give the characters [start, end) these properties: font, latin, size, bold, italic, underline, color, highlight."""

    paragraph: int
    start: int
    end: int
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """Give a paragraph these properties of `model.Paragraph`: align, first_line_chars, left_chars, line, borders, ..."""

    paragraph: int
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetSection:
    """Give a section these properties of `model.Section`: top_mm, left_mm, width_mm, grid, ..."""

    section: int
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetFooter:
    """Replace a section's page-number footers by the standard's: — 1 —, size 4 half-width, odd right, even left."""

    section: int
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InsertBlank:
    """Insert empty paragraphs of the body's pitch before a paragraph."""

    before: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class RemoveBlank:
    """Remove an empty paragraph; refused by the fixer when anything stands in it."""

    paragraph: int


Edit = SetText | SetRuns | SetParagraph | SetSection | SetFooter | InsertBlank | RemoveBlank


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from a rule. `rule` is a key of `rules.RULES`, which knows level, standard and wording."""

    rule: str
    element: Element
    paragraph: int | None = None
    """None for what concerns a whole section or file."""
    start: int = 0
    end: int = 0
    found: str = ""
    expected: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    """Values for the placeholders of the rule's wording."""
    edits: tuple[Edit, ...] = ()
    """Empty when only a person can put it right."""
    confidence: float = 1.0

    @property
    def fixable(self) -> bool:
        return bool(self.edits)


@dataclass(slots=True)
class Recognised:
    """One element: what it is, and which paragraphs hold it."""

    element: Element
    first: int
    last: int
    text: str
    start: int = 0
    end: int = 0
    """The part of the only paragraph that it takes, where two elements share one (document number and signer)."""
    section: int = 0
    """Which attachment or matter it belongs to: 0 the document itself, 1… the attachments in order."""


@dataclass(slots=True)
class Outline:
    """All that was recognised."""

    kind: Kind
    direction: Direction
    format: Literal["document", "letter", "order", "minutes"]
    """The standard's general format (文件式) or one of its special ones (信函、命令、纪要)."""
    elements: list[Recognised]
    roles: list[Element]
    """The element of every paragraph, by its index."""
    confidence: float = 1.0

    def all(self, element: Element) -> list[Recognised]:
        return [one for one in self.elements if one.element is element]

    def first(self, element: Element) -> Recognised | None:
        return next((one for one in self.elements if one.element is element), None)


@dataclass(slots=True)
class Report:
    """What a check says of one document."""

    outline: Outline
    findings: list[Finding]
    unknown_because: tuple[str, ...] = ()
