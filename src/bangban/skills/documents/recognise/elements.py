"""From the role of every paragraph: which elements does the document have, and where does each begin and end?"""

from __future__ import annotations

from collections.abc import Mapping

from bangban.skills.documents.findings import Element, Recognised
from bangban.skills.documents.model import Document, Paragraph
from bangban.skills.documents.recognise.headings import LEVELS
from bangban.skills.documents.recognise.parts import Part, split_head, split_signature

_ONE_EACH = frozenset(
    {
        *LEVELS,
        Element.RED_LINE,
        Element.IMPRINT_LINE,
        Element.PAGE_NUMBER,
        Element.ATTACHMENT_MARK,
        Element.NOTE,
    }
)
"""Paragraphs of these are elements of their own even when they follow one another."""
_ATTACHED = (Element.ATTACHMENT_MARK, Element.ATTACHMENT_TITLE, Element.ATTACHMENT_BODY)
_SPLIT = {
    Element.NUMBER: split_head,
    Element.SIGNATURE: split_signature,
}


def _parts(one: Paragraph, role: Element, heading_ends: Mapping[int, int]) -> list[Part]:
    if role in _SPLIT and (parts := _SPLIT[role](one.text)):
        return parts
    if role in LEVELS and one.index in heading_ends:
        end = heading_ends[one.index] - len(one.number)
        if 0 < end < len(one.text.rstrip()):
            return [Part(role, 0, end), Part(Element.BODY, end, len(one.text))]
    return []


def elements_of(
    document: Document, roles: list[Element], heading_ends: Mapping[int, int]
) -> list[Recognised]:
    """Return the elements in the document's order; neighbours of one role are one element.

    `heading_ends` says where a heading followed by its text in the same paragraph ends.
    """
    found: list[Recognised] = []
    section, last_role, previous = 0, Element.BLANK, Element.BLANK
    for one in document.paragraphs:
        role = roles[one.index]
        if one.place in ("header", "footer", "footnote"):
            section = 0
        elif (
            role is Element.ATTACHMENT_MARK
            or (
                role is Element.ATTACHMENT_TITLE
                and last_role not in (Element.ATTACHMENT_MARK, Element.ATTACHMENT_TITLE)
            )
            or (role is Element.ATTACHMENT_BODY and not section)
        ):
            section += 1
        elif role in (Element.COPY_TO, Element.IMPRINT):
            section = 0
        if role is Element.BLANK:
            previous = (
                role if previous not in (Element.BODY, Element.ATTACHMENT_BODY, Element.TITLE) else previous
            )
            continue
        parts = _parts(one, role, heading_ends)
        if parts:
            found += [
                Recognised(
                    part.element,
                    one.index,
                    one.index,
                    one.text[part.start : part.end],
                    part.start,
                    part.end,
                    section,
                )
                for part in parts
            ]
        elif (
            found
            and previous is role
            and role not in _ONE_EACH
            and found[-1].section == section
            and found[-1].element is role
        ):
            found[-1].last = one.index
            found[-1].text += "\n" + one.text
        else:
            found.append(Recognised(role, one.index, one.index, one.text, 0, len(one.text), section))
        previous = last_role = role
    _ruled(document, roles, found)
    return found


def _ruled(document: Document, roles: list[Element], found: list[Recognised]) -> None:
    """Add the lines that are borders of other elements: under the document number, around the imprint."""
    above = (
        Element.NUMBER,
        Element.SIGNER,
        Element.MARK,
        Element.SERIAL,
        Element.URGENCY,
        Element.CLASSIFICATION,
    )
    below = (Element.COPY_TO, Element.IMPRINT)
    for one in document.paragraphs:
        if one.place in ("header", "footer") or not (one.borders or one.lines):
            continue
        role = roles[one.index]
        if role in above or role in below:
            line = Element.RED_LINE if role in above else Element.IMPRINT_LINE
            found.append(Recognised(line, one.index, one.index, ""))
