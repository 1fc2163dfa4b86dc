"""Is the head's red line there, and are the imprint's lines?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bangban.skills.documents.check import words
from bangban.skills.documents.check.ruled import Ruled, lines
from bangban.skills.documents.check.view import POINTS_PER_MM, View
from bangban.skills.documents.findings import Element, Finding, SetParagraph
from bangban.skills.documents.model import Border, Paragraph

HEAD = (
    Element.SERIAL,
    Element.CLASSIFICATION,
    Element.URGENCY,
    Element.MARK,
    Element.NUMBER,
    Element.SIGNER,
    Element.RED_LINE,
)
BORDER_SHOWS = (0.4, 1.35)
"""Points an imprint's line may have: 0.25 mm is 0.7, 0.35 mm is 1."""


THINNEST, USUAL = 0.45, 1.5
"""Points: below the one a line is hardly seen in print; the other is what a fix draws."""


def red_line(view: View) -> Iterator[Finding]:
    """Below the number, red, as wide as the text. Letters have lines of their own, orders none; minutes may do without."""
    if view.outline.format not in ("document", "minutes") or view.first(Element.MARK) is None:
        return
    below = view.last(Element.NUMBER) or view.last(Element.MARK)
    title = view.first(Element.TITLE) or view.first(Element.ADDRESSEE) or view.first(Element.BODY)
    if below is None or title is None:
        return
    found = [one for paragraph in _head(view, title) for one in lines(view, paragraph)]
    red = [one for one in found if one.red]
    if red:
        if view.outline.format == "document" and (odd := [one for one in red if _odd(one)]) == red:
            yield Finding(
                rule="line.red_kind",
                element=Element.RED_LINE,
                paragraph=odd[0].paragraph.index,
                found=_style(odd[0]),
                expected="single",
                edits=_single(odd[0]),
            )
        thin = [one for one in red if one.source == "border" and 0 < one.width < THINNEST]
        if thin == red:
            yield Finding(
                rule="line.red_thin",
                element=Element.RED_LINE,
                paragraph=thin[0].paragraph.index,
                found=f"{thin[0].width / POINTS_PER_MM:.2f} mm",
                expected=f"{USUAL / POINTS_PER_MM:.2f} mm",
                edits=_single(thin[0]),
            )
        yield from _length(view, red)
        return
    black = [one for one in found if one.paragraph.index >= below.index and one.side != "top"]
    if black:
        line = black[-1]
        yield Finding(
            rule="line.red_colour",
            element=Element.RED_LINE,
            paragraph=line.paragraph.index,
            found=line.color or words.BLACK,
            expected=words.RED,
            edits=recolour(line),
        )
        return
    if view.outline.format == "minutes":
        return
    foot = view.last(Element.SIGNER) or below
    foot = foot if foot.index > below.index else below
    border = Border("bottom", "single", 1.5, "FF0000")
    plain = foot.place == "body" and not foot.frame and not foot.borders
    yield Finding(
        rule="line.red_missing",
        element=Element.RED_LINE,
        paragraph=foot.index,
        expected=words.RED,
        edits=(SetParagraph(foot.index, {"borders": [border]}),) if plain else (),
    )


_BROKEN = re.compile("dash|dot|wave", re.I)


def _style(line: Ruled) -> str:
    if line.source != "border":
        return line.kind
    return next((one.style for one in line.paragraph.borders if one.side == line.side), line.kind)


def _odd(line: Ruled) -> bool:
    """Double, or not drawn through."""
    return line.kind != "single" or _BROKEN.search(_style(line)) is not None


def _single(line: Ruled) -> tuple[SetParagraph, ...]:
    if line.source != "border":
        return ()
    borders = [
        replace(one, style="single", width=1.5) if one.side == line.side else one
        for one in line.paragraph.borders
    ]
    return (SetParagraph(line.paragraph.index, {"borders": borders}),)


def _head(view: View, title: Paragraph) -> list[Paragraph]:
    """What stands before the title, and the title itself for a line above it; the headers of the first page."""
    before = [one for one in view.flow if one.index <= title.index]
    first = view.document.sections[0].headers if view.document.sections else {}
    return [*before, *(one for kind in first.values() for one in kind)]


def recolour(line: Ruled) -> tuple[SetParagraph, ...]:
    """The edits that make a line red; none for a cell's, which no edit reaches."""
    paragraph = line.paragraph
    if line.source == "border":
        borders = [replace(one, color="FF0000") for one in paragraph.borders]
        return (SetParagraph(paragraph.index, {"borders": borders}),)
    if line.source == "drawn":
        return (
            SetParagraph(
                paragraph.index, {"lines": [replace(one, color="FF0000") for one in paragraph.lines]}
            ),
        )
    return ()


def _length(view: View, red: list[Ruled]) -> Iterator[Finding]:
    wanted, tolerance = view.profile.lines["red_length"], view.profile.lines["tolerance"]
    page = view.text_width(red[0].paragraph) / POINTS_PER_MM
    known = [one for one in red if one.length_mm > 20]
    if not known or any(
        abs(one.length_mm - wanted) <= tolerance or abs(one.length_mm - page) <= 1 for one in known
    ):
        # As wide as the text: where the margins are wrong, that is what is reported.
        return
    line = max(known, key=lambda one: one.length_mm)
    if line.source == "border" and not line.paragraph.blank and line.length_mm > wanted - 12:
        # Below the number of an upward document: as wide as its indents of one character leave it.
        return
    paragraph = line.paragraph
    plain = line.source == "border" and paragraph.blank
    yield Finding(
        rule="line.red_length",
        element=Element.RED_LINE,
        paragraph=paragraph.index,
        found=words.number(line.length_mm, 0),
        expected=words.number(wanted, 0),
        edits=(SetParagraph(paragraph.index, {"left_chars": 0, "right_chars": 0}),) if plain else (),
    )


def imprint_lines(view: View) -> Iterator[Finding]:
    """Above and below the imprint, and between the copy-to line and it."""
    rows = _imprint(view)
    if not rows or view.outline.format == "letter":
        return
    first, last = rows[0], rows[-1]
    inside = [one for paragraph in _around(view, first, last) for one in lines(view, paragraph)]
    if not inside:
        yield _missing(view, rows)
        return
    if any(one.source == "cell" or one.source == "drawn" for one in inside):
        yield from _cells(view, rows, inside)
        return
    if first.place != "body" or last.place != "body":
        return
    there = {(one.paragraph.index, one.side) for one in inside}
    before, after = _neighbour(view, first, -1), _neighbour(view, last, 1)
    gaps = []
    if (first.index, "top") not in there and (before is None or (before.index, "bottom") not in there):
        gaps.append(("line.imprint_top", first, "top", 1.0))
    if (last.index, "bottom") not in there and (after is None or (after.index, "top") not in there):
        gaps.append(("line.imprint_bottom", last, "bottom", 1.0))
    imprint = view.first(Element.IMPRINT)
    if imprint is not None and imprint.index > first.index:
        over = _neighbour(view, imprint, -1)
        if (imprint.index, "top") not in there and (over is None or (over.index, "bottom") not in there):
            gaps.append(("line.imprint_between", imprint, "top", 0.75))
    for rule, paragraph, side, width in gaps:
        border = Border("top" if side == "top" else "bottom", "single", width, "000000")
        yield Finding(
            rule=rule,
            element=Element.IMPRINT_LINE,
            paragraph=paragraph.index,
            expected=f"{view.profile.lines['imprint_inner' if 'between' in rule else 'imprint_outer']:g} mm",
            edits=(SetParagraph(paragraph.index, {"borders": [*paragraph.borders, border]}),),
        )
    yield from _looks(inside)


def _missing(view: View, rows: list[Paragraph]) -> Finding:
    """No line at all: one finding, with all of them in its edits where the imprint stands in paragraphs."""
    edits = []
    for number, one in enumerate(rows):
        borders = [Border("top", "single", 0.75 if number else 1.0, "000000")]
        if number == len(rows) - 1:
            borders.append(Border("bottom", "single", 1.0, "000000"))
        edits.append(SetParagraph(one.index, {"borders": borders}))
    plain = all(one.place == "body" for one in rows)
    return Finding(
        rule="line.imprint_missing",
        element=Element.IMPRINT_LINE,
        paragraph=rows[0].index,
        expected=f"{view.profile.lines['imprint_outer']:g} mm",
        edits=tuple(edits) if plain else (),
    )


def _imprint(view: View) -> list[Paragraph]:
    rows = [place.paragraph for element in (Element.COPY_TO, Element.IMPRINT) for place in view.of(element)]
    return sorted({one.index: one for one in rows}.values(), key=lambda one: one.index)


def _around(view: View, first: Paragraph, last: Paragraph) -> list[Paragraph]:
    start, end = max(first.index - 1, 0), min(last.index + 2, len(view.paragraphs))
    return [one for one in view.paragraphs[start:end] if one.place in ("body", "table", "textbox")]


def _neighbour(view: View, paragraph: Paragraph, step: int) -> Paragraph | None:
    index = paragraph.index + step
    if 0 <= index < len(view.paragraphs) and view.paragraphs[index].place == paragraph.place:
        return view.paragraphs[index]
    return None


def _cells(view: View, rows: list[Paragraph], inside: list[Ruled]) -> Iterator[Finding]:
    """An imprint in a table: its first row needs a line above, its last one below."""
    if all(one.cell is not None for one in rows):
        table = rows[0].cell[0] if rows[0].cell else 0
        cells = [one for one in inside if one.paragraph.cell is not None and one.paragraph.cell[0] == table]
        first, last = rows[0], rows[-1]
        first_row, last_row = (one.cell[1] if one.cell else 0 for one in (first, last))
        other = [one for one in inside if one.source != "cell"]
        edges = {(one.paragraph.cell[1], one.side) for one in cells if one.paragraph.cell is not None}
        for rule, paragraph, there in (
            ("line.imprint_top", first, (first_row, "top") in edges),
            ("line.imprint_bottom", last, (last_row, "bottom") in edges),
            (
                "line.imprint_between",
                last,
                first_row == last_row or (last_row, "top") in edges or (last_row - 1, "bottom") in edges,
            ),
        ):
            if not there and not other:
                yield Finding(
                    rule=rule,
                    element=Element.IMPRINT_LINE,
                    paragraph=paragraph.index,
                    expected=f"{view.profile.lines['imprint_outer']:g} mm",
                )
    yield from _looks(inside)


def _looks(inside: list[Ruled]) -> Iterator[Finding]:
    """Black and thin, all of them: one finding for each kind of departure."""
    drawn = [one for one in inside if one.source != "drawn" or one.width]
    thick = [
        one for one in drawn if not BORDER_SHOWS[0] <= one.width <= BORDER_SHOWS[1] or one.kind != "single"
    ]
    for rule, found, said, expected in (
        ("line.imprint_width", thick, lambda one: f"{one.width / POINTS_PER_MM:.2f} mm", "0.25–0.35 mm"),
        ("line.imprint_colour", [one for one in drawn if one.red], lambda one: one.color, words.BLACK),
    ):
        if found:
            once = {one.paragraph.index: one.paragraph for one in found if one.source == "border"}
            yield Finding(
                rule=rule,
                element=Element.IMPRINT_LINE,
                paragraph=found[0].paragraph.index,
                found=said(found[0]),
                expected=expected,
                edits=tuple(SetParagraph(index, {"borders": _plain(one)}) for index, one in once.items()),
            )


def _plain(paragraph: Paragraph) -> list[Border]:
    low, high = BORDER_SHOWS
    return [
        Border(one.side, "single", one.width if low <= one.width <= high else 1.0, "000000")
        for one in paragraph.borders
    ]
