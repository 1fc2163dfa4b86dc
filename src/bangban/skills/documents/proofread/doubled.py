"""Which characters stand there twice by a slip: 的的, 进进行?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import rjieba

if TYPE_CHECKING:
    from bangban.skills.documents.proofread.model import Edit

_ONCE = "的了在是和与或对把将被就也都已按由从向及其该并而且进加建推完落抓保确提依根贯实严认组发工单部政管责"
"""Characters that are not doubled to say more of the same, as 人人 and 层层 are."""
_TWO = re.compile(f"([{_ONCE}])\\1")
_WORDS = re.compile(
    "(进行|关于|以及|按照|根据|对于|通过|认真|加强|必须|应当|及时|情况|工作|我们|提高|推进|落实|开展|完善)\\1"
)
_AGAIN = re.compile("([\u4e00-\u9fff]{2})\\1(?=[，。；、：]|$)")
"""A word twice at the end of a clause: 完工完工。"""
CERTAIN = 0.97


def _word(text: str) -> bool:
    return len(text) > 1 and bool(rjieba.has_word(text))


def doubled(text: str, taken: set[int]) -> Iterator[Edit]:
    """A character or word to take out: none of both readings of it makes a word."""
    from bangban.skills.documents.proofread.model import Edit

    for match in _WORDS.finditer(text):
        start, end = match.end(1), match.end()
        if not taken.intersection(range(match.start(), end)):
            yield Edit(start, end, match.group(1), "", CERTAIN)
            taken.update(range(match.start(), end))
    for match in _AGAIN.finditer(text):
        start, end = match.end(1), match.end()
        one, both = match.group(1), range(match.start(), end)
        if one[0] != one[1] and _word(one) and not _word(match.group()) and taken.isdisjoint(both):
            yield Edit(start, end, one, "", CERTAIN)
            taken.update(both)
    for match in _TWO.finditer(text):
        at = match.start()
        if taken.intersection((at, at + 1)) or text[at - 1 : at] == match.group(1):
            continue
        before, after = text[max(0, at - 3) : at + 1], text[at + 1 : at + 5]
        ends = any(_word(before[cut:]) for cut in range(len(before) - 1))
        begins = any(_word(after[:cut]) for cut in range(2, len(after) + 1))
        # 目的|的, 做了|了解: each belongs to a word of its own, and both are meant.
        if (ends and (begins or match.group(1) in "的了")) or (match.group(1) == "了" and begins):
            continue
        if _word(match.group()):
            continue
        yield Edit(at + 1, at + 2, match.group(1), "", CERTAIN)
