"""Do minutes say who was there in the standard's words?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.said import anchor, bare, notice, replace, trimmed
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding

_LABEL = re.compile(
    r"(?P<word>出\s*席|请\s*假|列\s*席|缺\s*席)(?P<more>人员|人|单位|同志|会议)?\s*(?P<colon>[:：;；﹕︰]?)\s*"
)
_ORDER = ("出席", "请假", "列席")
_THERE = re.compile(r"(?:出席|参加)(?:会议)?(?:的有|人员|同志)|与会人员")


def label(view: View) -> Iterator[Finding]:
    """出席、请假、列席 and a full-width colon, in this order."""
    ranks: list[int] = []
    for place in view.of(Element.ATTENDANCE):
        text, at = trimmed(place)
        match = _LABEL.match(text)
        if not match:
            continue
        if match.group("more"):
            yield replace(
                "attendance.label", place.paragraph, at + match.start("more"), at + match.end("more"), ""
            )
        if match.group("colon") != "：":
            start = (
                match.start("colon")
                if match.group("colon")
                else match.end("more")
                if match.group("more")
                else match.end("word")
            )
            end = match.end("colon") if match.group("colon") else match.end()
            yield replace("attendance.colon", place.paragraph, at + start, at + end, "：")
        word = bare(match.group("word"))
        if word in _ORDER:
            rank = _ORDER.index(word)
            if ranks and rank < ranks[-1]:
                yield notice(
                    "attendance.order", place.paragraph, at, at + len(text), "、".join(_ORDER), found=word
                )
            ranks.append(rank)


def present(view: View) -> Iterator[Finding]:
    """Minutes say who attended."""
    if view.outline.format != "minutes" or view.of(Element.ATTENDANCE):
        return
    if not any(_THERE.search(one.text) for one in view.body_paragraphs):
        yield notice("attendance.missing", anchor(view, Element.BODY, Element.MARK), found="")


CHECKS = (label, present)
