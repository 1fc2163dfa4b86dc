"""Does a figure follow from the two it stands beside: growth over a base, a share of a whole, a product, a balance?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bangban.skills.documents.check.text.amounts import Amount, amounts, plain
from bangban.skills.documents.check.text.prose import found, paragraphs
from bangban.skills.documents.check.text.sums import judged_rate, rate_step
from bangban.skills.documents.check.view import View
from bangban.skills.documents.findings import Finding
from bangban.skills.documents.model import Paragraph

_FIGURE = r"\d[\d.,]*(?:万亿|千万|百万|[万亿千百])?[^\d，。；、：（）%％]{1,5}?"
_WAY = "(?:增长|增加|提高|上升|下降|减少|降低|压减)"
_OVER_BASE = re.compile(
    rf"(?P<after>{_FIGURE})[，,](?:比|较)[^，。；、]{{0,14}}?的(?P<before>{_FIGURE}){_WAY}了?(?P<rate>\d+(?:\.\d+)?)[%％]"
)
_BY_CHANGE = re.compile(
    rf"(?P<after>{_FIGURE})[，,](?:同比|(?:比|较)(?:上年|去年|前年|上年同期|去年同期|\d{{4}}年(?:同期)?))"
    rf"(?P<way>增加|增长|减少|下降)了?(?P<change>{_FIGURE})[，,、]{_WAY}了?(?P<rate>\d+(?:\.\d+)?)[%％]"
)


def over_base(view: View) -> Iterator[Finding]:
    """120万元，比2023年的100万元增长20%; 3.2万人次，比上年增加0.2万人次，增长6.7%."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        if "比" not in text and "较" not in text:
            continue
        for pattern in (_OVER_BASE, _BY_CHANGE):
            for match in pattern.finditer(text):
                yield from _grown(view, paragraph, match)


def _grown(view: View, paragraph: Paragraph, match: re.Match[str]) -> Iterator[Finding]:
    names = ("after", "before" if "before" in match.re.groupindex else "change")
    said = [list(amounts(paragraph.text, *match.span(one))) for one in names]
    if any(len(one) != 1 or one[0].about or one[0].unit == "%" for one in said):
        return
    after, other = (one[0] for one in said)
    if after.unit != other.unit:
        return
    slack = (after.step + other.step) / 2
    if names[1] == "before":
        base, change = other.number, abs(after.number - other.number)
    else:
        rose = match.group("way") in ("增加", "增长")
        base, change = after.number - other.number if rose else after.number + other.number, other.number
    if base - slack <= 0:
        return
    low, high = (change - slack) / (base + slack) * 100, (change + slack) / (base - slack) * 100
    yield from judged_rate(view, "sums.growth", paragraph, match, low, high)


_SHARE = re.compile(
    rf"(?P<part>{_FIGURE})[，,、（]?占(?:比|总数|总量|总额|总人数)?的?(?:为|达)?(?P<rate>\d+(?:\.\d+)?)[%％]"
)


def of_whole(view: View) -> Iterator[Finding]:
    """1200亿元。其中，一产180亿元，占15%: every part that says its share is that share of what stood before 其中."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        at = text.find("其中")
        if at < 0 or "占" not in text[at:] or text.find("其中", at + 2) >= 0:
            continue
        end = text.find("。", at)
        shares = list(_SHARE.finditer(text, at, len(text) if end < 0 else end))
        if len(shares) < 2:
            continue
        parts = [list(amounts(text, *one.span("part"))) for one in shares]
        if any(len(one) != 1 or one[0].about for one in parts) or len({one[0].unit for one in parts}) > 1:
            continue
        wholes = [one for one in amounts(text, 0, at) if one.unit == parts[0][0].unit and not one.about]
        whole = wholes[-1] if wholes else None
        if whole is None or not whole.number:
            continue
        right = [_fits(match, part[0], whole) for match, part in zip(shares, parts, strict=True)]
        # Where none fits, they are shares of something else.
        if right.count(False) == 1:
            match, part = shares[right.index(False)], parts[right.index(False)][0]
            share = part.number / whole.number * 100
            yield from judged_rate(view, "sums.rate", paragraph, match, share, share)


def _fits(match: re.Match[str], part: Amount, whole: Amount) -> bool:
    slack = rate_step(match) / 2 + (part.step + whole.step) / 2 / whole.number * 100
    return abs(part.number / whole.number * 100 - Decimal(match.group("rate"))) <= slack


_EACH = r"每(?:人|户|名|个|家|所|处|村|张|套|台|辆)"
_PRODUCT = re.compile(
    rf"(?P<count>\d[\d,]*(?:\.\d+)?万?(?:人|户|名|个|家|所|处|张|套|台|辆))[，,、（]?{_EACH}[^，。；\d]{{0,8}}(?P<rate>\d[\d.,]*[万千百]?元)"
    rf"(?:标准)?[^，。；\d]{{0,6}}[，,](?:共|合计|总计|共计|共需|需)[^，。；\d]{{0,10}}(?P<all>\d[\d.,]*[万亿]?元)"
)
_BALANCE = re.compile(
    r"收入(?:为)?(?P<in>\d[\d.,]*[万亿]?元)[，,、；]支出(?:为)?(?P<out>\d[\d.,]*[万亿]?元)[，,、；](?:结余|结转结余|盈余|节余)(?:为)?(?P<rest>\d[\d.,]*[万亿]?元)"
)


def products(view: View) -> Iterator[Finding]:
    """50人，每人补助2000元，共需资金10万元; 收入100万元，支出80万元，结余20万元."""
    for paragraph in paragraphs(view):
        text = paragraph.text
        for pattern, names, sign in (
            (_PRODUCT, ("count", "rate", "all"), "×"),
            (_BALANCE, ("in", "out", "rest"), "−"),
        ):
            for match in pattern.finditer(text) if "元" in text else ():
                said = [next(amounts(text, *match.span(one)), None) for one in names]
                if any(one is None or one.about for one in said):
                    continue
                first, second, result = (one for one in said if one is not None)
                right = first.number * second.number if sign == "×" else first.number - second.number
                slack = (
                    (first.step * second.number + second.step * first.number) / 2
                    if sign == "×"
                    else (first.step + second.step) / 2
                )
                if abs(right - result.number) > slack + result.step / 2 and right > 0:
                    yield found(
                        view,
                        "sums.total",
                        paragraph,
                        result.start,
                        result.end,
                        plain(right, result),
                        sure=False,
                        parts=f"{first.text} {sign} {second.text}",
                    )
