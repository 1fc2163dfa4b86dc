"""What is a document, once every style, default and theme is resolved? Lengths in points unless a name says mm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["body", "table", "textbox", "header", "footer", "footnote"]
Align = Literal["left", "center", "right", "both", "distribute"]
LineRule = Literal["exact", "at_least", "multiple"]


@dataclass(slots=True)
class Run:
    """Characters of one effective format."""

    start: int
    end: int
    """Offsets in the paragraph's text."""
    text: str
    font: str = ""
    """The East Asian typeface that draws Chinese characters, as the file names it."""
    latin: str = ""
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    underline: str = ""
    strike: bool = False
    color: str = ""
    """Six capital hexadecimal digits, or "" for automatic (black)."""
    highlight: str = ""
    spacing: float = 0.0
    hidden: bool = False
    xml: Any = None
    """The run's own element where the format has one; None for text inside a field's result."""


@dataclass(slots=True)
class Border:
    side: Literal["top", "bottom", "left", "right"]
    style: str
    width: float
    color: str


@dataclass(slots=True)
class Frame:
    """Where a text box or a framed paragraph stands on its page."""

    kind: Literal["textbox", "frame"]
    top_mm: float | None
    """From the page's upper edge; None where it hangs on the text."""
    left_mm: float | None
    width_mm: float
    height_mm: float
    anchor: int | None = None
    """Index of the paragraph that a text box is anchored in."""
    xml: Any = None


@dataclass(slots=True)
class Paragraph:
    """A paragraph as it would read with all tracked changes accepted."""

    index: int
    """Position among all of the document's paragraphs, headers and footers included: a finding's `paragraph`."""
    text: str
    runs: list[Run] = field(default_factory=list)
    place: Place = "body"
    section: int = 0
    style: str = ""
    align: Align = "both"
    first_line: float = 0.0
    """Negative when the first line hangs."""
    left: float = 0.0
    right: float = 0.0
    first_line_chars: float | None = None
    left_chars: float | None = None
    right_chars: float | None = None
    """Indents in characters, where the file says them so; they outrank the lengths."""
    line: float = 0.0
    """Pitch in points, or the factor when `line_rule` is "multiple"; 0 when nothing is said."""
    line_rule: LineRule = "multiple"
    before: float = 0.0
    after: float = 0.0
    snap_to_grid: bool = True
    number: str = ""
    """The label that automatic numbering draws before the text; it is not part of `text`."""
    outline: int | None = None
    page_break_before: bool = False
    """By property, by a break in or before this paragraph, or by a new section that starts a page."""
    borders: list[Border] = field(default_factory=list)
    has_image: bool = False
    lines: list[DrawnLine] = field(default_factory=list)
    """Lines anchored here."""
    cell: tuple[int, int, int] | None = None
    """(table, row, column) for a paragraph in a table."""
    cell_borders: list[Border] = field(default_factory=list)
    """The borders its cell draws, the table's and its style's included."""
    frame: Frame | None = None
    """The text box or frame it stands in."""
    mark: Run | None = None
    """The format of the paragraph mark, which gives an empty paragraph its height."""
    fields: tuple[str, ...] = ()
    """Instructions of the fields in it: "PAGE", "NUMPAGES", ..."""
    footer_kind: Literal["", "default", "even", "first"] = ""
    page: int | None = None
    """Where the format knows it (PDF, OFD)."""
    xml: Any = None

    @property
    def blank(self) -> bool:
        return not self.text.strip() and not self.number and not self.has_image

    def run_at(self, offset: int) -> Run | None:
        return next((run for run in self.runs if run.start <= offset < run.end), None)

    def runs_between(self, start: int, end: int) -> Iterator[Run]:
        return (run for run in self.runs if run.start < end and run.end > start)


@dataclass(slots=True)
class DrawnLine:
    """A straight line drawn as a shape, or the border of a paragraph or frame."""

    color: str
    width: float
    length: float
    """0 when it spans the text."""
    kind: Literal["single", "thick_thin", "thin_thick", "double"] = "single"
    from_page_top_mm: float | None = None
    xml: Any = None


@dataclass(slots=True)
class Section:
    """One section's page."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    header_mm: float = 0.0
    footer_mm: float = 0.0
    gutter_mm: float = 0.0
    landscape: bool = False
    grid: str = ""
    """docGrid's type: "", "lines", "linesAndChars", "snapToChars"."""
    grid_pitch: float = 0.0
    grid_chars: float = 0.0
    """Extra width of a character cell in points."""
    title_page: bool = False
    page_number_start: int | None = None
    page_number_format: str = ""
    columns: int = 1
    footers: dict[str, list[Paragraph]] = field(default_factory=dict)
    """"default", "even", "first" → its paragraphs; inherited from the section before where the file says so."""
    headers: dict[str, list[Paragraph]] = field(default_factory=dict)
    xml: Any = None


@dataclass(slots=True)
class Table:
    index: int
    rows: list[list[str]]
    """Cell texts; a merged cell stands where it begins and is "" elsewhere."""
    first: int
    last: int
    """Indexes of its first and last paragraph."""
    xml: Any = None
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """(row, column) where a cell begins that goes over several → (rows, columns)."""


@dataclass(slots=True)
class Revision:
    kind: Literal["inserted", "deleted", "moved", "format"]
    author: str
    paragraph: int
    text: str


@dataclass(slots=True)
class Comment:
    author: str
    text: str
    paragraph: int | None


@dataclass(slots=True)
class Document:
    """What was read. `known` says which aspects the file's format can answer for."""

    format: str
    """"docx", "doc", "wps", "pdf", "ofd"."""
    paragraphs: list[Paragraph]
    """Body, tables and text boxes in reading order, then headers and footers."""
    sections: list[Section] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    even_and_odd: bool = False
    """Whether left and right pages have footers of their own."""
    known: frozenset[str] = frozenset({"text", "page", "font", "paragraph", "colour", "footer", "revisions"})
    unknown_because: tuple[str, ...] = ()
    """Codes of `unjudged.UNJUDGED`: what could not be judged in this format, and why."""
    package: Any = None
    """The opened file, for the fixer: see `read.package`."""

    @property
    def flow(self) -> list[Paragraph]:
        """The paragraphs of the body, tables and text boxes, without headers, footers and notes."""
        return [one for one in self.paragraphs if one.place in ("body", "table", "textbox")]
