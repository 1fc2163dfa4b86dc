"""Which paragraphs do the characters of a fixed layout (PDF, OFD) make? Judged by their places alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bangban.skills.documents.model import Align, Document, Paragraph, Run, Section, Table
from bangban.skills.documents.read.placed import Line, Page, lines_of
from bangban.skills.documents.read.tables import Found, tables_of

_PAGE_NUMBER = re.compile(r"[\s\-–—－―─一·.•]*(?:第\s*)?\d{1,4}(?:\s*页)?[\s\-–—－―─一·.•]*$")
_ENOUGH = 8
"""Lines that show a page's own edges; with fewer, all pages' lines do."""
_LONGEST_NUMBER = 24
_FOOT = 0.88
"""A page number stands below this part of the page's height."""
_MM = 25.4 / 72
_PITCH = 1.3
"""A line's distance from the next, in its own size, where there is no next one to measure."""


@dataclass(slots=True)
class _Group:
    """Lines that make one paragraph, and the edges of the text they stand in."""

    lines: list[Line]
    edges: tuple[float, float]
    section: int
    footer: bool = False
    cell: tuple[int, int, int] | None = None


def build(pages: list[Page], form: str) -> Document:
    """Return the document that these pages make. `known` is text, font and colour: formats are not kept."""
    sections: list[Section] = []
    groups: list[_Group] = []
    footers: list[_Group] = []
    by_page = [lines_of(page, number) for number, page in enumerate(pages, 1)]
    for page, lines in zip(pages, by_page, strict=True):
        if not sections or (sections[-1].width_mm, sections[-1].height_mm) != _millimetres(page):
            sections.append(Section(*_millimetres(page), 0.0, 0.0, 0.0, 0.0))
        if len(lines) > 1 and _is_page_number(lines[-1], page):
            last = lines.pop()
            footers.append(_Group([last], (last.left, last.right), len(sections) - 1, True))
    tables = tables_of(pages, by_page)
    section = 0
    everywhere = _Everywhere(by_page)
    for number, (page, lines) in enumerate(zip(pages, by_page, strict=True), 1):
        if (sections[section].width_mm, sections[section].height_mm) != _millimetres(page):
            section += 1
        edges = _edges(lines, page) if len(lines) >= _ENOUGH else everywhere.edges(page)
        coming = [table for table in enumerate(tables) if table[1].page == number]
        for line in lines:
            while coming and coming[0][1].top < line.spans[0].base:
                groups += _cells(*coming.pop(0), section)
            _group(line, edges, section, groups)
        for table in coming:
            groups += _cells(*table, section)
    for number, one in enumerate(sections):
        _margins(one, [line for group in groups if group.section == number for line in group.lines])
    paragraphs = [_paragraph(one, index) for index, one in enumerate(groups + footers)]
    _space(paragraphs, groups, sections)
    document = Document(
        form,
        paragraphs,
        sections,
        [_table(index, table, paragraphs) for index, table in enumerate(tables)],
        known=frozenset({"text", "font", "colour", "paper"}),
        unknown_because=("fixed_layout", "no_revisions", "no_fields"),
    )
    for found in document.paragraphs[len(groups) :]:
        document.sections[found.section].footers.setdefault(found.footer_kind, [found])
    document.even_and_odd = any("even" in section.footers for section in sections)
    return document


def _cells(index: int, table: Found, section: int) -> list[_Group]:
    """The paragraphs of a table's cells, row by row."""
    found = []
    for cell in sorted(table.cells, key=lambda one: (one.row, one.column)):
        for lines in cell.paragraphs():
            for line in lines:
                line.spans[0].text = line.spans[0].text.lstrip()
                line.spans[-1].text = line.spans[-1].text.rstrip()
            place = (index, cell.row, cell.column)
            found.append(_Group(lines, (cell.left, cell.right), section, cell=place))
    return found


def _table(index: int, table: Found, paragraphs: list[Paragraph]) -> Table:
    inside = [one.index for one in paragraphs if one.cell is not None and one.cell[0] == index]
    rows = [[""] * table.columns for _ in range(table.rows)]
    merged = {}
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
        if cell.rows > 1 or cell.columns > 1:
            merged[cell.row, cell.column] = (cell.rows, cell.columns)
    return Table(index, rows, min(inside), max(inside), merged=merged)


class _Everywhere:
    """The edges of all pages' lines together, worked out once for each width of page."""

    def __init__(self, by_page: list[list[Line]]) -> None:
        self._lines = [line for lines in by_page for line in lines]
        self._edges: dict[float, tuple[float, float]] = {}

    def edges(self, page: Page) -> tuple[float, float]:
        if page.width not in self._edges:
            self._edges[page.width] = _edges(self._lines, page) if self._lines else (0.0, page.width)
        return self._edges[page.width]


def _is_page_number(line: Line, page: Page) -> bool:
    text = line.text
    return (
        line.spans[0].base > _FOOT * page.height
        and len(text) <= _LONGEST_NUMBER
        and bool(_PAGE_NUMBER.match(text))
    )


def _millimetres(page: Page) -> tuple[float, float]:
    return round(page.width * _MM, 1), round(page.height * _MM, 1)


def _margins(section: Section, lines: list[Line]) -> None:
    """Say how much of the paper stays white around the text. It is what can be seen, not what was set."""
    if not lines:
        return
    width, height = section.width_mm / _MM, section.height_mm / _MM
    section.left_mm = _millimetres_of(min(line.left for line in lines))
    section.right_mm = _millimetres_of(width - max(line.right for line in lines))
    section.top_mm = _millimetres_of(min(line.top for line in lines))
    section.bottom_mm = _millimetres_of(height - max(line.spans[0].base for line in lines))


def _space(paragraphs: list[Paragraph], groups: list[_Group], sections: list[Section]) -> None:
    """Say how much white stands above a paragraph beyond the distance its own lines keep."""
    before: Line | None = None
    for paragraph, group in zip(paragraphs, groups, strict=False):
        first = group.lines[0]
        pitch = paragraph.line or first.size * _PITCH
        paragraph.line, paragraph.line_rule = round(pitch, 2), "exact"
        if before is not None and before.page == first.page:
            space = first.spans[0].base - before.spans[0].base - pitch
        else:
            space = first.top - sections[group.section].top_mm / _MM
        paragraph.before = round(max(space, 0.0), 1)
        before = group.lines[-1]


def _millimetres_of(points: float) -> float:
    return round(max(points, 0.0) * _MM, 1)


def _group(line: Line, edges: tuple[float, float], section: int, groups: list[_Group]) -> None:
    """Add a line; a page's first ones may go on with the last paragraph of the page before."""
    last = groups[-1] if groups and groups[-1].cell is None else None
    if last is not None and _goes_on(last.lines[-1], line, edges[0], last.edges[1]):
        last.lines.append(line)
    else:
        groups.append(_Group([line], edges, section))


def _edges(lines: list[Line], page: Page) -> tuple[float, float]:
    """Return the leftmost edge that two lines share and the right edge of the fullest line."""
    lefts = Counter(round(line.left / 4) for line in lines)
    shared = [bucket for bucket, count in lefts.items() if count > 1] or list(lefts)
    left = min(line.left for line in lines if round(line.left / 4) >= min(shared))
    right = max(line.right for line in lines)
    # Where no line is long none is full: the right margin is taken to be as wide as the left one.
    return left, right if right - left > 0.5 * page.width else page.width - left


def _goes_on(before: Line, line: Line, left: float, right: float) -> bool:
    size = line.size
    return (
        abs(before.size - size) < 0.6
        and before.right > right - 2.2 * size
        and abs(line.left - left) < 1.2 * size
    )


def _align(line: Line, left: float, right: float) -> Align:
    size = line.size
    if abs((line.left + line.right) / 2 - (left + right) / 2) < 0.5 * size and line.left > left + 0.5 * size:
        return "center"
    if line.left > left + 0.45 * (right - left) and line.right > right - 6 * size:
        return "right"
    return "both"


def _paragraph(group: _Group, index: int) -> Paragraph:
    lines, (left, right) = group.lines, group.edges
    runs: list[Run] = []
    text = ""
    for line in lines:
        for span in line.spans:
            # A word of Latin letters ends with its line; Chinese goes on.
            if span is line.spans[0] and runs and _is_letter(text[-1:]) and _is_letter(span.text[:1]):
                text += " "
                runs[-1].end, runs[-1].text = len(text), runs[-1].text + " "
            start, text = len(text), text + span.text
            last = runs[-1] if runs else None
            same = last is not None and (last.font, last.size, last.color, last.bold) == (
                span.font,
                span.size,
                span.color,
                span.bold,
            )
            if last is not None and same:
                last.end, last.text = len(text), last.text + span.text
            else:
                run = Run(start, len(text), span.text, span.font, span.font, span.size, span.bold)
                run.color = span.color
                runs.append(run)
    first = lines[0]
    align = _align(first, left, right)
    paragraph = Paragraph(index, text, runs, "body", group.section, align=align, page=first.page)
    if group.cell is not None:
        paragraph.place, paragraph.cell = "table", group.cell
    if group.footer:
        paragraph.place, paragraph.fields = "footer", ("PAGE",)
        paragraph.footer_kind = "even" if first.page % 2 == 0 else "default"
    elif align == "both":
        paragraph.first_line_chars = max(round((first.left - left) / first.size), 0) or None
    if len(lines) > 1 and lines[1].page == first.page:
        paragraph.line = round(abs(lines[1].spans[0].base - first.spans[0].base), 2)
        paragraph.line_rule = "exact"
    return paragraph


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
