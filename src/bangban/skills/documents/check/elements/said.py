"""How does a check of an element's wording say what it found, and what exactly should stand there?"""

from __future__ import annotations

import re

from bangban.skills.documents.check.view import Place, View
from bangban.skills.documents.findings import Edit, Element, Finding, SetText
from bangban.skills.documents.model import Paragraph
from bangban.skills.documents.rules import all_rules

BLANKS = re.compile(r"[\s\u3000\u00a0]+")


def bare(text: str) -> str:
    """A text without any blanks."""
    return BLANKS.sub("", text)


def notice(
    rule: str,
    paragraph: Paragraph | None,
    start: int = 0,
    end: int = 0,
    expected: str = "",
    *edits: Edit,
    found: str | None = None,
    confidence: float = 1.0,
    **facts: str,
) -> Finding:
    """A finding about the characters [start, end); only a person can put it right unless `edits` are given."""
    text = "" if paragraph is None else paragraph.text[start:end]
    return Finding(
        rule=rule,
        element=all_rules()[rule].element,
        paragraph=None if paragraph is None else paragraph.index,
        start=start,
        end=end,
        found=text if found is None else found,
        expected=expected,
        facts=facts,
        edits=edits,
        confidence=confidence,
    )


def replace(rule: str, paragraph: Paragraph, start: int, end: int, right: str, **facts: str) -> Finding:
    """A finding whose rule says exactly what should stand in place of [start, end)."""
    return notice(
        rule,
        paragraph,
        start,
        end,
        right,
        SetText(paragraph.index, start, end, right),
        found=None,
        confidence=1.0,
        **facts,
    )


def trimmed(place: Place) -> tuple[str, int]:
    """An element's text in one paragraph without the blanks around it, and where it begins there."""
    text = place.paragraph.text[place.start : place.end]
    return text.strip(), place.start + len(text) - len(text.lstrip())


def joined(view: View, element: Element, *, section: int | None = 0) -> str:
    """All of an element's text without blanks; of the document itself unless another section is asked for."""
    return "".join(
        bare(one.paragraph.text[one.start : one.end])
        for one in view.of(element)
        if section is None or one.recognised.section == section
    )


def anchor(view: View, *elements: Element) -> Paragraph | None:
    """The first paragraph of the first of these elements that is there: where to point at what is missing."""
    for element in elements:
        if paragraph := view.first(element):
            return paragraph
    return None
