"""What in a sentence would change its meaning if it changed? Dates, amounts, numbers, duties, deadlines, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Sort = Literal[
    "number", "date", "amount", "percent", "deadline", "obligation", "name", "attachment", "document_number", "law",
    "contact", "negation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    sort: Sort
    start: int
    end: int
    text: str


FIGURE = r"(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
HAN = "零〇一二三四五六七八九十百千万亿两"
UNITS = "人|名|户|家|个|项|条|次|件|份|批|台|套|公里|千米|米|平方米|平方公里|亩|公顷|吨|千克|公斤|小时|分钟|页|座|栋|所|处|期|届|级|类|倍|岁"
DATE = rf"(?:[\d○〇零一二三四五六七八九]{{4}}年(?:[\d{HAN}]{{1,3}}月(?:[\d{HAN}]{{1,3}}日)?)?|[\d{HAN}]{{1,3}}月[\d{HAN}]{{1,3}}日|(?:今|明|去|本|当|次)年(?:底|末|初)?|第?[一二三四]季度)"
PATTERNS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("document_number", re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[［【（(]\d{4}[〕\]］】）)]\s*第?\d+号")),
    ("law", re.compile(r"《[^《》]{2,60}》")),
    (
        "deadline",
        re.compile(
            rf"{DATE}(?:[底末初])?(?:之?前|以前|内|起|止|至|截止)"
            rf"|(?:自[^，。；]{{1,16}}起|在|于)?[\d{HAN}]+(?:个)?(?:工作日|日|天|个月|月|年|小时)(?:之?内|以内|之?前)"
            r"|(?:每|按)(?:日|周|月|季度?|半年|年)|立即|即日起|限期|逾期|按期|到期|截止"
        ),
    ),
    ("date", re.compile(DATE)),
    ("percent", re.compile(rf"{FIGURE}(?:[%％‰]|个百分点)|百分之[{HAN}点]+")),
    (
        "amount",
        re.compile(
            rf"(?:人民币|[￥¥])?{FIGURE}(?:余)?(?:万|亿|百万|千万|万亿)?元(?:人民币)?|[{HAN}]{{2,}}元"
        ),
    ),
    ("number", re.compile(rf"{FIGURE}(?:余)?(?:万|亿)?(?:{UNITS})?|第[{HAN}\d]+|[{HAN}]+(?:余)?(?:{UNITS})")),
    (
        "obligation",
        re.compile(
            r"应当|应(?=[^急用届邀聘]{1,8})|必须|务必|务须|须|不得|严禁|禁止|不准|不可|可以|可(?=[以由在按视])|有权|无权|不予|免予|鼓励|支持|原则上|一律|确保|严格|酌情|视情"
        ),
    ),
    (
        "negation",
        re.compile(
            r"不(?!断|仅|同|足|少|良)|未(?!来)|无(?!线|人|论)|非(?!法|常)|除外|暂缓|停止|取消|废止|撤销"
        ),
    ),
    ("attachment", re.compile(r"附件\s*\d*")),
    ("contact", re.compile(r"\d{3,4}[-—－]\d{7,8}|1\d{10}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "name",
        re.compile(
            r"(?:联系人|签发人|负责人|经办人|组长|副组长|主任|主持人|出席|列席|请假|成员)[：:]\s*[\u4e00-\u9fff·、， ]{2,60}"
            r"|[\u4e00-\u9fff]{2,16}?(?:人民政府|办公厅|办公室|委员会|管理局|监督局|保障局|领导小组|指挥部|有限公司|街道办事处)"
            r"|[\u4e00-\u9fff]{1,10}?(?<![结格布大全当开破残])局|[\u4e00-\u9fff]{1,8}?(?<!客)厅"
            r"|[\u4e00-\u9fff]{2,10}?(?:省|市|县|区|镇|乡|街道|委|办|部|院|处|科|公司|中心|学校|医院)(?=[、，。；：和与及会的\s]|$)"
        ),
    ),
)
"""Tried in this order; what an earlier one takes, a later one does not take again, but for laws and names."""
AROUND = frozenset({"law", "name", "deadline", "document_number", "attachment"})
STRENGTH = {
    **dict.fromkeys(("不得", "严禁", "禁止", "不准", "不可", "无权", "不予"), 4),
    **dict.fromkeys(("必须", "务必", "务须", "应当", "应", "须", "一律", "确保", "严格"), 3),
    **dict.fromkeys(("原则上", "鼓励", "支持"), 2),
    **dict.fromkeys(("可以", "可", "有权", "酌情", "视情", "免予"), 1),
}
"""How binding the words of duty are: forbidden, required, in principle, permitted."""


def find_facts(text: str) -> list[Fact]:
    """Every fact of a text. Within a law's title, a name or a deadline there may be others."""
    taken = bytearray(len(text))
    found = []
    for sort, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == end or (sort not in AROUND and any(taken[start:end])):
                continue
            found.append(Fact(sort, start, end, match.group()))
            if sort not in AROUND:
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda fact: (fact.start, fact.end))


def sorts_between(facts: list[Fact], start: int, end: int) -> dict[Sort, str]:
    """What facts the characters [start, end) touch: sort → the fact's text. A gap touches what it stands within."""
    return {
        fact.sort: fact.text
        for fact in facts
        if (fact.start < end and fact.end > start) or (start == end and fact.start < start < fact.end)
    }


def duty_change(old: str, new: str) -> Literal["stronger", "weaker", ""]:
    """Whether a change of the words of duty binds more or less."""
    before, after = STRENGTH.get(old, 0), STRENGTH.get(new, 0)
    if before == after:
        return ""
    return "stronger" if after > before else "weaker"
