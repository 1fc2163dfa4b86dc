"""Do serial number, classification, urgency, mark and signer say what they must, in the right words and order?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bangban.skills.documents.check.elements.said import anchor, bare, notice, replace, trimmed
from bangban.skills.documents.check.text.chinese import value
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Direction, Element, Finding, Kind
from bangban.skills.documents.model import Paragraph

# ── serial number ──

_SERIAL = re.compile(
    r"(?P<lead>(?:№|No\.?|NO\.?|份号[:：]?|编号[:：]?)?\s*)(?P<digits>[\d０-９]+)(?P<tail>\s*号?)"
)


def serial(view: View) -> Iterator[Finding]:
    """Six Arabic numerals and nothing else."""
    for place in view.of(Element.SERIAL):
        text, at = trimmed(place)
        match = _SERIAL.fullmatch(text)
        if not match:
            yield notice("serial.form", place.paragraph, at, at + len(text))
            continue
        digits = match.group("digits")
        plain = not match.group("lead") and not match.group("tail")
        if len(digits) == 6 and plain:
            continue
        right = digits if len(digits) >= 6 else digits.zfill(6)
        if len(right) == 6:
            yield replace("serial.form", place.paragraph, at, at + len(text), right)
        else:
            yield notice("serial.form", place.paragraph, at, at + len(text))


# ── classification and urgency ──

_SECRET = re.compile(
    r"(?P<label>(?:密级[:：]?)?)(?P<word>[绝机秘]\s*密|内\s*部|[\u4e00-\u9fff]{2})\s*(?P<star>[^\d\u4e00-\u9fff０-９\s]?)\s*(?P<period>.*)"
)
_PERIOD = re.compile(
    r"(?P<number>[\d０-９]+|[一二三四五六七八九十]+)?\s*(?P<unit>年|个?月|天|日|长期|.*前|.*止)?"
)
_WORDS = ("绝密", "机密", "秘密")


def classification(view: View) -> Iterator[Finding]:
    """机密★1年: one of three words, a star, an Arabic period or a condition."""
    for place in view.of(Element.CLASSIFICATION):
        text, at = trimmed(place)
        match = _SECRET.fullmatch(text)
        if not match or bare(match.group("word")) not in _WORDS or match.group("label"):
            yield notice("classification.word", place.paragraph, at, at + len(text))
            continue
        period = match.group("period").strip()
        star = match.span("star")
        if not period:
            yield notice(
                "classification.period",
                place.paragraph,
                at,
                at + len(text),
                bare(match.group("word")) + "★1年",
            )
            continue
        if match.group("star") != "★":
            yield replace("classification.star", place.paragraph, at + star[0], at + star[1], "★")
        written = _PERIOD.fullmatch(period)
        number = written.group("number") if written else None
        if number and not number.isdecimal() and (right := value(number)):
            first = match.start("period") + period.index(number)
            yield replace(
                "classification.numeral", place.paragraph, at + first, at + first + len(number), str(right)
            )


def classified(view: View) -> Iterator[Finding]:
    """A classified document has a serial number, and has no place in a system for open ones."""
    places = view.of(Element.CLASSIFICATION)
    if not places:
        return
    paragraph = places[0].paragraph
    if not any(word in bare(paragraph.text) for word in _WORDS):
        return
    if not view.of(Element.SERIAL):
        yield notice("serial.missing", paragraph)
    yield notice("classification.here", paragraph, places[0].start, places[0].end)


_URGENT = ("特急", "加急")
_TELEGRAM = ("特提", "平急")


def urgency(view: View) -> Iterator[Finding]:
    """特急 or 加急 on paper; 特提 and 平急 are telegrams'."""
    mark = view.first(Element.MARK)
    telegram = mark is not None and re.search("电报|明电|密电|发电", mark.text) is not None
    for place in view.of(Element.URGENCY):
        text, at = trimmed(place)
        word = bare(text)
        if word in _URGENT or (telegram and word in _TELEGRAM):
            continue
        right = next((one for one in _URGENT if word in (one + "件", one + "公文", one + "文件")), "")
        if right:
            yield replace("urgency.word", place.paragraph, at, at + len(text), right)
        else:
            yield notice("urgency.word", place.paragraph, at, at + len(text), "特急、加急")


_ORDER = (Element.SERIAL, Element.CLASSIFICATION, Element.URGENCY)


def order(view: View) -> Iterator[Finding]:
    """From above: serial number, classification, urgency; the mark below them."""
    there = [(view.of(one)[0].paragraph, one) for one in _ORDER if view.of(one)]
    for (above, _), (below, name) in pairwise(there):
        if below.index < above.index:
            yield notice(f"{name.value.split('_')[0]}.order", below, 0, len(below.text))
            return
    mark = view.first(Element.MARK)
    if mark is None or mark.place != "body" or view.outline.format == "letter":
        return
    for paragraph, name in there:
        if paragraph.place == "body" and paragraph.index > mark.index:
            yield notice(f"{name.value.split('_')[0]}.order", paragraph, 0, len(paragraph.text))
            return


# ── mark ──

_SIGNS = re.compile(r"[，。；：、！？,.;:!?]+$")
_INTERNAL = re.compile(r"(?:局|委员会|委|厅|部|署)(?!党|机关)[\u4e00-\u9fff]{2,8}(?:科|股)(?:文件|函)?$")


def mark(view: View) -> Iterator[Finding]:
    """An agency's name, with 文件 or without; in letters without; in minutes ending in 纪要."""
    places = view.of(Element.MARK)
    if not places:
        return
    last = places[-1].paragraph
    text = last.text.rstrip()
    whole = "".join(bare(one.paragraph.text) for one in places)
    if signs := _SIGNS.search(text):
        yield replace("mark.signs", last, signs.start(), signs.end(), "")
    if view.outline.format == "letter" and bare(text).endswith("文件"):
        start = text.rindex("文")
        yield replace("mark.letter", last, start, len(text), "")
    if (
        view.outline.kind is Kind.MINUTES
        and not whole.rstrip("。").endswith("纪要")
        and not re.search("纪要（", whole)
    ):
        yield notice("mark.minutes", last, 0, len(text))
    if view.outline.kind is Kind.ORDER and not re.search("令(?:（.*）)?$", whole):
        yield notice("mark.order", last, 0, len(text))
    if view.outline.kind is not Kind.MINUTES and _INTERNAL.search(whole):
        yield notice("mark.internal", last, 0, len(text), confidence=0.8)


_MARK_LEAST = 20.0
"""Points: what stands in a header so large is the mark of a letter."""


def _in_header(view: View) -> bool:
    """Whether the first page's header bears the mark, as a letter's often does: its top is 30 mm from the edge."""
    first = view.document.sections[0].headers if view.document.sections else {}
    return any(
        view.size(one) >= _MARK_LEAST and view.east(one.text) for kind in first.values() for one in kind
    )


def mark_missing(view: View) -> Iterator[Finding]:
    """A numbered document says above its number who issues it."""
    number = view.first(Element.NUMBER)
    if number is not None and not view.of(Element.MARK) and not _in_header(view):
        yield notice("mark.missing", number)


# ── signer ──

_SIGNER = re.compile(r"签\s*发\s*(?P<who>人?)\s*(?P<colon>[:：;；﹕]?)\s*(?P<names>.*)", re.S)
_SIGNED = frozenset({Kind.REQUEST, Kind.REPORT})
"""A motion is signed by the head of the government himself."""


def signer(view: View) -> Iterator[Finding]:
    """Upward documents name their signer after 签发人：, two names a line; others do not."""
    places = view.of(Element.SIGNER)
    direction, kind = view.outline.direction, view.outline.kind
    if not places:
        if (
            direction is Direction.UP
            and kind in _SIGNED
            and (at := anchor(view, Element.NUMBER, Element.MARK))
        ):
            yield notice("signer.missing", at)
        return
    if direction in (Direction.DOWN, Direction.PUBLIC) or kind is Kind.LETTER:
        text, at_sign = trimmed(places[0])
        yield notice("signer.not_wanted", places[0].paragraph, at_sign, at_sign + len(text))
        return
    for place in places:
        yield from _signer_line(place.paragraph, *trimmed(place))


def _signer_line(paragraph: Paragraph, text: str, at: int) -> Iterator[Finding]:
    match = _SIGNER.fullmatch(text)
    names = text
    if match:
        names = match.group("names")
        who, colon = match.span("who"), match.span("colon")
        if not match.group("who"):
            yield replace("signer.label", paragraph, at, at + colon[1], "签发人：")
        elif match.group("colon") != "：":
            end = colon[1] if match.group("colon") else (match.start("names") if names else who[1])
            yield replace("signer.colon", paragraph, at + who[1], at + end, "：")
        if not bare(names):
            yield notice("signer.name", paragraph, at, at + len(text))
    if match and (comma := re.search(r"[、，,]\s*", names)):
        first = at + match.start("names") + comma.start()
        yield replace("signer.separator", paragraph, first, first + len(comma.group()), "　")
    if _count(names) > 2:
        yield notice("signer.two_a_line", paragraph, at, at + len(text))


def _count(names: str) -> int:
    """How many persons: "李　明　王小芳" is two, a character alone is half of a name of two."""
    count, half = 0, False
    for piece in re.split(r"[\s\u3000、，,]+", names.strip()):
        if len(piece) == 1:
            half = not half
            count += half
        elif piece:
            count, half = count + 1, False
    return count


CHECKS = (serial, classification, classified, urgency, order, mark, mark_missing, signer)
