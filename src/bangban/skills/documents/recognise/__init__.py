"""Which paragraph is which element of the document, and of what kind, direction and format is it?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from bangban.skills.documents.findings import Direction, Element, Kind, Outline
from bangban.skills.documents.model import Document
from bangban.skills.documents.recognise.cues import State
from bangban.skills.documents.recognise.elements import elements_of
from bangban.skills.documents.recognise.headings import LEVELS, closes, headings
from bangban.skills.documents.recognise.kind import direction_of, format_of, kind_of
from bangban.skills.documents.recognise.order import likeliest
from bangban.skills.documents.recognise.seen import Seen, look_all
from bangban.skills.documents.recognise.weighing import scores

__all__ = ["recognise"]

_ELEMENT = {
    State.SERIAL: Element.SERIAL,
    State.CLASSIFICATION: Element.CLASSIFICATION,
    State.URGENCY: Element.URGENCY,
    State.MARK: Element.MARK,
    State.NUMBER: Element.NUMBER,
    State.SIGNER: Element.SIGNER,
    State.HEAD_LINE: Element.OTHER,
    State.TITLE: Element.TITLE,
    State.PASSED: Element.OTHER,
    State.ADDRESSEE: Element.ADDRESSEE,
    State.TEXT: Element.BODY,
    State.ATTENDANCE: Element.ATTENDANCE,
    State.ATTENDANCE_MORE: Element.ATTENDANCE,
    State.NOTE_OF: Element.ATTACHMENT_NOTE,
    State.NOTE_OF_MORE: Element.ATTACHMENT_NOTE,
    State.SIGNATURE: Element.SIGNATURE,
    State.DATE: Element.DATE,
    State.NOTE: Element.NOTE,
    State.A_MARK: Element.ATTACHMENT_MARK,
    State.A_TITLE: Element.ATTACHMENT_TITLE,
    State.A_TEXT: Element.ATTACHMENT_BODY,
    State.COPY_TO: Element.COPY_TO,
    State.COPY_MORE: Element.COPY_TO,
    State.IMPRINT: Element.IMPRINT,
}
_STATES = {
    element: [state for state, means in _ELEMENT.items() if means is element] for element in Element
} | {
    level: [State.TEXT]
    for level in (*LEVELS, Element.CLOSING, Element.TABLE)
}  # fmt: skip
_SURE = 100.0
_DOUBLE = re.compile("thick|double|triple", re.I)
_AI = re.compile(
    r"^[（(\[【〔*※]?(?:(?:本|该|此)(?:文件|文稿|文档|公文|文|件|内容|函|稿|材料|页)?.{0,16}?|内容由|由|含|部分内容由|.{2,8}[:：])?"
    r"(?:人工智能|AI|ＡＩ|AIGC)(?:大模型|技术|工具|系统|数字员工)?.{0,4}?(?:生成|合成|起草|撰写|制作)(?:合成)?(?:内容|文本|文件)?(?:[，,；。（(].{0,30})?[。）)\]】〕]*$"
)
_PAGE_TEXT = re.compile(r"^[\-—–－―─\s]*(?:第)?\d{1,4}(?:页)?[\-—–－―─\s]*$")


def _is_ai_label(one: Seen) -> bool:
    return one.n <= 60 and one.size <= 18 and _AI.match(one.bare) is not None


def _scored(seen: list[Seen], corrections: Mapping[int, Element]) -> list[dict[State, float]]:
    """Score every paragraph; where the officer has said what it is, nothing else is possible."""
    table = []
    for one in seen:
        said = corrections.get(one.paragraph.index)
        own = scores(one)
        if said is not None and _STATES[said]:
            own = {state: _SURE + own.get(state, 0.0) for state in _STATES[said]}
        table.append(own)
    return table


def _confidence(table: list[dict[State, float]], path: list[State]) -> float:
    """Return how clearly what was chosen stood out from what else the elements could have been, 0 to 1."""
    clear = [
        1 / (1 + math.exp(max((other for name, other in own.items() if name not in (state, State.A_TEXT)), default=0.0) - own[state]))
        for own, state in zip(table, path, strict=True)
        if state not in (State.TEXT, State.A_TEXT)
    ]  # fmt: skip
    return round(sum(clear) / len(clear), 3) if clear else 0.0


def _roles(
    document: Document, seen: list[Seen], path: list[State], corrections: Mapping[int, Element]
) -> list[Element]:
    """Return the element of every paragraph of the document, blank ones, headers and footers included."""
    roles = [Element.BLANK if one.blank else Element.OTHER for one in document.paragraphs]
    for one, state in zip(seen, path, strict=True):
        role = _ELEMENT[state]
        if one.in_cell and role in (Element.BODY, Element.ATTACHMENT_BODY):
            role = Element.TABLE
        elif role is Element.BODY and closes(one):
            role = Element.CLOSING
        roles[one.paragraph.index] = role
    return roles


def _name_headings(roles: list[Element], found: Mapping[int, int]) -> None:
    for index, level in found.items():
        if roles[index] is Element.BODY:
            roles[index] = LEVELS[level - 1]


def _name_edges(document: Document, roles: list[Element]) -> None:
    """Name what stands beside the text: page numbers, lines that are paragraphs of their own."""
    text = [
        index for index, role in enumerate(roles) if role in (Element.TITLE, Element.BODY, Element.ADDRESSEE)
    ]
    begins = text[0] if text else len(roles)
    for one in document.paragraphs:
        if one.place in ("header", "footer"):
            page = any(field.strip().upper().startswith("PAGE") for field in one.fields)
            if page or (one.text.strip() and _PAGE_TEXT.match(one.text)):
                roles[one.index] = Element.PAGE_NUMBER
            elif _AI.match("".join(one.text.split())):
                # The defined place of our own label: the first line of the header.
                roles[one.index] = Element.AI_LABEL
        elif roles[one.index] is Element.BLANK and (one.borders or one.lines):
            roles[one.index] = Element.RED_LINE if one.index < begins else Element.IMPRINT_LINE


def recognise(
    document: Document, corrections: Mapping[int, Element] | None = None, kind: Kind | None = None
) -> Outline:
    """Recognise every element. `corrections` says what an officer says a paragraph is, by its index; `kind` what he
    says the document is.

    Nothing that may be wrong decides alone: shape, place and look of each paragraph are scored, and the
    likeliest order of elements wins. Never raises for any document; one without text has an empty outline.
    """
    corrections = dict(corrections or {})
    everything = look_all(document)
    labels = {one.paragraph.index for one in everything if _is_ai_label(one)}
    labels |= {index for index, element in corrections.items() if element is Element.AI_LABEL}
    aside = {index for index, element in corrections.items() if not _STATES[element]}
    seen = [one for one in everything if one.paragraph.index not in labels | aside]
    table = _scored(seen, corrections)
    path = likeliest(table)
    roles = _roles(document, seen, path, corrections)
    text = [one for one, state in zip(seen, path, strict=True) if state is State.TEXT]
    found = headings([one for one in text if roles[one.paragraph.index] is Element.BODY])
    _name_headings(roles, {index: heading.number.level for index, heading in found.items()})
    _name_edges(document, roles)
    for index in labels:
        roles[index] = Element.AI_LABEL
    for index, element in corrections.items():
        if 0 <= index < len(roles):
            roles[index] = element
    elements = elements_of(document, roles, {index: one.end for index, one in found.items()})
    outline = Outline(kind_of("", "", ()), Direction.UNKNOWN, "document", elements, roles)
    _classify(outline, document, seen, text, kind)
    outline.confidence = _confidence(table, path)
    return outline


def _classify(
    outline: Outline, document: Document, seen: list[Seen], text: list[Seen], kind: Kind | None
) -> None:
    """Say the kind, the direction and the format of what was recognised."""

    def bare(element: Element) -> str:
        first = outline.first(element)
        return re.sub(r"\s", "", first.text) if first else ""

    title = bare(Element.TITLE)
    mark = "".join(re.sub(r"\s", "", one.text) for one in outline.all(Element.MARK))
    addressee = bare(Element.ADDRESSEE)
    words = [one.bare for one in text]
    signed = outline.first(Element.SIGNER) is not None
    outline.kind = kind or kind_of(title, mark, words, addressee=addressee, signed=signed)
    outline.direction = direction_of(outline.kind, signed=signed, addressee=addressee, text=words)
    number = outline.first(Element.NUMBER)
    at = next((one for one in seen if number and one.paragraph.index == number.first), None)
    red = outline.first(Element.RED_LINE)
    double = any(
        any(line.kind != "single" for line in one.lines)
        or any(_DOUBLE.search(border.style) for border in one.borders)
        for one in document.paragraphs
    )
    below = bool(number and red and red.first < number.first)
    outline.format = format_of(outline.kind, mark, at, double_line=double, number_below_line=below)
