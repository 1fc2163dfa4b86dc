"""Which amounts stand in a text, in what unit, and how exactly are they said?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bangban.skills.documents.check.text import chinese

_COUNTERS = (
    "平方米|平方公里|立方米|公顷|公里|千米|个百分点|人次|户次|万平方米|"
    "元|美元|人|名|户|家|个|项|件|起|条|台|套|辆|张|份|次|亩|吨|米|千克|公斤|处|座|所|间|栋|幢|例|宗|篇|期|场|天|小时|课时|床|头|只|株"
)
_AMOUNT = re.compile(
    rf"(?<![\d.,〔])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more>余|多)?(?P<scale>万亿|千万|百万|万|亿|千|百)?(?P<more2>余|多)?(?P<unit>{_COUNTERS}|[%％])"
)
_SCALE = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
PEOPLE = frozenset({"人", "名", "户", "人次", "户次", "例"})


@dataclass(frozen=True, slots=True)
class Amount:
    start: int
    end: int
    number: Decimal
    step: Decimal
    """The least amount its last written digit can say; 0 when it counts single things."""
    unit: str
    about: bool
    """Said with 余 or 多."""
    text: str


def amounts(text: str, start: int = 0, end: int | None = None) -> Iterator[Amount]:
    """Every amount with a unit in text[start:end]. A year, a number of a document or an article is none."""
    for match in _AMOUNT.finditer(text, start, len(text) if end is None else end):
        written = match.group("number").replace(",", "")
        scale = _SCALE[match.group("scale") or ""]
        places = len(written.partition(".")[2])
        unit = match.group("unit").replace("％", "%")
        step = Decimal(scale) / (10**places)
        if scale == 1 and places == 0 and unit != "%":
            step = Decimal(0)
        if unit == "名":
            unit = "人"
        yield Amount(
            match.start(),
            match.end(),
            Decimal(written) * scale,
            step,
            unit,
            bool(match.group("more") or match.group("more2")),
            match.group(),
        )


def plain(number: Decimal, like: Amount) -> str:
    """A number said in the scale and unit of an amount: 8600000 like 720万元 is 860万元."""
    match = _AMOUNT.match(like.text)
    scale = (match.group("scale") if match else "") or ""
    shown = (number / _SCALE[scale]).normalize()
    return f"{shown:f}{scale}{match.group('unit') if match else like.unit}"


def count(text: str) -> int | None:
    """A small whole number, in digits or in Chinese."""
    return int(text) if text.isdecimal() else chinese.value(text)
