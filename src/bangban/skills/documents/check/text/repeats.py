"""Does the same sentence or paragraph stand there twice?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.text.prose import found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding

_SENTENCE = re.compile("[^。！？]+[。！？]?")
LEAST = 20
"""Characters: shorter sentences may well stand twice."""


def twice(view: View) -> Iterator[Finding]:
    """A sentence that was said before, in the body, word for word."""
    seen: dict[str, int] = {}
    whole: set[str] = set()
    for paragraph in paragraphs(view):
        if view.role(paragraph) is Element.ATTACHMENT_BODY:
            continue
        text = paragraph.text.strip()
        if len(text) >= LEAST and text in whole:
            start = paragraph.text.index(text)
            yield found(view, "repeat.paragraph", paragraph, start, start + len(text), sure=False)
            continue
        whole.add(text)
        last = ""
        for match in _SENTENCE.finditer(paragraph.text):
            sentence = match.group().strip()
            core = sentence.rstrip("。；！？")
            if 6 <= len(core) < LEAST and (core == last or last.endswith("，" + core)):
                # At once said again: no style, a slip of the hand.
                yield found(view, "repeat.sentence", paragraph, *match.span(), sure=True)
            if len(core) >= LEAST:
                if core in seen:
                    adjacent = core == last
                    yield found(view, "repeat.sentence", paragraph, *match.span(), sure=adjacent)
                seen.setdefault(core, paragraph.index)
            last = core


_CLAUSE = re.compile("(?P<one>[\u4e00-\u9fff]{4,20})[，、](?P=one)(?=[，。；、])")


def clause(view: View) -> Iterator[Finding]:
    """…，提高效率，提高效率。"""
    for paragraph in paragraphs(view):
        for match in _CLAUSE.finditer(paragraph.text):
            before = paragraph.text[match.start() - 1 : match.start()]
            if before and "\u4e00" <= before <= "\u9fff":
                continue
            end = match.end("one") + 1 + len(match.group("one"))
            yield found(view, "repeat.clause", paragraph, match.end("one"), end, "")
