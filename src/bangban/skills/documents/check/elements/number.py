"""Is the document number made of code, year and number, written as the standard writes it?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.skills.documents.check.elements.day import day_in
from bangban.skills.documents.check.elements.said import bare, notice, replace, trimmed
from bangban.skills.documents.check.text.chinese import value
from bangban.skills.documents.check.view import Place, View
from bangban.skills.documents.findings import Element, Finding, Kind, SetText
from bangban.skills.documents.recognise.shapes import OPEN_NUMBER

_B = r"[\s\u3000]*"
_HAN_YEAR = "〇○零Ｏ０一二三四五六七八九"
_NUMBER = re.compile(
    rf"(?P<code>[\u4e00-\u9fff·（）()]*?){_B}(?P<open>[〔\[（(［【{{﹝〈<「]?){_B}"
    rf"(?P<year>\d{{2,4}}|[\dOoО]{{4}}|[{_HAN_YEAR}]{{4}}){_B}(?P<nian>年?){_B}(?P<close>[〕\]）)］】}}﹞〉>」]?){_B}(?P<dash>[\-—－·]?){_B}"
    rf"(?P<prefix>第?){_B}(?P<number>\d{{1,5}}|[一二三四五六七八九十百〇]{{1,5}}){_B}(?P<suffix>[号期]?)"
)
_PLAIN = re.compile(
    rf"[（(]?(?:(?P<year>\d{{4}})年{_B})?(?P<prefix>第?){_B}(?P<number>\d{{1,5}}|[一二三四五六七八九十百〇]{{1,5}}){_B}(?P<suffix>[号期]?)[）)]?"
)
_OPEN = re.compile(OPEN_NUMBER)
_BY_NUMBER_ONLY = frozenset(
    {
        Kind.ORDER,
        Kind.ANNOUNCEMENT,
        Kind.PUBLIC_NOTICE,
        Kind.COMMUNIQUE,
        Kind.MINUTES,
        Kind.RESOLUTION,
    }
)
"""Kinds whose number may be "第N号" alone."""
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def _plain_allowed(view: View) -> bool:
    return view.outline.format in ("order", "minutes") or view.outline.kind in _BY_NUMBER_ONLY


def form(view: View) -> Iterator[Finding]:
    """云府〔2025〕12号: code, four-digit year in 〔〕, number without 第 and zeros, 号, no blanks."""
    for place in view.of(Element.NUMBER):
        text, at = trimmed(place)
        text = text.translate(_WIDE)
        if _OPEN.fullmatch(bare(text)):
            yield notice("number.open", place.paragraph, at, at + len(text))
            continue
        match = _NUMBER.fullmatch(text)
        if match is None or not _whole(match):
            yield from _by_number_only(view, place, text, at)
            continue
        yield from _wide(place, at)
        yield from _brackets(place, match, at)
        yield from _year(place, match, at)
        yield from _sequence(view, place, match, at)
        if (
            not match.group("code")
            and view.outline.format != "minutes"
            and view.outline.kind not in _BY_NUMBER_ONLY
        ):
            yield notice("number.code", place.paragraph, at, at + len(text))
        yield from _spaces(place, text, at)


def _whole(match: re.Match[str]) -> bool:
    """Whether it is a number with a code and a year, not "2025年第5号" or "第012号"."""
    code = match.group("code")
    if match.group("open") or match.group("close"):
        return True
    return (
        bool(code)
        and not code.endswith(("第", "令", "公告", "通告"))
        and bool(match.group("nian") or match.group("dash"))
    )


def _wide(place: Place, at: int) -> Iterator[Finding]:
    text, _ = trimmed(place)
    if (right := text.translate(_WIDE)) != text:
        edits = [
            SetText(place.paragraph.index, at + one.start(), at + one.end(), one.group().translate(_WIDE))
            for one in re.finditer("[０-９]+", text)
        ]
        yield notice("number.wide", place.paragraph, at, at + len(text), right, *edits)


def _brackets(place: Place, match: re.Match[str], at: int) -> Iterator[Finding]:
    opened, closed = match.span("open"), match.span("close")
    if match.group("open") == "〔" and match.group("close") == "〕":
        return
    year = match.group("year")
    edits = [
        SetText(place.paragraph.index, at + first, at + last, right)
        for (first, last), right, has in (
            (opened, "〔", match.group("open")),
            (closed, "〕", match.group("close")),
        )
        if has != right
    ]
    if not match.group("close"):
        # "2025年12号", "2025-12号": 年 and the dash give way to the bracket.
        first, last = match.end("year"), match.start("prefix")
        edits[-1] = SetText(place.paragraph.index, at + first, at + last, "〕")
    start, end = (
        (opened[0] if match.group("open") else match.start("year")),
        max(closed[1], match.end("year")),
    )
    yield notice("number.brackets", place.paragraph, at + start, at + end, f"〔{year}〕", *edits)


def _year(place: Place, match: re.Match[str], at: int) -> Iterator[Finding]:
    written = match.group("year")
    first, last = match.span("year")
    if not written.isdecimal():
        digits = "".join(
            one if one.isdecimal() else str(max("〇一二三四五六七八九".find(one), 0)) for one in written
        )
        yield replace("number.year", place.paragraph, at + first, at + last, digits)
    elif len(written) == 2:
        yield replace("number.year", place.paragraph, at + first, at + last, "20" + written)
    elif match.group("nian") and match.group("close"):
        nian = match.span("nian")
        edit = SetText(place.paragraph.index, at + nian[0], at + nian[1], "")
        yield notice("number.year", place.paragraph, at + first, at + nian[1], written, edit)
    elif len(written) == 3:
        yield notice("number.year", place.paragraph, at + first, at + last)


def _sequence(view: View, place: Place, match: re.Match[str], at: int) -> Iterator[Finding]:
    paragraph = place.paragraph
    if match.group("prefix"):
        first, last = match.span("prefix")
        yield notice(
            "number.prefix",
            paragraph,
            at + first,
            at + match.end("suffix"),
            match.group("number") + "号",
            SetText(paragraph.index, at + first, at + last, ""),
        )
    yield from _counted(place, match, at)
    if not match.group("suffix") or (match.group("suffix") == "期" and view.outline.format != "minutes"):
        end = at + match.end("suffix")
        yield notice(
            "number.suffix",
            paragraph,
            at + match.start("number"),
            end,
            match.group("number") + "号",
            SetText(paragraph.index, at + match.start("suffix"), end, "号"),
        )


def _counted(place: Place, match: re.Match[str], at: int) -> Iterator[Finding]:
    """The number itself: Arabic, without leading zeros."""
    written = match.group("number")
    first, last = match.span("number")
    if not written.isdecimal():
        right = value(written)
        if right:
            yield replace("number.arabic", place.paragraph, at + first, at + last, str(right))
    elif written[0] == "0" and written.strip("0"):
        zeros = len(written) - len(written.lstrip("0"))
        yield notice(
            "number.padding",
            place.paragraph,
            at + first,
            at + last,
            written.lstrip("0"),
            SetText(place.paragraph.index, at + first, at + first + zeros, ""),
        )


def _spaces(place: Place, text: str, at: int) -> Iterator[Finding]:
    if not re.search(r"[\s\u3000]", text):
        return
    edits = [
        SetText(place.paragraph.index, at + one.start(), at + one.end(), "")
        for one in re.finditer(r"[\s\u3000]+", text)
    ]
    yield notice("number.spaces", place.paragraph, at, at + len(text), bare(text), *edits)


def _by_number_only(view: View, place: Place, text: str, at: int) -> Iterator[Finding]:
    """第12号, 2025年第5号: orders, announcements, minutes."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        # "云山市人民政府令第12号" names the body once more; what cannot be read is left to a person.
        match = re.compile(rf"[\u4e00-\u9fff]+?(?:令|公告|通告){_PLAIN.pattern}").fullmatch(text)
    if match is None or not (match.group("prefix") or match.group("suffix")):
        yield notice("number.form", place.paragraph, at, at + len(text))
        return
    if not _plain_allowed(view):
        yield notice("number.code", place.paragraph, at, at + len(text))
        return
    paragraph = place.paragraph
    first, last = match.span("number")
    if not match.group("prefix"):
        yield notice(
            "number.order_form",
            paragraph,
            at,
            at + len(text),
            f"第{match.group('number')}号",
            SetText(paragraph.index, at + first, at + first, "第"),
        )
    if not match.group("suffix"):
        yield notice(
            "number.suffix",
            paragraph,
            at + first,
            at + last,
            match.group("number") + "号",
            SetText(paragraph.index, at + last, at + last, "号"),
        )
    if match.group("number").isdecimal():
        yield from _counted(place, match, at)
    yield from _spaces(place, text, at)


def year_of_date(view: View) -> Iterator[Finding]:
    """The number's year is the year of the date."""
    number, day = view.of(Element.NUMBER), view.of(Element.DATE)
    if not number or not day:
        return
    text, at = trimmed(number[0])
    match = _NUMBER.fullmatch(text.translate(_WIDE))
    written = day_in(day[-1].paragraph.text, day[-1].start, day[-1].end)
    if (
        match is None
        or written is None
        or len(match.group("year")) != 4
        or not match.group("year").isdecimal()
    ):
        return
    if not (match.group("open") or match.group("nian") or match.group("dash")):
        return
    year = int(match.group("year"))
    # A number given in the last days of December may go out in January.
    if year != written.year and not (year == written.year - 1 and written.month == 1):
        first, last = match.span("year")
        yield notice(
            "number.year_of_date",
            number[0].paragraph,
            at + first,
            at + last,
            str(written.year),
            date=written.written,
        )


def missing(view: View) -> Iterator[Finding]:
    """A document with its issuer's mark has a number."""
    mark = view.first(Element.MARK)
    if mark is None or view.of(Element.NUMBER) or view.outline.format == "minutes":
        return
    if view.outline.kind in _BY_NUMBER_ONLY and view.outline.format != "order":
        return
    yield notice("number.missing", mark)


CHECKS = (form, year_of_date, missing)
