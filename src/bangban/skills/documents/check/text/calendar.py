"""Does every date exist, agree with its weekday, and stand in the right order?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bangban.skills.documents.check.text.prose import NAMING, found, paragraphs
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Direction, Element, Finding, Kind

_DATE = re.compile(r"(?:(?<!\d)(?P<y>\d{4})年)?(?<![\d.])(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?(?!\d)")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(
    r"[\s\u3000]?[（(](?:星期|周|礼拜)(?P<w>[一二三四五六日天])[）)、，,]|(?:星期|周)(?P<v>[一二三四五六日天])"
)
WITH_DATES = NAMING | {Element.DATE, Element.IMPRINT}


def days_in(year: int, month: int) -> int:
    """How many days a month has; 29 for February of a year that is not said (0)."""
    if month == 2 and year and (year % 4 or (year % 100 == 0 and year % 400)):
        return 28
    return _DAYS[month]


def written_on(view: View) -> date | None:
    """The document's own date, where it says one in Arabic numerals."""
    for place in view.of(Element.DATE):
        match = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", place.paragraph.text)
        if match:
            year, month, day = map(int, match.groups())
            if 1 <= month <= 12 and 1 <= day <= days_in(year, month) and year:
                return date(year, month, day)
    return None


def real(view: View) -> Iterator[Finding]:
    """No 2月30日 and no 13月."""
    for paragraph in paragraphs(view, WITH_DATES):
        text = paragraph.text
        if "月" not in text:
            continue
        for match in _DATE.finditer(text):
            year, month = int(match.group("y") or 0), int(match.group("m"))
            day = match.group("d")
            if not year and not day:
                continue
            if not 1 <= month <= 12 or (day and not 1 <= int(day) <= days_in(year, month)):
                yield found(view, "calendar.no_such_date", paragraph, *match.span(), sure=False)


def weekday(view: View) -> Iterator[Finding]:
    """星期X is the day of the week of the date before it."""
    own = written_on(view)
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if "星期" not in text and "周" not in text:
            continue
        year = 0
        for match in _DATE.finditer(text):
            year = int(match.group("y") or 0) or year
            month, day = int(match.group("m")), int(match.group("d") or 0)
            said = _WEEKDAY.match(text, match.end())
            if not said or not day or not 1 <= month <= 12 or day > days_in(year, month):
                continue
            sign = said.group("w") or said.group("v")
            wanted = _WEEKDAYS.index(sign.replace("天", "日"))
            years = [year] if year else [own.year, own.year + 1] if own else []
            years = [one for one in years if one and day <= days_in(one, month)]
            if not years or any(date(one, month, day).weekday() == wanted for one in years):
                continue
            if not year and own and month < own.month:
                years = years[1:]
            right = _WEEKDAYS[date(years[0], month, day).weekday()]
            at = said.start("w") if said.group("w") else said.start("v")
            yield found(
                view,
                "calendar.weekday",
                paragraph,
                at,
                at + 1,
                right,
                confidence=0.8,
                date=match.group(),
            )


_RANGE = re.compile(
    r"(?<!\d)(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?(?:[（(][^（）()]{2,4}[）)])?"
    r"(?P<to>至|到|—|－|-|～|~|——)"
    r"(?P<next>次年|翌年|第二年|当年)?(?:(?P<y2>\d{4})年)?(?:(?P<m2>\d{1,2})月)?(?:(?P<d2>\d{1,2})日)?(?=[^\d.])"
)
_SHORT_RANGE = re.compile(
    r"(?<![\d年至到—])(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:至|到|—|-|～)(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日"
)
_YEARS = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)年?(?:至|到|—|-|～)(?P<y2>(?:19|20)\d\d)年(?!\d)")


def order(view: View) -> Iterator[Finding]:
    """A stretch of time begins before it ends."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if "年" not in text and "月" not in text:
            continue
        for match in _RANGE.finditer(text):
            first = (int(match.group("y")), int(match.group("m")), int(match.group("d") or 0))
            year2, month2, day2 = (int(match.group(one) or 0) for one in ("y2", "m2", "d2"))
            if (
                match.group("next") in ("次年", "翌年", "第二年")
                or not (month2 or day2)
                or (year2 and not month2)
            ):
                continue
            last = (year2 or first[0], month2 or first[1], day2)
            days = bool(first[2] and last[2])
            if (last[:2] < first[:2]) or (days and last < first):
                yield found(view, "calendar.order", paragraph, *match.span(), sure=False)
        for match in _SHORT_RANGE.finditer(text):
            if not match.group("m2") and int(match.group("d2")) < int(match.group("d")):
                yield found(view, "calendar.order", paragraph, *match.span(), sure=False)
        for match in _YEARS.finditer(text):
            if match.group("y2") < match.group("y"):
                yield found(view, "calendar.order", paragraph, *match.span(), sure=False)


_BEGIN_AND_END = re.compile(
    r"(?<!\d)(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日|[初底]|中旬|上旬|下旬)?(?:开工|动工|启动|开始|开建)(?:建设|实施)?"
    r"[、，](?:计划|预计|力争|确保)?(?:(?P<y2>\d{4})年)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日|[初底]|中旬|上旬|下旬)?(?:之?前)?(?:全面)?(?:完工|竣工|建成|结束|完成|投入使用|投产)"
)


def works(view: View) -> Iterator[Finding]:
    """Nothing is completed before it is begun."""
    for paragraph in paragraphs(view):
        for match in _BEGIN_AND_END.finditer(paragraph.text):
            year, month = int(match.group("y")), int(match.group("m"))
            last = (int(match.group("y2") or year), int(match.group("m2")))
            if last < (year, month):
                yield found(view, "calendar.order", paragraph, *match.span(), sure=False)


_DEADLINE = re.compile(
    r"(?<!\d)(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:\d{1,2}(?:时|[:：]\d\d))?(?:下班)?(?:前|之前|以前)"
)
_DONE = re.compile(
    "已|了|曾|原定|原计划|前后|自|从|以来|取得|建成|竣工于|成立|登记的|购置|出生|发生|施行前|实施前|参加|印发"
)
_ASKED = re.compile("报|送|完成|反馈|提交|上传|填写|回复|函复|落实到位|整改到位|拨付|缴纳")
_ASKING = frozenset(
    {Kind.NOTICE, Kind.LETTER, Kind.DECISION, Kind.OPINION, Kind.REPLY, Kind.PUBLIC_NOTICE, Kind.ANNOUNCEMENT}
)


def deadline(view: View) -> Iterator[Finding]:
    """What is asked for is not due before the document is written."""
    own = written_on(view)
    if own is None or view.outline.kind not in _ASKING or view.outline.direction is Direction.UP:
        return
    for paragraph in paragraphs(view):
        text = paragraph.text
        for match in _DEADLINE.finditer(text):
            year, month, day = (int(match.group(one)) for one in "ymd")
            if not 1 <= month <= 12 or not 1 <= day <= days_in(year, month) or date(year, month, day) >= own:
                continue
            start = max(text.rfind(sign, 0, match.start()) for sign in "。；") + 1
            stop = re.search("[。；]|$", text[match.end() :])
            sentence = text[start : match.end() + (stop.start() if stop else 0)]
            if _ASKED.search(sentence) and not _DONE.search(sentence):
                yield found(
                    view,
                    "calendar.deadline_past",
                    paragraph,
                    *match.span(),
                    sure=False,
                    written=f"{own.year}年{own.month}月{own.day}日",
                )


_CLOCK = re.compile(
    r"(?P<part>上午|下午|晚上?|凌晨|中午)?(?<!\d)(?P<h>\d{1,2})(?:[:：](?P<n>\d{2})(?![\d:：])|[时点](?:(?P<n2>\d{1,2})分)?)"
)


def clock(view: View) -> Iterator[Finding]:
    """No 25:00, no 8时75分, no 上午15时."""
    for paragraph in paragraphs(view, NAMING):
        text = paragraph.text
        if not re.search("[:：时点]", text):
            continue
        for match in _CLOCK.finditer(text):
            colon = match.group("n") is not None
            if (
                colon
                and not match.group("part")
                and not re.search(
                    "日|时间|每[天日]|星期.|[）)]|于$", text[max(0, match.start() - 4) : match.start()]
                )
            ):
                continue  # a ratio, a score
            hour = int(match.group("h"))
            minute = int(match.group("n") or match.group("n2") or 0)
            if (
                not colon
                and not match.group("part")
                and not re.search("日|[）)]$", text[max(0, match.start() - 2) : match.start()])
                and not (
                    text[match.start() - 1 : match.start()] in "于在"
                    and text[match.end() :][:1] in "前整召举，。"
                )
            ):
                continue  # 30时 as a length of time, 3点意见
            if hour > 24 or minute > 59 or (hour == 24 and minute):
                yield found(view, "calendar.no_such_time", paragraph, *match.span(), sure=False)
            elif match.group("part") in ("上午", "凌晨") and hour > 12:
                yield found(view, "calendar.part_of_day", paragraph, *match.span(), sure=False)


_HOURS = re.compile(r"(?<!\d)(\d{1,2})时(?:\d{1,2}分)?(?:至|到|—)(?:次日|当日)?(\d{1,2})时")
_HELD = re.compile(
    r"(?<!\d)(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?P<what>[^，。；]{0,30}?(?:会议)?[^，。；]{0,10}?(?:审议通过|讨论通过|通过|召开了|举行了))"
)


def hours(view: View) -> Iterator[Finding]:
    """From 6时 to 18时, not to 28时."""
    for paragraph in paragraphs(view, NAMING):
        for match in _HOURS.finditer(paragraph.text):
            if max(map(int, match.groups())) > 24:
                yield found(view, "calendar.no_such_time", paragraph, *match.span(), sure=False)


def held(view: View) -> Iterator[Finding]:
    """What has been adopted or held was so before the document is dated."""
    own = written_on(view)
    if own is None:
        return
    for paragraph in paragraphs(view):
        for match in _HELD.finditer(paragraph.text):
            year, month, day = (int(match.group(one)) for one in "ymd")
            if 1 <= month <= 12 and 1 <= day <= days_in(year, month) and date(year, month, day) > own:
                written = f"{own.year}年{own.month}月{own.day}日"
                end = match.start("what")
                yield found(
                    view, "calendar.held_later", paragraph, match.start(), end, sure=False, written=written
                )
