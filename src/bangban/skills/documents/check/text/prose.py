"""Which paragraphs are running text, and how does a check of words say what it found there?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bangban.skills.documents.check.view import BODY, View
from bangban.skills.documents.findings import Element, Finding, SetText
from bangban.skills.documents.model import Paragraph

PROSE = BODY | {Element.ATTACHMENT_BODY}
"""What is written in sentences. The other elements have forms of their own and checks of their own."""

NAMING = PROSE | {
    Element.TITLE,
    Element.ATTACHMENT_NOTE,
    Element.ATTACHMENT_TITLE,
    Element.NOTE,
    Element.ADDRESSEE,
    Element.COPY_TO,
    Element.SIGNATURE,
    Element.ATTENDANCE,
}
"""Wherever words stand."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"

LONGEST = 5_000
"""Characters: a longer paragraph is no sentence of an official document, and is not read."""

_OPAQUE = re.compile(
    r"(?:https?|ftp)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
    r"|www\.[A-Za-z0-9\-._~/?=&%]+"
    r"|[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}"
    r"|[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+)*\.(?:com|cn|net|org|gov|edu|docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|txt|jpg|png)\b",
    re.I,
)


def paragraphs(view: View, roles: Iterable[Element] = PROSE) -> Iterator[Paragraph]:
    """The paragraphs of these elements that hold text, tables' cells left out."""
    wanted = frozenset(roles)
    found: list[Paragraph] | None = view.shared.get(wanted)
    if found is None:
        # Asked for by every check of words: gathered once.
        found = [
            one
            for one in view.flow
            if view.role(one) in wanted and one.place != "table" and one.text and not one.text.isspace()
        ]
        view.shared[wanted] = found
    yield from found


def own_words(view: View) -> frozenset[str]:
    """The agency's words: of `terms.Terms`, or just a collection of them."""
    given = view.terms
    own = given if isinstance(given, (list, tuple, set, frozenset)) else getattr(given, "words", ())
    return frozenset(own or ())


def opaque(text: str) -> list[tuple[int, int]]:
    """Addresses and file names: signs in them are not punctuation."""
    if "." not in text and "://" not in text:
        return []
    return [match.span() for match in _OPAQUE.finditer(text)]


def inside(spans: Sequence[tuple[int, int]], start: int) -> bool:
    return any(first <= start < last for first, last in spans)


def found(
    view: View,
    rule: str,
    paragraph: Paragraph,
    start: int,
    end: int,
    expected: str = "",
    *,
    edits: Sequence[SetText] | None = None,
    sure: bool = True,
    confidence: float = 1.0,
    **facts: str,
) -> Finding:
    """A finding about the characters [start, end); `expected` takes their place when that is `sure`."""
    if edits is None:
        edits = (SetText(paragraph.index, start, end, expected),) if sure else ()
    return Finding(
        rule=rule,
        element=view.role(paragraph),
        paragraph=paragraph.index,
        start=start,
        end=end,
        found=paragraph.text[start:end],
        expected=expected,
        facts=dict(facts),
        edits=tuple(edits),
        confidence=confidence,
    )


def together(
    view: View, rule: str, paragraph: Paragraph, spans: Sequence[tuple[int, int, str]], **facts: str
) -> Finding:
    """One finding for one habit in one paragraph: [(start, end, what should stand there)] in their order."""
    edits = tuple(SetText(paragraph.index, start, end, text) for start, end, text in spans)
    first, last = spans[0], spans[-1]
    text = paragraph.text
    if len(spans) == 1:
        right = first[2]
    else:
        right, place = "", first[0]
        for start, end, replacement in spans:
            right += text[place:start] + replacement
            place = end
    return Finding(
        rule=rule,
        element=view.role(paragraph),
        paragraph=paragraph.index,
        start=first[0],
        end=last[1],
        found=text[first[0] : last[1]],
        expected=right,
        facts=dict(facts),
        edits=edits,
    )
