"""Are the lines as far apart as they must be, and are the blank lines there that set the elements apart?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bangban.skills.documents.check import words
from bangban.skills.documents.check.elements import said
from bangban.skills.documents.check.view import BODY, View
from bangban.skills.documents.findings import Edit, Element, Finding, InsertBlank, RemoveBlank, SetParagraph
from bangban.skills.documents.model import Paragraph

ROUNDING = 0.06
UNEVEN = 0.4
"""Points by which one paragraph's pitch shows beside the others'."""
SPACED = 1.5
"""Points of space before or after a paragraph that show."""
MOST = {Element.NUMBER: 3.9, Element.TITLE: 2.9, Element.ADDRESSEE: 1.9, Element.ATTACHMENT_NOTE: 1.9}
"""Blank lines that are surely more than meant."""
MANY = 5
"""Paragraphs that make a rule."""
RUNNING = (
    *BODY,
    Element.ATTACHMENT_BODY,
    Element.ADDRESSEE,
    Element.ATTACHMENT_NOTE,
    Element.SIGNATURE,
    Element.DATE,
    Element.NOTE,
)


def pitch(view: View) -> Iterator[Finding]:
    """28 to 30 points between lines, the same throughout. One finding where the whole document has another."""
    least, most = view.profile.text["pitch_least"] - ROUNDING, view.profile.text["pitch_most"] + ROUNDING
    usual = view.pitch
    good = usual if least <= usual <= most else _right(view, least, most)
    everywhere: list[Paragraph] = []
    text = [one for one in view.body_paragraphs if one.place == "body"]
    exactly = sum(one.line_rule == "exact" for one in text)
    fixed = len(text) >= MANY and exactly >= 0.8 * len(text)
    for element in RUNNING:
        seen: set[int] = set()
        for place in view.of(element):
            paragraph = place.paragraph
            if paragraph.place != "body" or paragraph.frame or paragraph.has_image or paragraph.index in seen:
                continue
            seen.add(paragraph.index)
            own = view.pitch_of(paragraph)
            if least <= own <= most and (abs(own - usual) <= UNEVEN or good != usual):
                if fixed and element in BODY and paragraph.line_rule == "multiple":
                    # By the grid as far apart as the others by a length: it leaves them where the grid changes.
                    yield _pitch(view, "pitch.uneven", element, [paragraph], 0.0, good)
                continue
            if abs(own - usual) <= UNEVEN:
                everywhere.append(paragraph)
                continue
            rule = "pitch.uneven" if least <= own <= most else "pitch.paragraph"
            yield _pitch(view, rule, element, [paragraph], own, good)
    if everywhere:
        first = min(everywhere, key=lambda one: one.index)
        yield _pitch(view, "pitch.document", view.role(first), [first, *everywhere], usual, good)


def _right(view: View, least: float, most: float) -> float:
    """The pitch to give where the text's own is wrong: one that other paragraphs have, else the profile's."""
    other = Counter(view.pitch_of(place.paragraph) for element in RUNNING for place in view.of(element))
    passes = [one for one in other if least <= one <= most]
    return max(passes, key=other.__getitem__) if passes else float(view.profile.text["pitch"])


def _pitch(
    view: View, rule: str, element: Element, paragraphs: list[Paragraph], own: float, good: float
) -> Finding:
    first = paragraphs[0]
    said = (
        f"{own:g} pt"
        if own
        else f"× {first.line or 1:g}"
        if first.line_rule == "multiple"
        else f"≥ {first.line:g} pt"
    )
    once = {one.index for one in paragraphs}
    return Finding(
        rule=rule,
        element=element,
        paragraph=first.index,
        end=len(first.text),
        found=said,
        expected=f"{good:g} pt",
        edits=tuple(SetParagraph(index, {"line": good, "line_rule": "exact"}) for index in sorted(once)),
    )


def around(view: View) -> Iterator[Finding]:
    """No space before or after the paragraphs of the text. Space that stands for a blank line passes."""
    found: dict[int, tuple[Paragraph, float, dict[str, float]]] = {}
    previous: Paragraph | None = None
    for paragraph in view.body_paragraphs:
        if paragraph.before > SPACED and _close(view, paragraph, previous):
            found[paragraph.index] = (paragraph, paragraph.before, {"before": 0.0})
        if previous is not None and previous.after > SPACED and previous.index == paragraph.index - 1:
            known = found.get(previous.index, (previous, previous.after, {}))
            found[previous.index] = (previous, known[1], {**known[2], "after": 0.0})
        previous = paragraph
    whole = len(found) > max(3, len(view.body_paragraphs) // 2)
    for group in [list(found.values())] if whole else [[one] for one in found.values()]:
        first, space, _ = group[0]
        yield Finding(
            rule="space.paragraph",
            element=view.role(first),
            paragraph=first.index,
            end=len(first.text),
            found=f"{space:g} pt",
            expected="0 pt",
            edits=tuple(SetParagraph(one.index, dict(properties)) for one, _, properties in group),
        )


def _close(view: View, paragraph: Paragraph, previous: Paragraph | None) -> bool:
    """Whether nothing but another paragraph, the addressee or a blank line of its own stands above."""
    if previous is not None:
        return previous.index == paragraph.index - 1
    above = view.paragraphs[paragraph.index - 1] if paragraph.index else None
    return above is not None and (
        view.role(above) is Element.ADDRESSEE or (above.blank and above.place == "body")
    )


def blanks_in_text(view: View) -> Iterator[Finding]:
    """No blank line between two paragraphs of the text."""
    text = [one for one in view.flow if one.place == "body"]
    for before, blank, after in zip(text, text[1:], text[2:], strict=False):
        if (
            blank.blank
            and not blank.lines
            and not blank.borders
            and not blank.page_break_before
            and not after.page_break_before
            and not before.blank
            and before.index == blank.index - 1
            and (
                (view.role(before) in (*BODY, Element.ADDRESSEE) and view.role(after) in BODY)
                or (view.role(before) is Element.TITLE and view.role(after) is Element.TITLE)
            )
        ):
            yield Finding(
                rule="space.blank_in_text",
                element=view.role(after),
                paragraph=blank.index,
                found="1",
                expected="0",
                edits=(RemoveBlank(blank.index),),
            )


def blanks_above(view: View) -> Iterator[Finding]:
    """The blank lines that set elements apart: reported only where hardly any space is left."""
    above = {
        Element.NUMBER: (Element.MARK,),
        Element.TITLE: (Element.NUMBER, Element.SIGNER, Element.MARK, Element.RED_LINE),
        Element.ADDRESSEE: (Element.TITLE,),
        Element.ATTACHMENT_NOTE: (*BODY,),
    }
    for element, before in above.items():
        least = view.format(element).blank_least
        first = view.first(element)
        if least is None or first is None or first.place != "body" or first.frame or first.page_break_before:
            continue
        previous = _above(view, first)
        if previous is None or view.role(previous) not in before:
            continue
        if element is Element.NUMBER and (view.outline.format == "letter" or previous.place != "body"):
            continue
        space = view.blank_above(first)
        if space < min(float(least), 1.0) - 0.4:
            edit: tuple[Edit, ...] = (InsertBlank(first.index, max(1, round(least))),)
            yield _distance(view, element, first, space, edit)
        elif space > MOST.get(element, 99):
            more = int(space - float(view.format(element).blank_above or least) + 0.3)
            yield _distance(view, element, first, space, tuple(surplus(view, first, more)))
    yield from _order_text(view)
    yield from _note(view)
    yield from _date(view)


def _order_text(view: View) -> Iterator[Finding]:
    """The text of an order stands two blank lines below its number."""
    text = next((one for one in view.flow if not one.blank and view.role(one) in BODY), None)
    if view.outline.format != "order" or text is None or text.place != "body":
        return
    previous = _above(view, text)
    if previous is not None and view.role(previous) is Element.NUMBER:
        space = view.blank_above(text)
        if space < 0.6:
            yield Finding(
                rule="space.order_text",
                element=view.role(text),
                paragraph=text.index,
                end=len(text.text),
                found=words.number(space),
                expected="2",
                edits=(InsertBlank(text.index, 2),),
            )


def _note(view: View) -> Iterator[Finding]:
    """The note stands on the line below the date."""
    note = view.first(Element.NOTE)
    previous = _above(view, note) if note is not None and note.place == "body" else None
    if note is not None and previous is not None and view.role(previous) is Element.DATE:
        space = view.blank_above(note)
        if 0.6 < space < 12 and not note.page_break_before:
            yield Finding(
                rule="space.note",
                element=Element.NOTE,
                paragraph=note.index,
                end=len(note.text),
                found=words.number(space),
                expected="0",
                edits=tuple(surplus(view, note, round(space))),
            )


def _date(view: View) -> Iterator[Finding]:
    """One issuer's name and the date stand on lines that follow one another, not far below the text."""
    names = [one for one in view.of(Element.SIGNATURE) if not one.recognised.section]
    days = [one for one in view.of(Element.DATE) if not one.recognised.section]
    if len(names) != 1 or len(days) != 1 or view.outline.format == "order":
        return
    name, day = names[0].paragraph, days[0].paragraph
    if POST.search(said.bare(name.text)) or not BODY_NAMED.search(said.bare(name.text)):
        return
    if name.place != "body" or day.place != "body" or name.frame or day.frame or name.page_break_before:
        return
    if _above(view, day) is name:
        space = view.blank_above(day)
        if 0.6 < space < 12 and not day.page_break_before:
            yield _distance(view, Element.DATE, day, space, tuple(surplus(view, day, round(space))), 0)
    if name.index < day.index:
        above, space = _above(view, name), view.blank_above(name)
        if above is not None and above.section == name.section and FAR < space < 12:
            edits = tuple(surplus(view, name, round(space) - 2))
            yield _distance(view, Element.SIGNATURE, name, space, edits, 2)


POST = re.compile(r"^(?:代|代理)?[\u4e00-\u9fff]{0,12}(?:长|主席|主任|总理|书记)[\u4e00-\u9fff]{2,4}$")
"""A post and a name: beside them stands the stamp of a signature, and the date one blank line below (7.3.5.3)."""
BODY_NAMED = re.compile("(?:政府|委员?会?|局|厅|部|办公?室?|院|署|室|处|公司|中心|人大|政协|组|团|校|会)$")
FAR = 4.5
"""Blank lines between the text and the issuer's name beyond which a seal surely does not reach the text."""


def surplus(view: View, paragraph: Paragraph, count: int) -> Iterator[Edit]:
    for index in range(paragraph.index - 1, max(paragraph.index - 1 - count, -1), -1):
        blank = view.paragraphs[index]
        if (
            not blank.blank
            or blank.lines
            or blank.borders
            or blank.page_break_before
            or blank.place != "body"
        ):
            return
        yield RemoveBlank(index)


def _above(view: View, paragraph: Paragraph) -> Paragraph | None:
    """The last paragraph with something in it before this one."""
    index = paragraph.index - 1
    while index >= 0 and view.paragraphs[index].blank:
        index -= 1
    return view.paragraphs[index] if index >= 0 else None


def _distance(
    view: View,
    element: Element,
    paragraph: Paragraph,
    space: float,
    edits: tuple[Edit, ...],
    wanted: float | None = None,
) -> Finding:
    if wanted is None:
        wanted = view.format(element).blank_above or 1
    return Finding(
        rule=f"space.{element.value}",
        element=element,
        paragraph=paragraph.index,
        end=len(paragraph.text),
        found=words.number(space),
        expected=words.number(float(wanted)),
        edits=edits,
    )
