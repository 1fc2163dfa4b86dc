"""Is the document signed and dated, and is the date whole and in Arabic numerals?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.day import Day, day_in
from bangban.skills.documents.check.elements.said import anchor, bare, notice, replace, trimmed
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Element, Finding, Kind
from bangban.skills.documents.model import Paragraph

_UNDATED = frozenset({Kind.MINUTES})
_UNSIGNED = frozenset({Kind.MINUTES, Kind.RESOLUTION, Kind.COMMUNIQUE})
"""Kinds that a meeting adopts: the date of adoption stands under the title, and nobody signs."""
_PASSED = re.compile(r"^[（(].*\d{4}年.*(?:通过|批准|公布|发布)[）)]$")
_TAIL = re.compile(r"[。．.，,；;、]+\s*$")


def _passed(view: View) -> bool:
    return any(_PASSED.match(bare(one.text)) for one in view.flow[:14])


def form(view: View) -> Iterator[Finding]:
    """2025年3月14日: Arabic, whole, four digits, no zeros."""
    for place in view.of(Element.DATE):
        text, at = trimmed(place)
        written = day_in(place.paragraph.text, at, at + len(text))
        if written is None:
            rule = "date.form" if re.search(r"[\w×]", bare(text).strip("年月日")) else "date.incomplete"
            yield notice(rule, place.paragraph, at, at + len(text))
        else:
            yield from _faults(place.paragraph, written)


def _faults(paragraph: Paragraph, written: Day) -> Iterator[Finding]:
    """One finding for one date, of its gravest fault: the whole date is written anew."""
    for fault in ("numerals", "year", "incomplete", "form", "padding", "spaces"):
        if fault not in written.faults:
            continue
        if fault == "incomplete" or written.right == written.written:
            yield notice(f"date.{fault}", paragraph, written.start, written.end)
        else:
            yield replace(f"date.{fault}", paragraph, written.start, written.end, written.right)
        return


def sign(view: View) -> Iterator[Finding]:
    """No sign follows the signature or the date."""
    for element, rule in ((Element.SIGNATURE, "signature.sign"), (Element.DATE, "date.sign")):
        for place in view.of(element):
            text = place.paragraph.text
            if found := _TAIL.search(text, place.start, place.end):
                yield replace(rule, place.paragraph, found.start(), place.end, "")


def presence(view: View) -> Iterator[Finding]:
    """A document has a date and, unless a meeting adopted it, a signature."""
    if not view.of(Element.MARK) or not (view.of(Element.BODY) or view.of(Element.CLOSING)):
        return
    kind = view.outline.kind
    at = anchor(view, Element.SIGNATURE, Element.ATTACHMENT_NOTE, Element.CLOSING, Element.BODY)
    if not view.of(Element.DATE) and kind not in _UNDATED and not _passed(view):
        yield notice("date.missing", at, found="")
    if not view.of(Element.SIGNATURE) and kind not in _UNSIGNED and not _passed(view):
        yield notice("signature.missing", anchor(view, Element.DATE, Element.CLOSING, Element.BODY), found="")


_FILLER = re.compile(r"[（(【\[]?\s*(?:此|本)\s*页\s*无\s*正\s*文\s*[）)】\]]?[。.]?")


def order(view: View) -> Iterator[Finding]:
    """The signature stands over the date; nothing like "此页无正文" fills a page."""
    names = [one.paragraph for one in view.of(Element.SIGNATURE) if not one.recognised.section]
    days = [one.paragraph for one in view.of(Element.DATE) if not one.recognised.section]
    if names and days and names[0].index > days[-1].index:
        yield notice("signature.order", names[0], 0, len(names[0].text))
    for paragraph in view.flow:
        if "无正文" in paragraph.text and (filler := _FILLER.search(paragraph.text)):
            yield notice("signature.filler", paragraph, *filler.span())


_POST = re.compile(r"^(?:代|代理)?[\u4e00-\u9fff]{0,12}(?:长|主席|主任|总理|书记)")


def of_order(view: View) -> Iterator[Finding]:
    """An order is signed by a person: post and name."""
    if view.outline.format != "order":
        return
    places = [one for one in view.of(Element.SIGNATURE) if not one.recognised.section]
    posts = [one for one in places if _POST.search(bare(one.paragraph.text))]
    alone = len(places) == 1 and posts and _POST.fullmatch(bare(places[0].paragraph.text))
    if places and (alone or not posts):
        text, at = trimmed(places[0])
        yield notice("signature.of_order", places[0].paragraph, at, at + len(text))


_SHORT = re.compile(r"^[省市区县州旗](?:政府|委|人大|政协)(?:办公?室?)?$")


def in_full(view: View) -> Iterator[Finding]:
    """The issuer signs with its full or its standardised short name, never as 区政府."""
    for place in view.of(Element.SIGNATURE):
        text, at = trimmed(place)
        if _SHORT.match(bare(text)):
            yield notice("signature.short", place.paragraph, at, at + len(text))


def joint(view: View) -> Iterator[Finding]:
    """Who issues a document together signs it together, in the order of the mark."""
    marks = [
        bare(one.paragraph.text[one.start : one.end]).removesuffix("文件") for one in view.of(Element.MARK)
    ]
    places = [one for one in view.of(Element.SIGNATURE) if not one.recognised.section]
    signed = [bare(one.paragraph.text[one.start : one.end]) for one in places]
    marks = [one for one in marks if one]
    if len(marks) < 2 or len(signed) < 2 or len(set(marks)) != len(marks):
        return
    if any(one not in marks for one in signed) or len(set(signed)) != len(signed):
        return  # several in one line, or under other names
    if missing := [one for one in marks if one not in signed]:
        yield notice("signature.joint", places[-1].paragraph, places[-1].start, places[-1].end, missing[0])
    elif signed != marks:
        at = next(order for order, name in enumerate(signed) if name != marks[order])
        place = places[at]
        yield notice("signature.joint", place.paragraph, place.start, place.end, marks[at])


CHECKS = (in_full, joint, form, sign, presence, order, of_order)
