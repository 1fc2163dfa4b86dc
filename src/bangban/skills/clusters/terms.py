"""Which words tell one matter from another, and how much does each tell?"""

from __future__ import annotations

import re
from math import log

READ = 200
"""Characters of the body that count: what the matter is stands there, what else annoyed follows."""
TITLE = 3.0
"""A word of the title counts as if it were said three times."""
MOST_WORDS = 150_000
COMMON = 2.3
"""The logarithm of ten: a word of every tenth message tells nothing."""
_WORD = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]+\d*[\u3400-\u9fff]?|[a-z0-9]{3,}")
_NUMBER = re.compile(r"\d+")
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 32}
_BLANKS = re.compile(r"[\s\x00\ud800-\udfff]+|[a-z]\d{0,3}[市县区]")
"""Blanks, and what is left of a district's name when it was made anonymous (A市K8县)."""

_COURTESY = (
    "尊敬 领导 您好 你好 书记 市长 局长 厅长 区长 县长 谢谢 感谢 请问 咨询 反映 投诉 举报 建议 希望 要求 请求 关于 问题 有关 相关 部门"
    " 我们 你们 他们 自己 大家 这个 那个 什么 怎么 为何 为什么 没有 可以 不能 已经 现在 一直 目前 因为 所以 但是 而且 如果 是否 能否"
    " 进行 情况 政府 解决 处理 尽快 严重 影响 百姓 老百姓 居民 群众 市民 业主 本人 附近 时间 小区 一个 多次 到底 何时 至今 相关部门"
    " 有关部门 同志 百忙之中 打扰 来信 留言 回复 答复 期待 盼望 恳请 贵单位 贵局"
)
COURTESY = frozenset(_COURTESY.split())
"""What letters of every matter say."""


def terms_of(title: str, text: str) -> dict[str, float]:
    """Return the words of a message that may tell what it is about, with how often they count."""
    import rjieba

    counted: dict[str, float] = {}
    for part, weight in ((title, TITLE), (text[:READ], 1.0)):
        plain = _BLANKS.sub("", part.translate(_FOLD).lower())
        for word in rjieba.cut(plain):
            if word not in COURTESY and _WORD.fullmatch(word) and not _NUMBER.fullmatch(word):
                counted[word] = counted.get(word, 0.0) + weight
    return {word: 1 + log(count) for word, count in counted.items()}


class Rarity:
    """How rare each word is among the messages so far, in memory that does not grow without end."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self.messages = 0

    def count(self, words: dict[str, float]) -> None:
        self.messages += 1
        counts = self._counts
        for word in words:
            counts[word] = counts.get(word, 0) + 1
        if len(counts) > MOST_WORDS:
            # Words that came once are mostly names and slips; those that stand for a matter come again.
            self._counts = {word: count for word, count in counts.items() if count > 1}
            if len(self._counts) > MOST_WORDS // 2:
                self._counts = {word: count // 2 for word, count in self._counts.items() if count > 3}
                self.messages //= 2

    def of(self, word: str) -> float:
        """0 for a word of every tenth message or more, else the logarithm of how rare it is."""
        # The first messages cannot tell: as if a thousand had come before, in which nothing stood twice.
        return max(0.0, log((self.messages + 1000) / (self._counts.get(word, 0) + 1.0)) - COMMON)

    def weighed(self, words: dict[str, float]) -> dict[str, float]:
        """Return `words` × their rarity, of length one; {} when none of them tells anything."""
        get, whole = self._counts.get, log(self.messages + 1000) - COMMON
        weights = {}
        square = 0.0
        for word, count in words.items():
            rare = whole - log(get(word, 0) + 1.0)
            if rare > 0:
                weights[word] = value = count * rare
                square += value * value
        length = square**0.5
        return {word: value / length for word, value in weights.items()} if length else {}
