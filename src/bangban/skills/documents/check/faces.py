"""Is every element drawn in its typeface, size and weight?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bangban.skills.documents.check import words
from bangban.skills.documents.check.view import HEADINGS, Place, View
from bangban.skills.documents.findings import Element, Finding, SetRuns
from bangban.skills.documents.model import Run
from bangban.skills.documents.profiles import Format

ELSEWHERE = frozenset(
    {Element.PAGE_NUMBER, Element.SIGNER, Element.ATTENDANCE, Element.TABLE, Element.AI_LABEL}
)
"""Judged by checks of their own: a field in a footer, a label and a name of different faces, cells."""

LAID_OUT = frozenset(
    {
        Element.SERIAL,
        Element.CLASSIFICATION,
        Element.URGENCY,
        Element.MARK,
        Element.NUMBER,
        Element.TITLE,
        Element.SIGNATURE,
        Element.DATE,
        Element.COPY_TO,
        Element.IMPRINT,
    }
)
"""What tables may hold only to place it; all else in a table is a table's text."""
SIZE_TOLERANCE = 0.3
_WORD = re.compile(r"\w")
_LEAD = re.compile(
    r"[ \u3000]*(?:[一二三四五六七八九十]+[是、]|[（(][一二三四五六七八九十]+[)）]|首先|其次|再次|最后"
    r"|第?[一二三四五六七八九十百零0-9]+[章节条编，,]|会议[^，。：]{0,6}[，：]|关于[^，。]{2,20}[。：])"
)
"""How a paragraph begins whose first words may be set apart: "一是加强领导。……"."""
_LOOKS_HEADING = re.compile(r"(?=.{1,3}[ \u3000）)．.、])[^。；！？，：]{3,30}[：:。；]?")
"""A numbered line without a stop: a heading whose number is wrong, which is what is reported."""
_SANS = re.compile(
    "calibri|arial|helvetica|verdana|tahoma|comic|courier|consolas|segoe|等线|dengxian|雅黑|yahei", re.I
)


def faces(view: View) -> Iterator[Finding]:
    """Typeface, size and weight, run by run: one finding for all that is wrong in a paragraph in the same way."""
    for element, places in view.places.items():
        if element in ELSEWHERE:
            continue
        format = view.format(element)
        lone = _lone(view, element)
        for place in places:
            if place.paragraph.place == "table" and element not in LAID_OUT:
                continue
            if lone:
                # The only "heading" among numbered sentences is a sentence in another face.
                yield from _fonts(view, Element.BODY, view.format(Element.BODY), place)
                yield from _weights(view, Element.BODY, view.format(Element.BODY), place)
                yield from _sizes(view, Element.BODY, view.format(Element.BODY), place)
                continue
            fonts = list(_fonts(view, element, format, place))
            weights = list(_weights(view, element, format, place))
            if fonts and weights and element in HEADINGS:
                fonts, weights = _one(view, element, fonts[0], weights[0])
            yield from fonts
            yield from weights
            yield from _sizes(view, element, format, place)


def _fonts(view: View, element: Element, format: Format, place: Place) -> Iterator[Finding]:
    if not format.fonts:
        return
    paragraph = place.paragraph
    allowed = set(format.fonts)
    lead, also = _lead(view, element, format, place)

    def wrong(run: Run, first: int, last: int) -> bool:
        if not run.font or not view.east(paragraph.text, first, last) or _rare(paragraph.text[first:last]):
            return False
        family = view.family(run.font)
        return family not in allowed and not (family in also and last <= lead)

    found = list(_where(view, place, wrong))
    if not found:
        return
    expected = format.fonts[0]
    face = view.face(expected)
    yield Finding(
        rule=f"font.{element.value}",
        element=element,
        paragraph=paragraph.index,
        start=found[0][1],
        end=found[-1][2],
        found=_most(found, lambda run: run.font),
        expected=view.family_name(expected),
        edits=tuple(SetRuns(paragraph.index, first, last, {"font": face}) for _, first, last in found),
    )


_LEVELS = {
    Element.HEADING_1: re.compile(r"[ \u3000]*[一二三四五六七八九十]+、"),
    Element.HEADING_2: re.compile(r"[ \u3000]*[（(][一二三四五六七八九十]+[)）]"),
}


def _lone(view: View, element: Element) -> bool:
    """Whether the only heading of a level is a whole sentence, and others of its level are text."""
    level = _LEVELS.get(element)
    places = view.of(element)
    if level is None or len(places) != 1 or not places[0].paragraph.text.rstrip().endswith(("。", "；")):
        return False
    return any(level.match(one.paragraph.text) for one in view.of(Element.BODY) if one.start == 0)


def _one(view: View, element: Element, face: Finding, weight: Finding) -> tuple[list[Finding], list[Finding]]:
    """A heading in bold body face: a heading of the wrong face where others have theirs, else text in bold."""
    others = (view.font(one.paragraph, one.start, one.end) for one in view.of(element))
    alone = any(
        one.end - one.start >= len(one.paragraph.text.strip())
        and not one.paragraph.text.rstrip().endswith("。")
        for one in view.of(element)
        if one.paragraph.index == face.paragraph
    )
    if alone or any(one in view.format(element).fonts for one in others):
        return [replace(face, edits=face.edits + weight.edits)], []
    return [], [weight]


def _rare(text: str) -> bool:
    """One or two characters that a common typeface does not have: another one must draw them."""
    if len(text) > 2:
        return False
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _lead(view: View, element: Element, format: Format, place: Place) -> tuple[int, set[str]]:
    """Up to where other families may draw the text too, and which."""
    text = place.paragraph.text
    if element in HEADINGS:
        # "（一）时间：3月1日": what follows the colon may be text.
        return place.end, set(view.format(Element.BODY).fonts) if "：" in text[
            place.start : place.end - 1
        ] else set()
    stop = text.find("。", place.start, place.end) + 1
    if element in (Element.BODY, Element.CLOSING):
        if _LOOKS_HEADING.fullmatch(text.strip()):
            return place.end, {"kaiti", "heiti"}
        lead = place.start == 0 and 0 < stop < len(text.rstrip()) and _LEAD.match(text)
        return (stop, {"kaiti", "heiti"}) if lead else (0, set())
    stop = stop or place.end
    if element is Element.ATTACHMENT_BODY:
        # An attachment is a document of its own: its headings are told by their typeface.
        return stop, {"kaiti", "heiti", "xiaobiaosong"}
    return 0, set()


def _sizes(view: View, element: Element, format: Format, place: Place) -> Iterator[Finding]:
    expected = format.size
    if expected is None:
        return
    paragraph = place.paragraph

    def wrong(run: Run, first: int, last: int) -> bool:
        return run.size > 0 and abs(run.size - expected) > SIZE_TOLERANCE

    found = list(_where(view, place, wrong))
    if found:
        yield Finding(
            rule=f"size.{element.value}",
            element=element,
            paragraph=paragraph.index,
            start=found[0][1],
            end=found[-1][2],
            found=words.size(found[0][0].size),
            expected=words.size(expected),
            edits=tuple(
                SetRuns(paragraph.index, first, last, {"size": expected}) for _, first, last in found
            ),
        )


def _weights(view: View, element: Element, format: Format, place: Place) -> Iterator[Finding]:
    expected = format.bold
    if expected is None:
        return
    paragraph = place.paragraph
    found = list(_where(view, place, lambda run, first, last: run.bold is not expected))
    lead = _lead(view, element, format, place)[0] if element not in HEADINGS else 0
    if found and lead and found[0][1] <= view.lead(paragraph):
        # The first sentence set apart: "一是加强领导。……".
        found = [one for one in found if one[2] > lead]
    if found:
        yield Finding(
            rule=f"bold.{element.value}",
            element=element,
            paragraph=paragraph.index,
            start=found[0][1],
            end=found[-1][2],
            found=words.weight(not expected),
            expected=words.weight(expected),
            edits=tuple(
                SetRuns(paragraph.index, first, last, {"bold": expected}) for _, first, last in found
            ),
        )


def _where(
    view: View, place: Place, wrong: Callable[[Run, int, int], bool]
) -> Iterator[tuple[Run, int, int]]:
    text = place.paragraph.text
    runs = list(view.runs(place.paragraph, place.start, place.end))
    # A sign alone does not show its face, nor its size …
    found = [one for one in runs if wrong(*one) and _WORD.search(text, one[1], one[2])]
    if not found or len(found) == len(runs):
        yield from found
        return
    for at, (run, first, last) in enumerate(runs):
        if (run, first, last) in found or (
            not _WORD.search(text, first, last)
            and any(
                # … but goes with the word it stands beside.
                beside in found
                and (beside[0].font, beside[0].size, beside[0].bold) == (run.font, run.size, run.bold)
                for beside in runs[max(0, at - 1) : at + 2]
            )
        ):
            yield run, first, last


def _most(found: list[tuple[Run, int, int]], said: Callable[[Run], str]) -> str:
    """What most of the wrong characters have."""
    return said(max(found, key=lambda one: one[2] - one[1])[0])


ATTENDING = re.compile(r"\s*(?:出\s*席|列\s*席|请\s*假|缺\s*席|参\s*加|主\s*持|记\s*录|旁\s*听)")
"""What a line of those attending begins with; others go on with names."""


def signer(view: View) -> Iterator[Finding]:
    """签发人 in 仿宋, the name in 楷体. A label in 楷体 too is common and passes."""
    format = view.format(Element.SIGNER)
    if not format.fonts:
        return
    name = format.fonts[0]
    label = {*view.format(Element.BODY).fonts, name}
    for place in view.of(Element.SIGNER):
        paragraph = place.paragraph
        colon = max(paragraph.text.find(sign, place.start, place.end) for sign in "：:")
        if colon < 0:
            colon = paragraph.text.find("人", place.start, place.end)
        wrong_label, wrong_name = [], []
        for run, first, last in view.runs(paragraph, place.start, place.end):
            if not run.font:
                continue
            family = view.family(run.font)
            after = max(first, colon + 1)
            if colon > first and family not in label and view.east(paragraph.text, first, min(last, colon)):
                wrong_label.append((run, first, min(last, colon + 1)))
            if after < last and family != name and view.east(paragraph.text, after, last):
                wrong_name.append((run, after, last))
        found = wrong_label + wrong_name
        if found:
            body = view.format(Element.BODY).fonts[0]
            yield Finding(
                rule="font.signer",
                element=Element.SIGNER,
                paragraph=paragraph.index,
                start=found[0][1],
                end=found[-1][2],
                found=found[-1][0].font,
                expected=view.family_name(name if wrong_name else body),
                edits=tuple(
                    SetRuns(
                        paragraph.index, first, last, {"font": view.face(name if one in wrong_name else body)}
                    )
                    for one in found
                    for _, first, last in (one,)
                ),
            )
        yield from _sizes(view, Element.SIGNER, format, place)
        yield from _weights(view, Element.SIGNER, format, place)


def attendance(view: View) -> Iterator[Finding]:
    """出席、请假、列席 in 黑体, the names after them in 仿宋."""
    format = view.format(Element.ATTENDANCE)
    if not format.fonts:
        return
    body = view.format(Element.BODY).fonts
    for place in view.of(Element.ATTENDANCE):
        paragraph = place.paragraph
        mark = re.compile("[：:\u3000 ]").search(
            paragraph.text.rstrip(), len(paragraph.text) - len(paragraph.text.lstrip())
        )
        cut = mark.start() if mark and ATTENDING.match(paragraph.text) else -1
        edits, wrong = [], []
        for run, first, last in view.runs(paragraph, place.start, place.end):
            if not run.font:
                continue
            family = view.family(run.font)
            if (
                first < cut
                and family not in format.fonts
                and view.east(paragraph.text, first, min(last, cut))
            ):
                wrong.append((run, format.fonts[0]))
                edits.append(
                    SetRuns(paragraph.index, first, min(last, cut), {"font": view.face(format.fonts[0])})
                )
            after = max(first, cut + 1)
            if after < last and family not in body and view.east(paragraph.text, after, last):
                wrong.append((run, body[0]))
                edits.append(SetRuns(paragraph.index, after, last, {"font": view.face(body[0])}))
        if edits:
            yield Finding(
                rule="font.attendance",
                element=Element.ATTENDANCE,
                paragraph=paragraph.index,
                start=edits[0].start,
                end=edits[-1].end,
                found=wrong[0][0].font,
                expected=view.family_name(wrong[0][1]),
                edits=tuple(edits),
            )
        yield from _sizes(view, Element.ATTENDANCE, format, place)


def mark_size(view: View) -> Iterator[Finding]:
    """The mark's size is free, "以醒目美观为度": but not as small as the title."""
    title = view.format(Element.TITLE).size
    for place in view.of(Element.MARK):
        size = view.size(place.paragraph, place.start, place.end)
        if title and 0 < size <= title:
            yield Finding(
                rule="size.issuer_mark",
                element=Element.MARK,
                paragraph=place.paragraph.index,
                end=len(place.paragraph.text),
                found=words.size(size),
                expected=f"> {words.size(title)}",
            )
            return


def latin(view: View) -> Iterator[Finding]:
    """Digits in the body: in a serif face. Once for the whole document."""
    edits = []
    where: tuple[int, int, int, str] | None = None
    for paragraph in view.body_paragraphs:
        for run, first, last in view.runs(paragraph):
            if run.latin and _SANS.search(run.latin) and view.digits(paragraph.text, first, last):
                edits.append(SetRuns(paragraph.index, first, last, {"latin": "Times New Roman"}))
                where = where or (paragraph.index, first, last, run.latin)
    if where:
        yield Finding(
            rule="font.latin",
            element=Element.BODY,
            paragraph=where[0],
            start=where[1],
            end=where[2],
            found=where[3],
            expected="Times New Roman / 仿宋",
            edits=tuple(edits),
        )
