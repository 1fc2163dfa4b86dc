"""What does a document consist of before any program writes it? Paragraphs with their roles and formats, to be hurt."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

_ids = count()


@dataclass
class Run:
    """Characters of one format. `font` is a role (fang, kai, hei, song, sun) or, when a fault wants it, a name."""

    text: str
    font: str = "fang"
    size: float = 16
    bold: bool = False
    color: str = ""
    latin: str = "Times New Roman"
    italic: bool = False
    underline: bool = False
    highlight: str = ""
    strike: bool = False
    spacing: float = 0
    """Points between characters."""


@dataclass
class Para:
    """A paragraph. Indents in characters; `above` is the number of empty lines over it."""

    role: str
    runs: list[Run]
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    pitch: float | None = None
    """None: the body's."""
    line_rule: str = "exact"
    before: float = 0
    after: float = 0
    above: int = 0
    new_page: bool = False
    border: tuple[str, str, int, str] | None = None
    """(side, kind, eighths of a point, colour)."""
    tab: float | None = None
    """A right tab, in points from the text's left edge."""
    label: str = ""
    """A number that automatic numbering would draw: "一、", "1."."""
    ends: Page | None = None
    """The page of the section that ends with this paragraph, where it is not the document's last."""
    id: int = field(default_factory=lambda: next(_ids))

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def run(self) -> Run:
        return self.runs[0]

    def say(self, text: str) -> None:
        """Give the paragraph another text in the format of its first run."""
        self.runs = [copy.copy(self.runs[0])]
        self.runs[0].text = text

    def swap(self, old: str, new: str) -> bool:
        """Replace the first `old` that stands within one run."""
        for run in self.runs:
            if old in run.text:
                run.text = run.text.replace(old, new, 1)
                return True
        return False

    def format(self, **changes: Any) -> None:
        for run in self.runs:
            for name, value in changes.items():
                setattr(run, name, value)


@dataclass
class Table:
    """A table of the text or of an attachment. Cells are plain."""

    rows: list[list[str]]
    id: int = field(default_factory=lambda: next(_ids))
    role: str = "table"
    ends: Page | None = None
    """As a paragraph's: an empty one behind the table then ends the section."""


@dataclass
class Footer:
    """The page number of odd or even pages."""

    align: str
    font: str = "sun"
    size: float = 14
    before: str = "— "
    behind: str = " —"
    indent: float = 1
    field: bool = True
    color: str = ""
    bold: bool = False


@dataclass
class Page:
    """Millimetres."""

    width: float = 210
    height: float = 297
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    gutter: float = 0
    footer: float = 25
    columns: int = 1
    landscape: bool = False
    start: int | None = None
    """The number of the first page, where the file says one."""


@dataclass
class Sheet:
    """A whole document, in the order it is read."""

    name: str
    kind: str
    direction: str
    format: str
    items: list[Para | Table]
    page: Page = field(default_factory=Page)
    odd: Footer | None = field(default_factory=lambda: Footer("right"))
    even: Footer | None = field(default_factory=lambda: Footer("left"))
    comments: list[tuple[int, str]] = field(default_factory=list)
    """(id of the paragraph, text)."""
    inserted: set[int] = field(default_factory=set)
    deleted: dict[int, str] = field(default_factory=dict)
    """Paragraph id → text struck out, still tracked."""
    hidden: dict[int, str] = field(default_factory=dict)
    wanted: dict[int, str] = field(default_factory=dict)
    """Paragraph id → its right text, where a fault put in more than what is wrong."""
    no_edges: set[str] = field(default_factory=set)
    """Lines the imprint lacks: "top", "between", "bottom"."""
    edge_color: str = "000000"
    lower_line: str | None = "FF0000"
    """Colour of a letter's lower line; None without one."""
    first_page_bare: bool = True
    """Whether a letter's first page goes without a number."""

    @property
    def paras(self) -> list[Para]:
        return [one for one in self.items if isinstance(one, Para)]

    def all(self, role: str) -> list[Para]:
        return [one for one in self.paras if one.role == role]

    def first(self, role: str) -> Para | None:
        return next((one for one in self.paras if one.role == role), None)

    def last(self, role: str) -> Para | None:
        return next((one for one in reversed(self.paras) if one.role == role), None)

    def holding(self, text: str, *roles: str) -> Para | None:
        return next(
            (one for one in self.paras if text in one.text and (not roles or one.role in roles)), None
        )

    def at(self, item: Para | Table) -> int:
        return next(place for place, one in enumerate(self.items) if one.id == item.id)

    def drop(self, item: Para | Table) -> None:
        del self.items[self.at(item)]

    def put_after(self, item: Para | Table, *new: Para | Table) -> None:
        place = self.at(item) + 1
        self.items[place:place] = new

    @property
    def text(self) -> str:
        return "\n".join(one.text for one in self.paras)
