"""How do the sheets look with the findings in their places? HTML, every text escaped, without style or script."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bangban.services.documents.sheet.reading import Drawing, Line, Piece

PART = 6
"""Sheets in one part of the page: the rest comes when somebody scrolls there."""
_RED = {"FF0000", "C00000", "E60012", "ED1C24", "D7000F", "E50012"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: `number` is its place in the list beside the document."""

    number: int
    level: str
    start: int
    end: int
    state: str = ""
    """"", "right" or "wrong": what the officer said of it."""


Places = Mapping[int, Sequence[Place]]
"""The findings of each paragraph, by the paragraph's index."""


def parts(drawing: Drawing) -> int:
    return max(1, -(-len(drawing.sheets) // PART))


def part(drawing: Drawing, number: int, places: Places) -> SafeString:
    """The sheets of one part (from 0)."""
    first = number * PART
    sheets = list(enumerate(drawing.sheets))[first : first + PART]
    return mark_safe("".join(_sheet(drawing, at, sheet, places) for at, sheet in sheets))  # noqa: S308 — escaped piece by piece


def _sheet(drawing: Drawing, at: int, sheet: Sequence[int], places: Places) -> str:
    lines = [drawing.lines[position] for position in sheet]
    section = min(lines[0].section, len(drawing.sections) - 1)
    label = escape(gettext("Sheet %(number)d") % {"number": at + 1})
    head, foot = ("".join(_frame(drawing, side, section, at, places)) for side in ("headers", "footers"))
    body = "".join(_flow(lines, places))
    return f'<section class="sheet s{section}" id="sheet-{at + 1}" aria-label="{label}">{head}{body}{foot}</section>'


def _flow(lines: Sequence[Line], places: Places) -> Iterator[str]:
    at = 0
    while at < len(lines):
        first = lines[at].cell
        if first is None:
            yield _paragraph(lines[at], places)
            at += 1
            continue
        end, table = at, first[0]
        while end < len(lines) and (cell := lines[end].cell) is not None and cell[0] == table:
            end += 1
        yield from _table(lines[at:end], places)
        at = end


def _table(lines: Sequence[Line], places: Places) -> Iterator[str]:
    yield '<table class="drawn"><tbody>'
    row = column = -1
    for line in lines:
        _, this_row, this_column = line.cell or (0, 0, 0)
        if (this_row, this_column) != (row, column):
            yield "</td>" if column >= 0 else ""
            if this_row != row:
                yield ("</tr>" if row >= 0 else "") + "<tr>"
            yield "<td>"
            row, column = this_row, this_column
        yield _paragraph(line, places)
    yield "</td></tr></tbody></table>"


def _frame(drawing: Drawing, side: str, section: int, at: int, places: Places) -> Iterator[str]:
    """What stands above or below this sheet."""
    if section >= len(drawing.frames):
        return
    kinds = drawing.frames[section][side]
    kind = "even" if drawing.even_and_odd and at % 2 and "even" in kinds else "default"
    if at == 0 and "first" in kinds:
        kind = "first"
    # Only where a sheet first shows it is it the place findings lead to: an id stands once a page.
    once = at == 0 or (at == 1 and (kind == "even" or "first" in kinds))
    shown = [_paragraph(line, places if once else {}, once=once) for line in kinds.get(kind, ())]
    if shown:
        yield f'<div class="sheet-{side[:4]}">{"".join(shown)}</div>'


def _paragraph(line: Line, places: Places, *, once: bool = True) -> str:
    found = places.get(line.index, ())
    identity = f' id="p{line.index}"' if once else ""
    length = sum(len(piece.text) for piece in line.pieces)
    whole = [one for one in found if one.start >= one.end or (one.start <= 0 and one.end >= length)]
    within = [one for one in found if one not in whole and one.start < length]
    mark = f" marked {_worst(whole)}" if whole else ""
    anchors = _anchors(whole)
    number = f'<span class="auto">{escape(line.number)}</span>' if line.number else ""
    text = "".join(_pieces(line.pieces, within))
    if line.kind == "picture":
        text += f'<span class="picture">{escape(gettext("[picture]"))}</span>'
    rules = "".join(
        f'<span class="rule {"red" if color in _RED else "black"} {_kind(kind)}"></span>'
        for color, kind in line.lines
    )
    empty = "" if text or number or rules else "<br>"
    return f'<p class="p{line.format}{mark}"{identity}>{anchors}{number}{text}{empty}</p>{rules}'


def _kind(kind: str) -> str:
    return kind if kind in ("single", "double", "thick_thin", "thin_thick") else "single"


def _pieces(pieces: Sequence[Piece], places: Sequence[Place]) -> Iterator[str]:
    """Text cut wherever a format or a finding begins or ends."""
    shown: set[int] = set()
    for piece in pieces:
        cuts = {piece.start, piece.end}
        cuts |= {at for one in places for at in (one.start, one.end) if piece.start < at < piece.end}
        edges = sorted(cuts)
        for start, end in itertools.pairwise(edges):
            text = f'<span class="r{piece.format}">{escape(piece.text[start - piece.start : end - piece.start])}</span>'
            here = [one for one in places if one.start < end and one.end > start]
            if not here:
                yield text
                continue
            anchors = _anchors([one for one in here if one.number not in shown])
            shown |= {one.number for one in here}
            yield f'<mark class="{_worst(here)}">{anchors}{text}</mark>'


def _anchors(places: Sequence[Place]) -> str:
    return f'<span class="ats">{"".join(_anchor(one) for one in places)}</span>' if places else ""


def _anchor(one: Place) -> str:
    """What a click in the list leads to. No link itself: marks stand closer than fingers are wide, the list does not."""
    state = f" {one.state}" if one.state in ("right", "wrong") else ""
    label = escape(gettext("Finding %(number)d") % {"number": one.number})
    return f'<span class="at{state}" id="at-{one.number}" role="img" aria-label="{label}">{one.number}</span>'


def _worst(places: Sequence[Place]) -> str:
    open_ones = [one for one in places if not one.state] or list(places)
    levels = {one.level for one in open_ones}
    level = next((one for one in ("required", "recommended", "practice") if one in levels), "practice")
    states = {one.state for one in places}
    said = " right" if states == {"right"} else " wrong" if states == {"wrong"} else ""
    return f"{level}{said}"
