"""Which words say where somebody lives? From the road or estate to the room; what is only a district stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bangban.llm.masking.numbers import Span

_N = r"[0-9０-９一二三四五六七八九十百]+"
# A house's number, or what stands within a house: only digits before one of these make an address.
_ANCHOR = re.compile(rf"{_N}(?:[-—－]{_N})?(?:号楼|号院|号|栋|幢|座|单元|室|弄|支弄|组|户)(?![线令文段函])")
_TAIL = re.compile(
    rf"(?:[附之]?{_N}(?:[-—－]{_N})*(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|户|弄|支弄|门|组)?|[A-Za-z东南西北甲乙丙丁](?:座|栋|幢|区|单元|门)|[,， ]?(?:门牌)?)+"
)
_HEAD = re.compile(
    r"(?:[\u4e00-\u9fff]{1,8}?(?:街道|镇|乡|社区|村|路|大道|街|巷|胡同|里弄|弄|小区|花园|家园|公寓|大厦|广场|新村|苑|园|庭|府|湾|城|坊|里|庄|屯|寨)){1,4}$"
)
_STOP = re.compile(
    r"[^\u4e00-\u9fffA-Za-z0-9]|(?:我家?|住在|位于|地址|在|到|于|是|从|的|和|与|至|往|去)(?=[^的]*$)"
)
_BACK = 24


def addresses(text: str) -> Iterator[Span]:
    """Every address down to a house or beyond; spans do not overlap."""
    after = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() < after:
            continue
        window = max(after, anchor.start() - _BACK)
        before = text[window : anchor.start()]
        cut = 0
        for stop in _STOP.finditer(before):
            cut = stop.end()
        head = _HEAD.search(before[cut:])
        inside = anchor[0][-1] in "室栋幢座元楼" or anchor[0].endswith("号楼")
        if head is None and not inside:
            # "3号" alone is a day, a line, a well.
            continue
        start = window + cut + head.start() if head else anchor.start()
        tail = _TAIL.match(text, anchor.end())
        end = tail.end() if tail and tail.end() > anchor.end() else anchor.end()
        while end > anchor.end() and text[end - 1] in ",， ":
            end -= 1
        yield Span(start, end, "地址")
        after = end
