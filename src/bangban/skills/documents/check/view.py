"""How does a check look at a document: by element, with formats already made comparable?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bangban.skills.documents.findings import Element, Outline, Recognised
from bangban.skills.documents.model import Document, Paragraph, Run, Section
from bangban.skills.documents.profiles import Format, Profile

POINTS_PER_MM = 72 / 25.4

BODY = frozenset(
    {
        Element.BODY,
        Element.CLOSING,
        Element.HEADING_1,
        Element.HEADING_2,
        Element.HEADING_3,
        Element.HEADING_4,
    }
)
"""What runs on as the text of the document."""

HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)

_EAST = re.compile("[々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_LATIN = re.compile("[0-9A-Za-z]")
_WIDE = re.compile("[ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦—…“”‘’·\U00020000-\U0003ffff]")
_NARROW = frozenset(" 0123456789abcdefghijklmnopqrstuvwxyz")


@dataclass(slots=True)
class Place:
    """A paragraph as part of an element: the characters [start, end) of it belong to the element."""

    recognised: Recognised
    paragraph: Paragraph
    start: int
    end: int


class View:
    """A document with its outline and the profile it is judged by. Everything is computed once."""

    def __init__(
        self,
        document: Document,
        outline: Outline,
        profile: Profile,
        today: date | None = None,
        terms: Any = None,
    ) -> None:
        self.document = document
        self.outline = outline
        self.profile = profile
        self.today = today
        self.terms = terms
        self.paragraphs = document.paragraphs
        self.flow = document.flow
        self.shared: dict[Any, Any] = {}
        """What several checks need and one of them has found out, by whatever key they agree on."""
        self._ems: dict[int, float] = {}

    # ── elements ──

    def role(self, paragraph: Paragraph) -> Element:
        roles = self.outline.roles
        return roles[paragraph.index] if paragraph.index < len(roles) else Element.OTHER

    @cached_property
    def places(self) -> dict[Element, list[Place]]:
        """The paragraphs of every element, blank ones left out."""
        found: dict[Element, list[Place]] = {}
        for one in self.outline.elements:
            alone = one.first == one.last
            for index in range(one.first, one.last + 1):
                paragraph = self.paragraphs[index]
                if paragraph.blank:
                    continue
                part = alone and one.end > one.start
                start, end = (one.start, one.end) if part else (0, len(paragraph.text))
                found.setdefault(one.element, []).append(Place(one, paragraph, start, end))
        return found

    def of(self, element: Element) -> list[Place]:
        return self.places.get(element, [])

    def first(self, element: Element) -> Paragraph | None:
        """The first paragraph of an element."""
        places = self.of(element)
        return places[0].paragraph if places else None

    def last(self, element: Element) -> Paragraph | None:
        places = self.of(element)
        return places[-1].paragraph if places else None

    def format(self, element: Element) -> Format:
        return self.profile.format(element.value)

    # ── formats ──

    def family(self, font: str) -> str:
        return self.profile.family(font)

    @cached_property
    def _faces(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for paragraph in self.flow:
            for run in paragraph.runs:
                if run.font and run.end > run.start:
                    found.setdefault(self.family(run.font), Counter())[run.font] += run.end - run.start
        return found

    def face(self, key: str) -> str:
        """The typeface a fix writes for a family: the one the document itself uses most, else the profile's."""
        used = self._faces.get(key)
        return used.most_common(1)[0][0] if used else self.profile.families[key].name

    def family_name(self, key: str, language: str = "zh") -> str:
        family = self.profile.families.get(key)
        return key if family is None else family.zh if language.startswith("zh") else family.en

    def font(self, paragraph: Paragraph, start: int = 0, end: int | None = None) -> str:
        """The family that draws most of the Chinese characters there; "" when there are none or it is not known."""
        count: Counter[str] = Counter()
        for run, first, last in self.runs(paragraph, start, end):
            signs = len(_EAST.findall(paragraph.text, first, last))
            if signs:
                count[self.family(run.font)] += signs
        return count.most_common(1)[0][0] if count else ""

    def size(self, paragraph: Paragraph, start: int = 0, end: int | None = None) -> float:
        """The size in points of most of the characters there; 0 when nothing stands there."""
        count: dict[float, int] = {}
        for run, first, last in self.runs(paragraph, start, end):
            count[run.size] = count.get(run.size, 0) + last - first
        return max(count, key=count.__getitem__) if count else 0.0

    def runs(
        self, paragraph: Paragraph, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[Run, int, int]]:
        """The runs in [start, end) that show something, with the part of each that is meant."""
        end = len(paragraph.text) if end is None else end
        for run in paragraph.runs:
            first, last = max(run.start, start), min(run.end, end)
            if first < last and not run.hidden and paragraph.text[first:last].strip():
                yield run, first, last

    @staticmethod
    def east(text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether Chinese characters stand there."""
        return _EAST.search(text, start, len(text) if end is None else end) is not None

    @staticmethod
    def digits(text: str, start: int = 0, end: int | None = None) -> bool:
        """Whether Latin letters or digits stand there."""
        return _LATIN.search(text, start, len(text) if end is None else end) is not None

    # ── lengths ──

    def section(self, paragraph: Paragraph) -> Section | None:
        sections = self.document.sections
        return sections[paragraph.section] if 0 <= paragraph.section < len(sections) else None

    def text_width(self, paragraph: Paragraph) -> float:
        """Points between the left and the right margin of the paragraph's page."""
        section = self.section(paragraph)
        if section is None:
            return 156 * POINTS_PER_MM
        return (section.width_mm - section.left_mm - section.right_mm - section.gutter_mm) * POINTS_PER_MM

    def em(self, paragraph: Paragraph) -> float:
        """The width of one of its characters in points."""
        known = self._ems.get(paragraph.index)
        if known is None:
            known = self._ems[paragraph.index] = self.size(paragraph) or float(self.profile.text["size"])
        return known

    def first_line(self, paragraph: Paragraph) -> float:
        """Where the first character stands, in characters from the paragraph's left edge: property and spaces."""
        em = self.em(paragraph)
        said = (
            paragraph.first_line_chars
            if paragraph.first_line_chars is not None
            else paragraph.first_line / em
        )
        return said + self.spaces(paragraph.text)

    def left(self, paragraph: Paragraph) -> float:
        """The left indent in characters."""
        return (
            paragraph.left_chars if paragraph.left_chars is not None else paragraph.left / self.em(paragraph)
        )

    def right(self, paragraph: Paragraph) -> float:
        """The right indent in characters."""
        return (
            paragraph.right_chars
            if paragraph.right_chars is not None
            else paragraph.right / self.em(paragraph)
        )

    @staticmethod
    def lead(paragraph: Paragraph) -> int:
        """How many blanks stand before the first visible character."""
        return len(paragraph.text) - len(paragraph.text.lstrip())

    def start(self, paragraph: Paragraph) -> float:
        """Where its first visible character stands, in characters from the left margin."""
        return self.left(paragraph) + self.first_line(paragraph)

    def gaps(self, paragraph: Paragraph) -> tuple[float, float] | None:
        """Points left and right of a paragraph's first line; None where it cannot be told.

        It cannot with tabs, whose stops are not known, in frames and cells, and where the text runs over a line.
        """
        if (
            paragraph.place != "body"
            or paragraph.frame
            or "\t" in paragraph.text
            or paragraph.align == "distribute"
        ):
            return None
        text = paragraph.text.partition("\n")[0]
        em = self.em(paragraph)
        bare = text.strip()
        lead, trail = self.spaces(text), self.spaces(text[::-1])
        width = self.width(bare) * em
        room = self.text_width(paragraph) - (self.left(paragraph) + self.right(paragraph)) * em
        if width > room:
            return None
        left, right = self.left(paragraph) * em, self.right(paragraph) * em
        first = (self.first_line(paragraph) - self.spaces(paragraph.text)) * em
        if paragraph.align == "right":
            right += trail * em
            return self.text_width(paragraph) - right - width, right
        if paragraph.align == "center":
            spare = room - first - width - (lead + trail) * em
            return left + first + lead * em + spare / 2, right + trail * em + spare / 2
        start = left + first + lead * em
        return start, self.text_width(paragraph) - start - width

    @staticmethod
    def spaces(text: str) -> float:
        """The width in characters of the spaces before the first visible character."""
        width = 0.0
        for sign in text:
            if sign == "\u3000" or sign == "\u2003":
                width += 1
            elif sign in " \u00a0\u2002":
                width += 0.5
            else:
                break
        return width

    @staticmethod
    def width(text: str) -> float:
        """How many characters wide a text is: a Chinese one 1, a digit or a letter a half."""
        width = 0.0
        for sign in text:
            width += 1.0 if _WIDE.match(sign) else 0.5
        return width

    # ── pitch and blanks ──

    @cached_property
    def body_paragraphs(self) -> list[Paragraph]:
        return [one for one in self.flow if one.place == "body" and not one.blank and self.role(one) in BODY]

    @cached_property
    def pitch(self) -> float:
        """The pitch in points of most of the body; 0 when it is not said in points."""
        count: Counter[float] = Counter()
        for one in self.body_paragraphs:
            count[round(self.pitch_of(one), 2)] += len(one.text)
        return count.most_common(1)[0][0] if count else 0.0

    def pitch_of(self, paragraph: Paragraph) -> float:
        """Points from line to line: said exactly, or by the grid; 0 when it depends on the face."""
        if paragraph.line_rule == "exact" and paragraph.line > 0:
            return round(paragraph.line, 2)
        section = self.section(paragraph)
        if section is not None and section.grid and section.grid_pitch > 0 and paragraph.snap_to_grid:
            # A line takes as many lines of the grid as its face needs.
            needs = self.em(paragraph) * 1.15 if paragraph.text else 0.0
            rows = max(1, -(-needs // section.grid_pitch))
            if paragraph.line_rule == "multiple":
                return round(section.grid_pitch * rows * (paragraph.line or 1.0), 2)
            return round(max(section.grid_pitch * rows, paragraph.line), 2)
        if paragraph.line_rule == "at_least" and paragraph.line >= self.em(paragraph) * 1.4:
            return round(paragraph.line, 2)
        return 0.0

    def blank_above(self, paragraph: Paragraph) -> float:
        """Blank lines above a paragraph, in lines of the body: empty paragraphs, spacing before and after.

        A line drawn below an empty paragraph ends the space: what is above it is not above the text.
        """
        line = self.pitch or float(self.profile.text["pitch"])
        space = paragraph.before
        for index in range(paragraph.index - 1, -1, -1):
            one = self.paragraphs[index]
            if any(border.side == "bottom" for border in one.borders) or (one.blank and one.lines):
                break
            if one.place != paragraph.place or not one.blank:
                if one.place == paragraph.place:
                    space += one.after
                break
            space += (self.pitch_of(one) or line) + one.before + one.after
        return space / line
