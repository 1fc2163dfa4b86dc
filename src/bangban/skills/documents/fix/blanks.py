"""How does an empty line come in or go out, and nothing else with it?"""

from __future__ import annotations

import copy

from lxml import etree

from bangban.skills.documents.fix.line import Line
from bangban.skills.documents.fix.marks import Marks
from bangban.skills.documents.fix.ooxml import PARAGRAPH, RUN, Element, drop, properties_of, put, w
from bangban.skills.documents.model import Document, Paragraph

P = w("p")
LOOSE = {w(name) for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd")}
"""What may stand in an empty paragraph and moves on with its neighbour."""
EMPTY_RUN = {w("rPr"), w("t"), w("tab"), w("lastRenderedPageBreak")}
OWN = (
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "numPr",
    "pBdr",
    "ind",
    "jc",
    "outlineLvl",
    "sectPr",
    "pPrChange",
)
"""What belongs to the paragraph a blank one is modelled on, and not to its pitch."""


def is_blank(element: Element) -> bool:
    """Whether nothing stands in a paragraph: no letter, picture, break, field, section's end or anybody's mark."""
    properties = element.find(w("pPr"))
    if properties is not None and properties.find(w("sectPr")) is not None:
        return False
    for child in element:
        if child.tag == w("pPr") or child.tag in LOOSE:
            continue
        if child.tag != w("r") or any(node.tag not in EMPTY_RUN for node in child):
            return False
    return not Line(element).text.strip()


def may_go(element: Element) -> bool:
    """Whether a paragraph of the body or of a cell may be left out: a cell, and a table, need one after them."""
    after = _neighbour(element, forward=True)
    return after is not None and after.tag == P


def _neighbour(element: Element, forward: bool) -> Element | None:
    for one in element.itersiblings(preceding=not forward):
        if one.tag in (P, w("tbl"), w("sdt")):
            return one
    return None


def remove_blank(element: Element, marks: Marks | None) -> None:
    """Take an empty paragraph out, or mark its end as deleted."""
    if marks:
        for run in element.findall(w("r")):
            marks.delete(run)
        marks.mark_paragraph(properties_of(element, "pPr"), "del")
        return
    following = _neighbour(element, forward=True)
    loose = [child for child in element if child.tag in LOOSE]
    if following is not None and following.tag == P:
        place = 1 if following.find(w("pPr")) is not None else 0
        following[place:place] = loose
    element.getparent().remove(element)


def insert_blank(before: Element, model: Element, count: int, marks: Marks | None) -> list[Element]:
    """Put empty paragraphs like `model` before a paragraph."""
    made = []
    for _ in range(count):
        blank = copy.deepcopy(model)
        if marks:
            marks.mark_paragraph(properties_of(blank, "pPr"), "ins")
        before.addprevious(blank)
        made.append(blank)
    return made


def blank_of(document: Document) -> Element:
    """An empty paragraph of the body's pitch: the format most of the text is set in, without what is one paragraph's own."""
    weights: dict[tuple[object, ...], int] = {}
    first: dict[tuple[object, ...], Paragraph] = {}
    for paragraph in document.flow:
        if paragraph.place == "body" and not paragraph.blank and paragraph.xml is not None:
            key = (paragraph.line, paragraph.line_rule, paragraph.before, paragraph.after, paragraph.style)
            weights[key] = weights.get(key, 0) + len(paragraph.text)
            first.setdefault(key, paragraph)
    blank = etree.Element(P)
    if not weights:
        return blank
    pattern = first[max(weights, key=lambda key: weights[key])]
    holder = pattern.xml.find(w("pPr"))
    holder = copy.deepcopy(holder) if holder is not None else etree.Element(w("pPr"))
    for name in (*OWN, "rPr"):
        drop(holder, name)
    properties = _mark_of(pattern)
    if properties is not None:
        put(holder, properties, PARAGRAPH)
    if len(holder):
        blank.append(holder)
    return blank


def _mark_of(pattern: Paragraph) -> Element | None:
    """The properties of the pattern's longest run, as an end mark's."""
    runs = [run for run in pattern.runs if run.xml is not None]
    if not runs:
        return None
    longest = max(runs, key=lambda run: run.end - run.start).xml.find(w("rPr"))
    if longest is None:
        return None
    mark = etree.Element(w("rPr"))
    for name in ("rFonts", "sz", "szCs"):
        one = longest.find(w(name))
        if one is not None:
            put(mark, copy.deepcopy(one), RUN)
    return mark if len(mark) else None
