"""Does a letter (信函格式) have its two red double lines, 170 mm long, and its number below the first?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bangban.skills.documents.check import words
from bangban.skills.documents.check.footer import is_page
from bangban.skills.documents.check.lines import recolour
from bangban.skills.documents.check.ruled import Ruled, lines
from bangban.skills.documents.check.view import POINTS_PER_MM, View
from bangban.skills.documents.findings import Edit, Element, Finding, SetParagraph
from bangban.skills.documents.model import Paragraph

_MIDDLE_MM = 148.0


def letter_lines(view: View) -> Iterator[Finding]:
    """Thick over thin below the mark, thin over thick 20 mm from the page's foot, red."""
    if view.outline.format != "letter":
        return
    top, bottom = _split(view)
    mark = view.first(Element.MARK)
    for rule, found, order in (
        ("letter.line_top", top, "thick_thin"),
        ("letter.line_bottom", bottom, "thin_thick"),
    ):
        red = [one for one in found if one.red]
        if not found:
            if order == "thin_thick" and _numbered(view):
                # The first page has the other pages' footer: that is what is reported.
                continue
            where = mark.index if mark is not None and rule.endswith("top") else None
            yield Finding(rule=rule, element=Element.RED_LINE, paragraph=where, expected=words.RED)
        elif not red:
            said = found[0].color or words.BLACK
            edits = recolour(found[0])
            yield replace(_finding("letter.line_colour", found[0], said, words.RED), edits=edits)
        else:
            yield from _form(view, red, order)


def _numbered(view: View) -> bool:
    """Whether the first page has the footer of the others."""
    sections = view.document.sections
    return bool(
        sections and not sections[0].title_page and any(map(is_page, sections[0].footers.get("default", ())))
    )


def _split(view: View) -> tuple[list[Ruled], list[Ruled]]:
    """The lines of the head and those of the foot of the first page."""
    top: list[Ruled] = []
    bottom: list[Ruled] = []
    title = view.first(Element.TITLE)
    number = view.first(Element.NUMBER)
    head_ends = max((one.index for one in (title, number) if one is not None), default=0)
    unknown: list[Ruled] = []
    for paragraph in _first_page(view):
        for one in lines(view, paragraph):
            if one.source == "cell" and not one.red:
                continue
            if one.from_page_top_mm is not None:
                (top if one.from_page_top_mm < _MIDDLE_MM else bottom).append(one)
            elif paragraph.place == "header":
                top.append(one)
            elif paragraph.place == "footer" or paragraph.index > head_ends:
                # Borders around the imprint are black; the letter's own line is red.
                if one.red or paragraph.place == "footer":
                    bottom.append(one)
            else:
                unknown.append(one)
    drawn = [one for one in unknown if one.source == "drawn"]
    if drawn and not bottom and len(top) + len(unknown) > 1:
        # A shape anchored in the head, placed by an offset that is not known, is the foot's where the head has a line.
        last = drawn[-1]
        return [one for one in [*top, *unknown] if one is not last], [last]
    return [*top, *unknown], bottom


def _first_page(view: View) -> Iterator[Paragraph]:
    yield from view.flow
    seen: set[int] = set()
    for section in view.document.sections:
        for kinds in (section.headers, section.footers):
            for paragraphs in kinds.values():
                for one in paragraphs:
                    if one.index not in seen:
                        seen.add(one.index)
                        yield one


def _form(view: View, found: list[Ruled], order: str) -> Iterator[Finding]:
    wanted = view.profile.lines["letter_length"]
    if len(found) == 1 and found[0].kind == "single":
        # Two single lines one above the other, thick and thin, make the double line too.
        yield _finding("letter.line_kind", found[0], "single", order, _styled(found[0], order))
    elif any(one.kind in ("thick_thin", "thin_thick") and one.kind != order for one in found):
        yield _finding("letter.line_kind", found[0], found[0].kind, order, _styled(found[0], order))
    tolerance = view.profile.lines["tolerance"]
    # A border of a paragraph of the text can hardly be longer than the text: that passes.
    short = [one for one in found if one.length_mm > 20 and abs(one.length_mm - wanted) > tolerance]
    short = [
        one
        for one in short
        if one.source == "drawn" or one.paragraph.frame or one.length_mm < _text(view) - 1
    ]
    if short and len(short) == len(found):
        said = words.number(short[0].length_mm, 0)
        yield _finding("letter.line_length", short[0], said, words.number(wanted, 0))
    placed = [one.from_page_top_mm for one in found if one.from_page_top_mm is not None]
    high = view.profile.page["height"]
    if order == "thin_thick" and placed and abs(view.document.sections[0].height_mm - high) < 2:
        foot = high - placed[0]
        if abs(foot - view.profile.lines["letter_bottom"]) > view.profile.lines["tolerance"]:
            expected = words.number(view.profile.lines["letter_bottom"])
            yield _finding("letter.line_bottom_place", found[0], words.number(foot), expected)


def _text(view: View) -> float:
    return view.text_width(view.paragraphs[0]) / POINTS_PER_MM


_STYLES = {"thick_thin": "thickThinSmallGap", "thin_thick": "thinThickSmallGap"}


def _styled(line: Ruled, order: str) -> tuple[Edit, ...]:
    """A paragraph's border drawn as the double line it should be; none for shapes and cells."""
    if line.source != "border":
        return ()
    borders = [
        replace(one, style=_STYLES[order], width=max(one.width, 3.0)) if one.side == line.side else one
        for one in line.paragraph.borders
    ]
    return (SetParagraph(line.paragraph.index, {"borders": borders}),)


def _finding(rule: str, line: Ruled, found: str, expected: str, edits: tuple[Edit, ...] = ()) -> Finding:
    return Finding(
        rule=rule,
        element=Element.RED_LINE,
        paragraph=line.paragraph.index,
        found=found,
        expected=expected,
        edits=edits,
    )


def letter_number(view: View) -> Iterator[Finding]:
    """The number of a letter: at the right edge, below the first red line."""
    if view.outline.format != "letter":
        return
    for place in view.of(Element.NUMBER)[:1]:
        paragraph = place.paragraph
        if paragraph.place != "body" or paragraph.frame or "\t" in paragraph.text:
            return
        gaps = view.gaps(paragraph)
        if gaps is not None and gaps[1] > 1.2 * view.em(paragraph):
            yield Finding(
                rule="letter.number",
                element=Element.NUMBER,
                paragraph=paragraph.index,
                end=len(paragraph.text),
                found=words.ALIGNED[paragraph.align],
                expected=words.ALIGNED["right"],
                edits=(SetParagraph(paragraph.index, {"align": "right", "right_chars": 0}),),
            )


def letter_imprint(view: View) -> Iterator[Finding]:
    """A letter's imprint is the copy-to line alone, without lines."""
    if view.outline.format != "letter":
        return
    for place in view.of(Element.COPY_TO)[:1]:
        paragraph = place.paragraph
        black = [one for one in lines(view, paragraph) if not one.red]
        if black:
            edits = () if paragraph.cell else (SetParagraph(paragraph.index, {"borders": []}),)
            yield Finding(
                rule="letter.imprint_lines",
                element=Element.IMPRINT_LINE,
                paragraph=paragraph.index,
                edits=edits,
            )
