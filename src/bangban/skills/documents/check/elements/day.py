"""Which day does an element name, however it is written, and how does the standard write it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bangban.skills.documents.check.text.chinese import value

_HAN_YEAR = "〇○零Ｏ０0OoО一二三四五六七八九"
_B = r"[\s\u3000]*"
_DAY = re.compile(
    rf"(?P<y>\d{{4}}|\d{{2}}|[{_HAN_YEAR}]{{4}}){_B}(?P<s1>年|[.\-－/．]){_B}"
    rf"(?P<m>\d{{1,2}}|[元正一二三四五六七八九十]{{1,3}}){_B}(?P<s2>月|[.\-－/．])?{_B}"
    rf"(?:(?P<d>\d{{1,2}}|[一二三四五六七八九十廿卅]{{1,4}}){_B}(?P<s3>[日号])?)?"
)
_DIGIT = {sign: str(number) for number, sign in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "○零Ｏ０0OoО", "0"
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written. `day` is 0 where none is named."""

    year: int
    month: int
    day: int
    start: int
    end: int
    written: str
    faults: frozenset[str]
    """Of "numerals", "padding", "form", "year", "incomplete", "spaces"."""

    @property
    def right(self) -> str:
        """As the standard writes it (7.3.5.4); itself where no day is named."""
        return f"{self.year}年{self.month}月{self.day}日" if self.day else self.written

    @property
    def date(self) -> date | None:
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    text = text.replace("元", "一").replace("正", "一").replace("廿", "二十").replace("卅", "三十")
    return value(text) or 0


def day_in(text: str, start: int = 0, end: int | None = None) -> Day | None:
    """Return the first day named in text[start:end]; None when none is."""
    wide = text.translate(_WIDE)
    match = _DAY.search(wide, start, len(text) if end is None else end)
    if not match:
        return None
    faults = set()
    year_text, month_text, day_text = match.group("y"), match.group("m"), match.group("d") or ""
    if not (year_text + month_text + day_text).isdecimal():
        faults.add("numerals")
    if not year_text.isdecimal():
        year_text = "".join(_DIGIT[one] for one in year_text)
    year = int(year_text)
    if len(year_text) == 2:
        faults.add("year")
        year += 2000
    for part in (month_text, day_text):
        if part.isdecimal() and len(part) == 2 and part[0] == "0":
            faults.add("padding")
    if not day_text:
        faults.add("incomplete")
    elif (match.group("s1"), match.group("s2"), match.group("s3")) != ("年", "月", "日"):
        faults.add("form")
    if re.search(r"[\s\u3000]", match.group().strip()):
        faults.add("spaces")
    month, day = _number(month_text), _number(day_text) if day_text else 0
    stop = match.start() + len(match.group().rstrip())
    return Day(year, month, day, match.start(), stop, text[match.start() : stop], frozenset(faults))
