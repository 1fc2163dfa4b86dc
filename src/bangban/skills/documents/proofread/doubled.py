"""Which characters stand there twice by a slip: 的的, 进进行, 有关有关部门?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import rjieba

if TYPE_CHECKING:
    from bangban.skills.documents.proofread.model import Edit

_PARTICLES = "的了在是和与或对把将被就也都已按由从向及其该并而且"
_VERBS = "进加建推完落抓保确提依根贯实严认组发部政管责工"
"""Characters that are not doubled to say more of the same, as 人人 and 层层 are."""
_OF_PLACES = frozenset("市县区省镇乡村局校院部厅街社州国会党团组室科处所站馆园厂矿场港路公司长")
"""云栖市|市场, 某局|局长: the end of a name and the beginning of a word."""
_ADVERBS = frozenset("全不已无可应未再多最更又很太均只尚仍均各每一两几")
_TWO = re.compile("([\u4e00-\u9fff])\\1")
_OFTEN = frozenset(
    [
        "进行",
        "关于",
        "以及",
        "按照",
        "根据",
        "对于",
        "通过",
        "认真",
        "加强",
        "必须",
        "应当",
        "及时",
        "情况",
        "工作",
        "我们",
        "提高",
        "推进",
        "落实",
        "开展",
        "完善",
        "有关",
        "各级",
        "切实",
        "严格",
        "全面",
    ]
)
_AGAIN = re.compile("([\u4e00-\u9fff]{2})\\1")
CERTAIN = 0.97

Count = Callable[[str], int]


def _word(text: str) -> bool:
    return len(text) > 1 and bool(rjieba.has_word(text))


def _common(text: str) -> bool:
    return _word(text) and bool(rjieba.suggest_freq(text) >= 50)


def doubled(text: str, taken: set[int], count: Count) -> Iterator[Edit]:
    """A character or word to take out. `count` says how often characters stand together in right text."""
    from bangban.skills.documents.proofread.model import Edit

    for match in _AGAIN.finditer(text):
        one, start, end = match.group(1), match.end(1), match.end()
        both = range(match.start(), end)
        if one[0] == one[1] or one[0] in "一逐两几半每" or not taken.isdisjoint(both):
            continue
        if one in _OFTEN or (_common(one) and not _word(match.group()) and count(one[1] + one) < 2):
            yield Edit(start, end, one, "", CERTAIN)
            taken.update(both)
    for match in _TWO.finditer(text):
        at, sign = match.start(), match.group(1)
        # 坎坎坷坷 and 方方面面 are words of two doubled ones.
        alone = text[at - 1 : at] != sign and text[at + 2 : at + 3] != sign
        alone = alone and text[max(0, at - 2) : at] != text[max(0, at - 1) : at] * 2
        if alone and taken.isdisjoint((at, at + 1)) and _by_slip(text, at, sign, count):
            yield Edit(at + 1, at + 2, sign, "", CERTAIN)


def _by_slip(text: str, at: int, sign: str, count: Count) -> bool:
    if _word(sign + sign):
        return False
    before, after = text[max(0, at - 3) : at + 1], text[at + 1 : at + 5]
    ends = any(_word(before[cut:]) for cut in range(len(before) - 1))
    begins = any(_word(after[:cut]) for cut in range(2, len(after) + 1))
    if sign in _PARTICLES:
        # 目的|的, 做了|了解: each belongs to a word of its own, and both are meant.
        return not ends and not begins
    if sign in _OF_PLACES or sign in _ADVERBS:
        return False
    if sign in _VERBS:
        return ends != begins
    # 发展|展: the first ends a common word, and the second begins none.
    follows = after[1:2]
    seen = bool(follows) and "\u4e00" <= follows <= "\u9fff" and count(sign + after[:2]) > 0
    return ends and not begins and _common(before[-2:]) and not seen
