"""Is the note in brackets, and does a request say whom to ask?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.said import anchor, bare, joined, notice, trimmed
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Kind, SetText

_OTHER = {"［": "］", "【": "】", "〔": "〕", "[": "]", "{": "}", "〈": "〉", "「": "」"}
_PHONE = re.compile(r"\d{7,}|\d{3,4}[\-—－–―]\d{7,8}|\d{3}[\-\s]\d{4}[\-\s]\d{4}|[×xX]{5,}|\d{5,6}")
_LABELS = re.compile(r"[（(]|联系(?:电话|方式|人员?)|电话|手机")
_NAMED = re.compile(r"联系人[员]?[:：]?\s*[\u4e00-\u9fff×]{2,}")


def brackets(view: View) -> Iterator[Finding]:
    """Round brackets, around all of it."""
    for place in view.of(Element.NOTE):
        text, at = trimmed(place)
        paragraph, end = place.paragraph, at + len(text)
        if text[0] == "（" and not re.search("[）)]", text):
            yield notice(
                "note.brackets", paragraph, at, end, text + "）", SetText(paragraph.index, end, end, "）")
            )
            continue
        if text[-1] == "）" and not re.search("[（(]", text):
            yield notice(
                "note.brackets", paragraph, at, end, "（" + text, SetText(paragraph.index, at, at, "（")
            )
            continue
        if text[0] in "（(" or text[-1] in "）)":
            # Half-width ones are the business of the checks of signs.
            if text[-1] in "。.；;" and text[-2:-1] in "）)":
                yield notice(
                    "note.sign", paragraph, end - 1, end, "", SetText(paragraph.index, end - 1, end, "")
                )
            elif text[-1] in "）)" and text[-2:-1] in "。.；;" and text.count("。") <= 1:
                yield notice(
                    "note.sign",
                    paragraph,
                    end - 2,
                    end - 1,
                    "",
                    SetText(paragraph.index, end - 2, end - 1, ""),
                )
            continue
        inner = text[1:-1] if _OTHER.get(text[0]) == text[-1] else text
        if inner is text:
            edits = (SetText(paragraph.index, at, at, "（"), SetText(paragraph.index, end, end, "）"))
            if text[-1] in "。.；;":
                edits = (edits[0], SetText(paragraph.index, end - 1, end, "）"))
                inner = text[:-1]
        else:
            edits = (SetText(paragraph.index, at, at + 1, "（"), SetText(paragraph.index, end - 1, end, "）"))
        yield notice("note.brackets", paragraph, at, end, f"（{inner}）", *edits)


def order(view: View) -> Iterator[Finding]:
    """It stands below the date."""
    days = [one.paragraph for one in view.of(Element.DATE) if not one.recognised.section]
    notes = [one.paragraph for one in view.of(Element.NOTE) if not one.recognised.section]
    if days and notes and notes[0].index < days[0].index and "无正文" not in notes[0].text:
        yield notice("note.order", notes[0], 0, len(notes[0].text))


def contact(view: View) -> Iterator[Finding]:
    """A request names somebody and a telephone number."""
    if view.outline.kind is not Kind.REQUEST or not view.of(Element.MARK):
        return
    note = joined(view, Element.NOTE)
    whole = note + "".join(bare(one.text) for one in view.body_paragraphs[-3:])
    named, phone = _NAMED.search(whole) is not None or "联系人" in whole, _PHONE.search(whole) is not None
    if named and phone:
        return
    at = anchor(view, Element.NOTE, Element.DATE, Element.SIGNATURE)
    missing = {(False, False): "联系人姓名和电话", (True, False): "联系电话", (False, True): "联系人姓名"}[
        named, phone
    ]
    if not named and phone and view.of(Element.NOTE):
        said = bare("".join(one.paragraph.text for one in view.of(Element.NOTE)))
        if re.search(r"[\u4e00-\u9fff]{2,3}[，,、；;:：\d]", _LABELS.sub("", said)):
            return  # a note with a name, a number and no "联系人" still says whom to call
    yield notice("note.contact", at, 0, len(at.text) if at and view.of(Element.NOTE) else 0, missing)


CHECKS = (brackets, order, contact)
