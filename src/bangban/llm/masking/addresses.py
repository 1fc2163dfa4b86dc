"""Which words say where somebody lives? From the road or estate to the room; what is only a district stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.llm.masking.numbers import Span

_SIGN = "[0-9一二三四五六七八九十百]"
# Possessive: what is no house number is not tried again with a digit less.
_N = rf"{_SIGN}{_SIGN}*+"
# A house's number, or what stands within a house: only digits before one of these make an address.
# From the first of its digits: tried from each of them, a row of a hundred thousand would cost the square of that.
_ANCHOR = re.compile(
    rf"(?<!{_SIGN}){_N}(?:[-—]{_N})?(?:号楼|号院|号|栋|幢|座|单元|室|弄|支弄|组|户)(?![线令文段函])"
)
_TAIL = re.compile(
    rf"(?:[附之]?{_N}(?:[-—]{_N})*(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|户|弄|支弄|门|组)?|[A-Za-z东南西北甲乙丙丁](?:座|栋|幢|区|单元|门)|[,， ]?门牌)+"
)
_NAMES_OF_ROADS = "街道,镇,乡,社区,村,路,大道,街,巷,胡同,里弄,弄,小区,花园,家园,公寓,大厦,广场,新村,苑,园,庭,府,湾,城,坊,里,庄,屯,寨"
_ROADS = tuple(_NAMES_OF_ROADS.split(","))
_NO_ROADS = ("政府", "一路", "网路", "道路", "线路", "公路", "铁路", "电路", "城镇", "乡镇", "乡村", "农村")
# Up to the last sign or word that no road's name has.
_BEFORE = re.compile(
    r".*(?:[^\u4e00-\u9fffA-Za-z0-9]|住在?|位于|地址|我家|[在到于是从的和与至往去]|(?<![小社园校厂景])[区市县])",
    re.DOTALL,
)
_NUMBERED = re.compile(_SIGN)
_BACK = 24
_INSIDE = frozenset("室栋幢座元楼")


def addresses(text: str) -> Iterator[Span]:
    """Every address down to a house or beyond; spans do not overlap."""
    after = 0
    for anchor in _ANCHOR.finditer(text):
        start, end = anchor.span()
        if start < after:
            continue
        begun = _BEFORE.match(text, max(after, start - _BACK), start)
        head = begun.end() if begun else max(after, start - _BACK)
        on_road = (
            head < start and text.endswith(_ROADS, head, start) and not text.endswith(_NO_ROADS, head, start)
        )
        if not on_road and text[end - 1] not in _INSIDE:
            # "3号" alone is a day, a line, a well. What follows is not even read: it may be all the rest.
            continue
        tail = _TAIL.match(text, end)
        if on_road:
            start = head
        elif tail is None or not _NUMBERED.search(tail[0]):
            # "三号楼" may be anybody's.
            continue
        if tail:
            end = tail.end()
        yield Span(start, end, "地址")
        after = end
