"""Which characters stand there twice by a slip: 的的, 进进行, 有关有关部门?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import rjieba

if TYPE_CHECKING:
    from bangban.skills.documents.proofread.model import Edit

_PARTICLES = "的了在是和与或对把将被就也都已按由从向及其该并而且要应须现请拟"
_VERBS = "进加建推完落抓保确提依根贯实严认组发部政管责工"
"""Characters that are not doubled to say more of the same, as 人人 and 层层 are."""
_OF_PLACES = frozenset("市县区省镇乡村局校院部厅街社州国会党团组室科处所站馆园厂矿场港路公司长税庭法权股林委")
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
_LONG_AGAIN = re.compile("([\u4e00-\u9fff]{3,12})\\1")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿")
"""十五五规划."""
_MAY = frozenset("可予加得难足")
"""可以|以划拨方式取得: the first ends a word, the second begins what follows."""
SEEN = 3
"""How often the text stands without the doubled character, where with it it was never seen."""
CERTAIN = 0.97

Count = Callable[[str], int]


def _word(text: str) -> bool:
    return len(text) > 1 and bool(rjieba.has_word(text))


def _common(text: str) -> bool:
    return _word(text) and bool(rjieba.suggest_freq(text) >= 50)


def doubled(text: str, taken: set[int], count: Count) -> Iterator[Edit]:
    """A character or word to take out. `count` says how often characters stand together in right text."""
    from bangban.skills.documents.proofread.model import Edit

    for match in _LONG_AGAIN.finditer(text):
        # Nobody says three characters twice at once to mean more.
        if (
            len(set(match.group(1))) > 1
            and "的" not in match.group(1)
            and taken.isdisjoint(range(*match.span()))
            and not _runs_on(text, *match.span())
        ):
            yield Edit(match.end(1), match.end(), match.group(1), "", CERTAIN)
            taken.update(range(*match.span()))
    for match in _AGAIN.finditer(text):
        one, start, end = match.group(1), match.end(1), match.end()
        both = range(match.start(), end)
        if one[0] == one[1] or one[0] in "一逐两几半每" or not taken.isdisjoint(both):
            continue
        saying = _in_saying(text, end, start)
        if _runs_on(text, match.start(), end) and not saying:
            continue
        if saying or one in _OFTEN or (_common(one) and not _word(match.group()) and count(one[1] + one) < 2):
            yield Edit(start, end, one, "", CERTAIN)
            taken.update(both)
    for match in _TWO.finditer(text):
        at, sign = match.start(), match.group(1)
        # 坎坎坷坷 and 方方面面 are words of two doubled ones.
        alone = text[at - 1 : at] != sign and text[at + 2 : at + 3] != sign
        alone = alone and (at < 2 or text[at - 2] != text[at - 1])
        alone = alone and not (sign == "以" and text[at - 1 : at] in _MAY)
        alone = alone and sign not in _NUMERALS
        # 立法法》 and 新建建（构）筑物: what stands in marks or brackets goes with the second.
        alone = alone and text[at + 2 : at + 3] not in ("》", "（", "《", "“")
        slip = alone and (
            _by_slip(text, at, sign, count)
            or _never_seen(text, at, sign, count)
            or _stutters(text, at, sign, count)
        )
        if slip and taken.isdisjoint((at, at + 1)):
            yield Edit(at + 1, at + 2, sign, "", CERTAIN)


def _runs_on(text: str, start: int, end: int) -> bool:
    """再审申请人|申请|人民法院, 上一年度|年度报告: a word reaches over an edge of what stands twice, which then is no slip.

    Only the words of the sentence itself count: 会同有关有关部门 holds 同有, which is a word, but not here.
    """
    edges, at = {0}, 0
    for word in rjieba.cut(text):
        at += len(word)
        edges.add(at)
    return not {start, end} <= edges


_SAYING = 4
"""Characters of what is a word of the dictionary as a whole: 专款专用, 实事求是."""


def _in_saying(text: str, last: int, middle: int) -> bool:
    """专款专用|专用: the first time it ends a longer word, the second it stands alone."""
    whole = any(_word(text[start:middle]) for start in range(max(0, middle - 6), middle - _SAYING + 1))
    return whole and not any(_word(text[middle : last + more]) for more in (1, 2))


_STAND_ALONE = frozenset(
    "为对在从以由与有将和及于到把被给向按经就是等中下上前后内外里间时元年月日人的了也都已其该并而且要应须现请拟"
    "一二三四五六七八九十百千万亿几两会可能得无未再最更又只仅均曾去来用因当同率者型数员费类期款性化量力品件项级组队站物书表单证金网点线面层边权税股林庭车船建办委党课案刊科所社法账户号卡票价额值差比度"
)
"""Characters that are words of their own, or end one: 以|以下方式, 完成率|率先."""
_WELL_KNOWN = 3


def _stutters(text: str, at: int, sign: str, count: Count) -> bool:
    """安|安排: a character alone that is no word, before a common word that begins with it."""
    named = sign in _STAND_ALONE or sign in _OF_PLACES or (sign in _ADVERBS and sign != "不")
    if named or _common(sign + sign):
        return False
    place = 0
    words = list(rjieba.cut(text))
    for before, word, after in zip(["", *words], words, words[1:], strict=False):
        if place == at:
            common = _word(after) and rjieba.suggest_freq(after) >= _WELL_KNOWN
            # 申请权|权属: what often stands before the first makes a word of it.
            joined = before[-1:] + sign if before[-1:].isalpha() else sign
            belongs = len(joined) > 1 and (_word(joined) or count(joined) >= SEEN)
            return bool(word == sign and common and not belongs)
        place += len(word)
    return False


def _never_seen(text: str, at: int, sign: str, count: Count) -> bool:
    """执行行。 was never seen, and 执行。 often: whatever 行行 may mean elsewhere."""
    if sign in _OF_PLACES or sign in _ADVERBS or sign in _PARTICLES:
        return False
    before, after = text[max(0, at - 3) : at + 1], text[at + 1 : at + 5]
    ends = any(_common(before[cut:]) for cut in range(len(before) - 1))
    begins = any(_common(after[:cut]) for cut in range(2, len(after) + 1))
    left, right = text[at - 1 : at], text[at + 2 : at + 3]
    if ends == begins or not left or not right:
        return False
    once = count(left + sign + right)
    # On the side where no word stands, the two together were never seen.
    return once >= SEEN and not count(sign + sign + right if ends else left + sign + sign)


def _by_slip(text: str, at: int, sign: str, count: Count) -> bool:
    if _common(sign + sign):
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
