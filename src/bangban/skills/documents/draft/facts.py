"""Which facts does a text state, and which of them are not in what was given?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import rjieba

_UNIT = r"(?:%|％|‰|个百分点|万元|亿元|千米|公里|平方米|平方公里|立方米|个工作日|个月|小时|分钟|[\u4e00-\u9fffA-Za-z])?"
_STATED = re.compile(
    rf"(?P<number>〔\d{{4}}〕\d+号|\d{{4}}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?|\d[\d.,，]*{_UNIT})"
    r"|(?P<title>《[^》]{1,60}》)|(?P<quoted>“[^”]{1,40}”)"
    r"|(?P<chinese>[一二三四五六七八九十百千两几〇]{1,6}(?:余|多)?(?:万|亿)?(?:元|倍|年内|个月|年|天|家|名|人次|人|户|吨|公里|平方米|个百分点|成))"
)
_ORDINARY = {"一年", "一天", "一家", "一人", "一名", "两年", "几年", "百年", "千年", "十年", "一户"}
_NAMES = {"nr", "ns", "nt", "nrt", "nrfg"}
"""Parts of speech of persons, places and bodies."""
_BODY = re.compile(r"(?:局|委|办|厅|院|政府|街道|公司|集团|银行|中心|大学|学校|协会)$")
_GENERAL = {
    "人民",
    "政府",
    "区政府",
    "市政府",
    "街道",
    "公司",
    "学校",
    "银行",
    "中心",
    "党委政府",
    "县政府",
    "省政府",
}


def stated(text: str) -> Iterator[tuple[int, int]]:
    """Where `text` states a number, date, title, quotation, or the name of a person, place or body."""
    taken = 0
    for found in _STATED.finditer(text):
        if found.lastgroup != "chinese" or found[0] not in _ORDINARY:
            yield found.span()
    for word, tag in rjieba.tag(text):
        at = text.index(word, taken)
        taken = at + len(word)
        if len(word) > 1 and word not in _GENERAL and (tag in _NAMES or _BODY.search(word)):
            yield at, taken


def not_given(text: str, given: str) -> list[tuple[int, int]]:
    """The facts of `text` that do not stand in `given`, as character ranges that do not overlap, in order."""
    known = _squeezed(given)
    open_ones = sorted((a, b) for a, b in stated(text) if _squeezed(text[a:b]) not in known)
    return list(merged(open_ones))


def missing(text: str, wanted: str) -> bool:
    """Whether a number, title or quotation of `wanted` does not stand in `text`."""
    said = _squeezed(text)
    return any(_squeezed(found[0]) not in said for found in _STATED.finditer(wanted))


def merged(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges in order, overlapping ones as one."""
    start = end = -1
    for a, b in ranges:
        if a > end:
            if end > start:
                yield start, end
            start, end = a, b
        else:
            end = max(end, b)
    if end > start:
        yield start, end


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).replace("，", ",").replace("％", "%")
