"""Does every element stand where the standard puts it across the page: centred, flush, two characters in?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bangban.skills.documents.check import words
from bangban.skills.documents.check.faces import ATTENDING
from bangban.skills.documents.check.view import BODY, HEADINGS, Place, View
from bangban.skills.documents.findings import Direction, Edit, Element, Finding, SetParagraph, SetText
from bangban.skills.documents.model import Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TOLERANCE = 0.35
"""Characters an indent may differ: 2 characters said as 0.99–1.3 cm are the same to the eye."""
WIDE = 140.0
"""Millimetres from which on a box is as wide as the text."""
OFF_CENTRE = 12.0
"""Points the middle of a centred line may lie beside the page's."""
_ENDS = re.compile(r"[。；！？：”）…]\s*$")
_CENTRED_TEXT = re.compile(r"\s*(?:第[一二三四五六七八九十百零0-9]+[章节编]|目\s*录|图|表|\(|（|——)")
INDENTED = (
    Element.BODY,
    *HEADINGS,
    Element.CLOSING,
    Element.ATTACHMENT_NOTE,
    Element.NOTE,
    Element.ATTENDANCE,
    Element.ATTACHMENT_BODY,
)


def centred(view: View) -> Iterator[Finding]:
    """The mark, the title, attachments' titles: in the middle."""
    for element in (Element.MARK, Element.TITLE, Element.ATTACHMENT_TITLE):
        if "center" not in view.format(element).align:
            continue
        for place in view.of(element):
            paragraph = place.paragraph
            if not _in_the_middle(view, paragraph):
                yield _align(view, element, paragraph, "center")


def _in_the_middle(view: View, paragraph: Paragraph) -> bool:
    if paragraph.align in ("center", "distribute") and (paragraph.place != "body" or paragraph.frame):
        return True
    if paragraph.place != "body" or paragraph.frame:
        # Boxes and cells are placed themselves: only in what is as wide as the text it shows.
        wide = paragraph.frame is not None and paragraph.frame.width_mm >= WIDE
        return not wide and (paragraph.cell is None or _shares_row(view, paragraph))
    gaps = view.gaps(paragraph)
    moved = paragraph.align == "center" or view.start(paragraph) > TOLERANCE
    if gaps is None and paragraph.align == "center" and "\t" not in paragraph.text:
        # It runs over its line: its indents alone say whether it is in the middle.
        aside = view.start(paragraph) - view.right(paragraph)
        return abs(aside) * view.em(paragraph) / 2 <= OFF_CENTRE
    if gaps is None or not moved:
        return moved or "\t" in paragraph.text
    return abs(gaps[0] - gaps[1]) / 2 <= OFF_CENTRE


def _shares_row(view: View, paragraph: Paragraph) -> bool:
    """Whether another cell with something in it stands beside it."""
    if paragraph.cell is None or paragraph.cell[0] >= len(view.document.tables):
        return False
    rows = view.document.tables[paragraph.cell[0]].rows
    return paragraph.cell[1] < len(rows) and sum(bool(one.strip()) for one in rows[paragraph.cell[1]]) > 1


def _align(view: View, element: Element, paragraph: Paragraph, align: str, rule: str = "") -> Finding:
    edits: list[Edit] = []
    properties: dict[str, object] = {}
    if paragraph.align != align and not (align == "left" and paragraph.align == "both"):
        properties["align"] = align
    if align == "center":
        if paragraph.first_line or paragraph.first_line_chars:
            properties["first_line_chars"] = 0
        if view.left(paragraph) != view.right(paragraph):
            properties |= {"left_chars": 0, "right_chars": 0}
        edits += _no_spaces(paragraph)
    if properties:
        edits.append(SetParagraph(paragraph.index, properties))
    return Finding(
        rule=rule or f"align.{element.value}",
        element=element,
        paragraph=paragraph.index,
        end=len(paragraph.text),
        found=words.ALIGNED[paragraph.align],
        expected=words.ALIGNED[align],
        edits=tuple(edits),
    )


def _no_spaces(paragraph: Paragraph) -> list[Edit]:
    """Remove the spaces around a text that stand in for its place."""
    text = paragraph.text
    lead, bare = len(text) - len(text.lstrip()), len(text.rstrip())
    edits: list[Edit] = [SetText(paragraph.index, 0, lead, "")] if lead else []
    return [SetText(paragraph.index, bare, len(text), ""), *edits] if bare < len(text) else edits


def number(view: View) -> Iterator[Finding]:
    """The document number: centred; in upward documents one character from the left, beside the signer."""
    if "center" not in view.format(Element.NUMBER).align or view.outline.format == "letter":
        return
    for place in view.of(Element.NUMBER)[:1]:
        paragraph = place.paragraph
        shared = any(one.paragraph is paragraph for one in view.of(Element.SIGNER))
        if paragraph.place != "body" or paragraph.frame:
            return
        if shared:
            start = view.start(paragraph)
            if paragraph.align in ("center", "right"):
                yield _align(view, Element.NUMBER, paragraph, "left", rule="indent.number_beside_signer")
            if paragraph.align in ("left", "both", "distribute") and abs(start - 1) > 0.6:
                yield _indent(view, Element.NUMBER, paragraph, 1, start, rule="indent.number_beside_signer")
        elif view.outline.direction is Direction.UP and (
            view.of(Element.SIGNER) or abs(view.start(paragraph) - 1) < 0.6
        ):
            # Beside a signer, or beside the place where one is missing, which is what is reported.
            continue
        elif not _in_the_middle(view, paragraph):
            yield _align(view, Element.NUMBER, paragraph, "center")


def flush(view: View) -> Iterator[Finding]:
    """What begins at the left edge: serial number, classification, urgency, addressee, 附件 and its number."""
    for element in (
        Element.SERIAL,
        Element.CLASSIFICATION,
        Element.URGENCY,
        Element.ADDRESSEE,
        Element.ATTACHMENT_MARK,
    ):
        for place in view.of(element):
            paragraph = place.paragraph
            if paragraph.place != "body" or paragraph.frame or place.start > view.lead(paragraph):
                continue
            if paragraph.align in ("center", "right"):
                yield _align(view, element, paragraph, "left")
            elif abs(start := view.start(paragraph)) > TOLERANCE:
                yield _indent(view, element, paragraph, 0, start)


def indented(view: View) -> Iterator[Finding]:
    """What begins two characters in: the text, its headings, the closing, the attachment note, the note."""
    for element in INDENTED:
        wanted = view.format(element).indent
        if wanted is None:
            continue
        for place in view.of(element):
            paragraph = place.paragraph
            if paragraph.place != "body" or paragraph.frame or place.start > view.lead(paragraph):
                continue
            if "\t" in paragraph.text[: view.lead(paragraph)]:
                continue
            yield from _begins(view, element, place, float(wanted))


def by_spaces(view: View) -> Iterator[Finding]:
    """Half-width spaces before a paragraph where the others begin two characters in by their format."""
    every = [
        one for one in view.flow if view.role(one) in (Element.BODY, Element.CLOSING) and one.place == "body"
    ]
    typed = [one for one in every if one.text[: view.lead(one)].count(" ") >= 2 and "\t" not in one.text]
    if len(typed) * 2 > len(every):
        return
    for paragraph in typed:
        lead = view.lead(paragraph)
        if paragraph.number or abs(view.start(paragraph) - 2.0) > TOLERANCE or view.left(paragraph) > 0.1:
            continue
        yield Finding(
            rule="indent.by_spaces",
            element=view.role(paragraph),
            paragraph=paragraph.index,
            end=lead,
            found=paragraph.text[:lead],
            expected="2",
            edits=(
                SetText(paragraph.index, 0, lead, ""),
                SetParagraph(paragraph.index, {"first_line_chars": 2.0}),
            ),
        )


def _begins(view: View, element: Element, place: Place, wanted: float) -> Iterator[Finding]:
    paragraph = place.paragraph
    text = paragraph.text.strip()
    if element is Element.BODY and _CENTRED_TEXT.match(text) and not _ENDS.search(text):
        return
    if paragraph.align in ("center", "right"):
        # A line set apart, such as a formula or a name, is not a paragraph of the text; nor is a chapter's heading.
        if element in (Element.ATTENDANCE, Element.ATTACHMENT_BODY):
            return
        if element is not Element.BODY or (_ENDS.search(text) and len(text) > 12):
            found = _align(view, element, paragraph, "left")
            if abs(view.start(paragraph) - wanted) > TOLERANCE and not paragraph.number:
                found = replace(
                    found, edits=(*found.edits, *_indent(view, element, paragraph, wanted, 0.0).edits)
                )
            yield found
        return
    start = view.start(paragraph)
    if paragraph.number:
        # Where an automatic number stands depends on its tab: only one at the very edge is surely wrong.
        if start < TOLERANCE:
            yield _indent(view, element, paragraph, wanted, start)
        return
    if element is Element.ATTACHMENT_NOTE:
        if not text.startswith("附"):
            # The second and later attachments stand below the first one's number.
            if abs(start - 5) > 0.9:
                yield _indent(view, element, paragraph, 5, start, rule="indent.attachment_item")
            return
    elif element is Element.ATTENDANCE:
        if not ATTENDING.match(text):
            return
    elif element is Element.ATTACHMENT_BODY:
        # An attachment may be a form, a letter, a list: only what runs on over a line is surely a paragraph.
        if not (_ENDS.search(text) and len(text) > 28 and start < 0.5):
            return
    elif element is Element.BODY and not _ENDS.search(text) and len(text) < 20:
        return
    if abs(start - wanted) > TOLERANCE:
        yield _indent(view, element, paragraph, wanted, start)
    elif (
        element in BODY
        and max(view.left(paragraph), view.right(paragraph)) > 0.5
        and _runs_on(view, paragraph)
    ):
        sides = f"{words.number(view.left(paragraph))} / {words.number(view.right(paragraph))}"
        yield Finding(
            rule="indent.block",
            element=element,
            paragraph=paragraph.index,
            end=len(paragraph.text),
            found=sides,
            expected="0 / 0",
            edits=(
                SetParagraph(
                    paragraph.index, {"left_chars": 0, "right_chars": 0, "first_line_chars": wanted}
                ),
            ),
        )


def _runs_on(view: View, paragraph: Paragraph) -> bool:
    """Whether the text takes more than one line, so that its second line shows the indent."""
    return view.width(paragraph.text) * view.em(paragraph) > view.text_width(paragraph)


def _indent(
    view: View, element: Element, paragraph: Paragraph, wanted: float, start: float, rule: str = ""
) -> Finding:
    lead = view.lead(paragraph)
    edits: list[Edit] = [SetText(paragraph.index, 0, lead, "")] if lead else []
    hangs = (paragraph.first_line_chars or paragraph.first_line) < 0
    properties: dict[str, object] = {"left_chars": 0} if view.left(paragraph) else {}
    if hangs and element in (Element.ATTACHMENT_NOTE, Element.COPY_TO):
        # What hangs keeps hanging: the whole block moves.
        hang = view.first_line(paragraph) - view.spaces(paragraph.text)
        properties = {"left_chars": wanted - hang}
    else:
        properties["first_line_chars"] = wanted
    edits.append(SetParagraph(paragraph.index, properties))
    return Finding(
        rule=rule or f"indent.{element.value}",
        element=element,
        paragraph=paragraph.index,
        end=len(paragraph.text),
        found=words.number(start),
        expected=words.number(wanted),
        edits=tuple(edits),
    )


def foot(view: View) -> Iterator[Finding]:
    """The copy-to line and the imprint: one character in on both sides."""
    for element in (Element.COPY_TO, Element.IMPRINT):
        for place in view.of(element):
            paragraph = place.paragraph
            if paragraph.place not in ("body", "table") or paragraph.align in ("center", "right"):
                continue
            if not re.match(r"\s*(?:抄|主送|分送)|.*印发", paragraph.text):
                continue
            start = view.start(paragraph)
            cell = _padding(paragraph) if paragraph.cell is not None else 0.0
            if cell is not None and abs(start + cell / view.em(paragraph) - 1) > 0.5:
                found = _indent(view, element, paragraph, 1, start)
                if view.first_line(paragraph) >= 0 and paragraph.cell is None:
                    # One character in on both sides, further lines too: not an indent of the first line.
                    sides = {"left_chars": 1, "first_line_chars": 0}
                    if not view.right(paragraph) and "\t" not in paragraph.text.strip():
                        sides["right_chars"] = 1
                    edits = (*found.edits[:-1], SetParagraph(paragraph.index, sides))
                    found = replace(found, edits=edits)
                yield found


def _padding(paragraph: Paragraph) -> float | None:
    """Points a cell's text stands from its left edge, where its table says so; None where it is left to defaults."""
    if paragraph.xml is None or (paragraph.cell is not None and paragraph.cell[2] > 0):
        return None
    table = next(paragraph.xml.iterancestors(f"{W}tbl"), None)
    edge = table.find(f"{W}tblPr/{W}tblCellMar/{W}left") if table is not None else None
    said = "" if edge is None else edge.get(f"{W}w", "")
    return int(said) / 20 if said.isdigit() else None
