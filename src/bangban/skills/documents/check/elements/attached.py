"""What is attached to a document: which marks, which titles, in which order?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bangban.skills.documents.check.elements.said import bare
from bangban.skills.documents.check.text.chinese import value
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element
from bangban.skills.documents.model import Paragraph

_NUMBER = re.compile(r"附(?:件|表|录)?(\d{1,2}|[一二三四五六七八九十]{1,2})")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(slots=True)
class Attached:
    """One attachment as it stands in the file."""

    number: int
    """0 when its mark has none."""
    mark: Paragraph | None
    title: Paragraph | None
    name: str


def count_of(text: str) -> int:
    """Return the first number in a text: 7 of "附件7", "七、", "（7）"; 0 where there is none."""
    if circled := re.search("[①-⑳]", text):
        return ord(circled.group()) - ord("①") + 1
    digits = re.search(r"\d+|[一二三四五六七八九十]+", text)
    if digits is None:
        return 0
    return int(digits.group()) if digits.group().isdecimal() else (value(digits.group()) or 0)


def attached(view: View) -> list[Attached]:
    """The attachments in the file, in order."""
    kept = view.__dict__.get("_attached")
    if kept is not None:
        return kept
    found: dict[int, Attached] = {}
    for one in view.outline.elements:
        if not one.section or one.element not in (
            Element.ATTACHMENT_MARK,
            Element.ATTACHMENT_TITLE,
            Element.ATTACHMENT_BODY,
        ):
            continue
        there = found.setdefault(one.section, Attached(0, None, None, ""))
        paragraph = view.paragraphs[one.first]
        if one.element is Element.ATTACHMENT_MARK and there.mark is None:
            there.mark = paragraph
            number = _NUMBER.search(bare(one.text).translate(_WIDE))
            if number:
                there.number = count_of(number.group(1))
        elif one.element is Element.ATTACHMENT_TITLE and there.title is None:
            there.title = paragraph
            there.name = bare(one.text)
    view.__dict__["_attached"] = kept = list(found.values())
    return kept
