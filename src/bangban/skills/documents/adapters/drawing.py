"""What must a page know to show a document as it would be printed? Plain JSON: formats once, text by sheets.

Sheets are reckoned from sizes and pitches, not laid out: good enough to read by, and said to be so.
A page that draws this never touches the file itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bangban.skills.documents.model import Document, Paragraph, Run, Section

VERSION = 1
MOST_PARAGRAPHS = 12_000
MOST_CHARACTERS = 1_500_000
MM = 72 / 25.4
BODY_SIZE = 16.0
PITCH = 28.95
"""Points a line where the file says nothing: 22 lines on 225 mm (GB/T 9704-2012, 5.2.3)."""

GIVE = 1.02
"""A line of 28 characters of 16 points fills 156 mm by drawing them a little closer (5.2.3)."""

Drawing = dict[str, Any]


def draw(document: Document) -> Drawing:
    """Return {v, format, sections, paragraphs, sheets, frames, pf, rf, cut}.

    A paragraph is [index, kind, section, pf, number, [[text, rf], …], lines, cell]; `sheets` are lists of
    positions in `paragraphs`; `pf` and `rf` are the distinct formats of paragraphs and runs, lengths in points.
    """
    return _Artist(document).drawing()


class _Artist:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.pf: dict[tuple[Any, ...], int] = {}
        self.rf: dict[tuple[Any, ...], int] = {}

    def drawing(self) -> Drawing:
        document = self.document
        flow = document.flow[:MOST_PARAGRAPHS]
        shown: list[Paragraph] = []
        characters = 0
        for paragraph in flow:
            characters += len(paragraph.text)
            if characters > MOST_CHARACTERS:
                break
            shown.append(paragraph)
        sections = [_section(one) for one in document.sections] or [_section(_A4)]
        paragraphs = [self._paragraph(one) for one in shown]
        frames = [
            {side: self._frame(getattr(section, side)) for side in ("headers", "footers")}
            for section in document.sections
        ]
        return {
            "v": VERSION,
            "format": document.format,
            "sections": sections,
            "paragraphs": paragraphs,
            "sheets": list(_sheets(shown, document.sections or [_A4])),
            "frames": frames,
            "even_and_odd": document.even_and_odd,
            "pf": [list(one) for one in self.pf],
            "rf": [list(one) for one in self.rf],
            "cut": len(document.flow) - len(shown),
        }

    def _frame(self, kinds: dict[str, list[Paragraph]]) -> dict[str, list[Any]]:
        """What stands above or below every sheet, by "default", "even" and "first"."""
        return {kind: [self._paragraph(one) for one in rows if not one.blank] for kind, rows in kinds.items()}

    def _paragraph(self, one: Paragraph) -> list[Any]:
        form = (
            one.align,
            _length(one.first_line, one.first_line_chars),
            _length(one.left, one.left_chars),
            _length(one.right, one.right_chars),
            one.line_rule,
            round(one.line, 2),
            round(one.before, 1),
            round(one.after, 1),
            next((run.size for run in one.runs if run.size), 0.0),
        )
        return [
            one.index,
            "picture" if one.has_image else "blank" if one.blank else one.place,
            one.section,
            self.pf.setdefault(form, len(self.pf)),
            one.number,
            [[run.text, self._run(run)] for run in _pieces(one)],
            [[_color(line.color), line.kind] for line in one.lines]
            + [
                [_color(border.color), "single"] for border in one.borders if border.side in ("top", "bottom")
            ],
            list(one.cell) if one.cell else None,
        ]

    def _run(self, run: Run) -> int:
        form = (
            run.font, run.latin, run.size, run.bold, run.italic, bool(run.underline), run.strike,
            _color(run.color), bool(run.highlight), round(run.spacing, 1),
        )  # fmt: skip
        return self.rf.setdefault(form, len(self.rf))


_A4 = Section(210, 297, 37, 35, 28, 26)


def _pieces(paragraph: Paragraph) -> Iterator[Run]:
    """The runs, and whatever text no run holds, so that nothing of a paragraph goes unseen."""
    at = 0
    for run in paragraph.runs:
        if run.start > at:
            yield Run(at, run.start, paragraph.text[at : run.start])
        if run.start >= at and run.text:
            yield run
            at = run.end
    if at < len(paragraph.text):
        yield Run(at, len(paragraph.text), paragraph.text[at:])


def _kind(style: str) -> str:
    """A border's style (ISO/IEC 29500-1, 17.18.2) as the kind of a drawn line."""
    if style.startswith("thickThin"):
        return "thick_thin"
    if style.startswith("thinThick"):
        return "thin_thick"
    return "double" if style == "double" else "single"


def _color(value: str) -> str:
    return value.upper() if len(value) == 6 and all(c in "0123456789abcdefABCDEF" for c in value) else ""


def _length(points: float, chars: float | None) -> tuple[str, float]:
    return ("c", round(chars, 2)) if chars is not None else ("p", round(points, 1))


def _section(one: Section) -> dict[str, float]:
    return {
        "width": one.width_mm, "height": one.height_mm, "top": one.top_mm, "bottom": one.bottom_mm,
        "left": one.left_mm, "right": one.right_mm, "pitch": one.grid_pitch if one.grid else 0.0,
    }  # fmt: skip


def _sheets(paragraphs: list[Paragraph], sections: list[Section]) -> Iterator[list[int]]:
    """Positions of the paragraphs on each sheet."""
    sheet: list[int] = []
    left = 0.0
    before: Paragraph | None = None
    for position, one in enumerate(paragraphs):
        section = sections[min(one.section, len(sections) - 1)]
        height = _height(one, section)
        new = before is not None and (
            one.page_break_before or (one.page is not None and one.page != before.page)
        )
        if sheet and (new or (height > left and one.page is None)):
            yield sheet
            sheet = []
        if not sheet:
            left = (section.height_mm - section.top_mm - section.bottom_mm) * MM
        # A paragraph longer than a sheet stays whole; what follows goes on where it would end.
        left -= height
        sheet.append(position)
        before = one
    if sheet:
        yield sheet


def _height(one: Paragraph, section: Section) -> float:
    if one.cell is not None and one.cell[2] > 0:
        return 0.0
    size = max((run.size for run in one.runs if run.size), default=BODY_SIZE)
    width = (section.width_mm - section.left_mm - section.right_mm) * MM
    if one.place != "table":
        width -= _points(one.left, one.left_chars, size) + _points(one.right, one.right_chars, size)
    text = _points(one.first_line, one.first_line_chars, size) + sum(_widths(one.text, size))
    lines = max(1, -int(-text // max(width * GIVE, size)))
    return lines * _pitch(one, section, size) + one.before + one.after


def _points(points: float, chars: float | None, size: float) -> float:
    return chars * size if chars is not None else points


def _widths(text: str, size: float) -> Iterable[float]:
    return (size if ord(char) > 0x2E7F or char in "“”‘’…—" else size / 2 for char in text)


def _pitch(one: Paragraph, section: Section, size: float) -> float:
    natural = section.grid_pitch if section.grid and one.snap_to_grid else 0.0
    natural = max(natural, size * 1.3)
    if not one.line:
        return natural
    if one.line_rule == "multiple":
        return one.line * natural
    return one.line if one.line_rule == "exact" else max(one.line, natural)
