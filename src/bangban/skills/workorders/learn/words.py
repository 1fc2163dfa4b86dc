"""Which words do texts consist of? The longest known ones from behind, for many texts at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.learn.signs import HAN, LETTER, LONGEST, MASKS, Signs, folded

Codes = NDArray[np.uint64]
Rows = NDArray[np.int64]
Bits = NDArray[np.bool_]

OFTEN = 2
"""Times a word must be there to be known."""
_STOP = (
    "的 了 在 是 我 有 和 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 他 她 它 们 我们 你们 他们 这个 那个"
    " 这样 那样 因为 所以 但是 可是 而且 如果 虽然 然后 还是 或者 以及 及 与 对 对于 关于 把 被 让 给 从 向 由 于 为 为了 而 并 并且"
    " 等 等等 能 能够 可以 可 没 未 又 再 才 只 还 更 最 太 吗 呢 吧 啊 呀 哦 什么 怎么 怎样 如何 哪 哪里 谁 多少 几 每 各 某 该 此 其"
    " 之 以 则 即 且 但 却 已 已经 曾 曾经 将 正在 时候 时 中 里 内 外 后 前 下 个 次 年 月 日 号 这里 那里 这些 那些 一些 有些 所有"
    " 任何 一直 一样 就是 只是 还有 不是 不能 不会 不要 不可 是否 是不是 现在 目前 今天 昨天 请 请问 您 您好 你好 尊敬 领导 谢谢 感谢 问题"
)
STOP = frozenset(_STOP.split())
"""Words that letters of every class are full of."""

_KNOWN_BITS, _STOP_BITS = 20, 16
_ONE, _TWO = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_POWERS = np.array([pow(int(_ONE), at + 3, 1 << 64) for at in range(64)], np.uint64)


def code_of(word: str) -> int:
    """A word of at most LONGEST signs as a number, as `Signs.runs` makes them."""
    value = 0
    for sign in word:
        value = value << 16 | ord(sign)
    return value


def _spots(codes: Codes, factor: np.uint64, bits: int) -> Rows:
    return (codes * factor >> np.uint64(64 - bits)).view(np.int64)


def _stops() -> tuple[Codes, np.uint64]:
    """Each common word's code where the factor puts it, and the first factor that puts no two into one place."""
    codes = np.array(sorted(map(code_of, STOP)), np.uint64)
    factor = _ONE
    while len(np.unique(_spots(codes, factor, _STOP_BITS))) < len(codes):
        factor += np.uint64(2)
    table = np.zeros(1 << _STOP_BITS, np.uint64)
    table[_spots(codes, factor, _STOP_BITS)] = codes
    return table, factor


_STOPS, _STOP_FACTOR = _stops()


@dataclass(frozen=True)
class Lexicon:
    """The words of two to LONGEST Chinese characters that are known."""

    words: Codes

    @cached_property
    def _endings(self) -> NDArray[np.uint8]:
        """For the last two characters of a run: bit n - 2 is set where a word of n characters may end with them."""
        table = np.zeros(1 << _KNOWN_BITS, np.uint8)
        for length in range(2, LONGEST + 1):
            longer = self.words > MASKS[length - 1]
            chosen = self.words[longer & (self.words <= MASKS[length])]
            table[_spots(chosen & MASKS[2], _ONE, _KNOWN_BITS)] |= np.uint8(1 << (length - 2))
        return table

    @cached_property
    def _whole(self) -> Bits:
        table = np.zeros(1 << _KNOWN_BITS, bool)
        table[_spots(self.words, _TWO, _KNOWN_BITS)] = True
        return table

    def ending(self, runs: Codes, inside: Sequence[Bits]) -> list[tuple[Rows, int]]:
        """Where known words end, by their length. `inside[n - 2]`: whether n Chinese characters end there.

        One in some hundreds that is no word is taken for one: the same ones everywhere.
        """
        if not len(self.words):
            return []
        ends = self._endings[_spots(runs & MASKS[2], _ONE, _KNOWN_BITS)]
        found = []
        for length in range(2, LONGEST + 1):
            maybe = np.flatnonzero((ends & (1 << (length - 2))).view(bool) & inside[length - 2])
            known = self._whole[_spots(runs[maybe] & MASKS[length], _TWO, _KNOWN_BITS)]
            found.append((maybe[known], length))
        return found


NONE = Lexicon(np.zeros(0, np.uint64))


def lexicon_of(texts: Iterable[str]) -> Lexicon:
    """Return the words that a segmenter finds in `texts` OFTEN. About 0.2 ms a text."""
    import rjieba

    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(rjieba.cut(folded(text)))
    found = (
        word
        for word, count in counts.items()
        if count >= OFTEN and 2 <= len(word) <= LONGEST and all(0x3400 <= ord(sign) < 0xA000 for sign in word)
    )
    return Lexicon(np.array(sorted(map(code_of, found)), np.uint64))


@dataclass(frozen=True, slots=True)
class Words:
    """`codes[i]` stands in text `owners[i]`."""

    codes: Codes
    owners: Rows
    """The words one behind the other."""
    inner_codes: Codes
    inner_owners: Rows
    """Known words within those, or across two of them: 公积金 has 公积 in it, if that is known."""


def words_of(signs: Signs, runs: Codes, lexicon: Lexicon) -> Words:
    """Cut the texts into words; a sign that begins no known one is a word of its own. Common words are left out."""
    han = signs.kinds == HAN
    hits = lexicon.ending(runs, _inside(han))
    lengths, bridged = np.ones(len(han), np.int64), np.zeros(len(han), bool)
    for places, length in hits:
        # The longest comes last and stays.
        lengths[places] = length
        for back in range(length - 1):
            bridged[places - back] = True
    ends = _cut(han, lengths, bridged)
    at = np.flatnonzero(ends)
    codes = runs[at] & MASKS[lengths[at]]
    said = _said(codes)
    codes, at = _with_letters(signs, codes[said], at[said])
    inner = [(places[(lengths[places] != length) | ~ends[places]], length) for places, length in hits]
    return Words(
        codes,
        signs.owners[at],
        np.concatenate([codes[:0], *(runs[places] & MASKS[length] for places, length in inner)]),
        np.concatenate([at[:0], *(signs.owners[places] for places, _ in inner)]),
    )


def _inside(han: Bits) -> list[Bits]:
    """Whether two, three … LONGEST Chinese characters one behind the other end at each sign."""
    found, so_far = [], han
    for length in range(2, LONGEST + 1):
        longer = np.zeros(len(han), bool)
        longer[length - 1 :] = so_far[length - 1 :] & han[: len(han) - length + 1]
        found.append(longer)
        so_far = longer
    return found


def _cut(han: Bits, lengths: Rows, bridged: Bits) -> Bits:
    """Where words end, the longest first from behind. `bridged`: a word may reach over the gap before this sign.

    Where none does there is a cut for certain: from there backwards, all stretches are cut at once.
    """
    ends = han.copy()
    ends[:-1] &= ~bridged[1:]
    here = np.flatnonzero(ends)
    while len(here):
        begins = here - lengths[here] + 1
        here = begins[bridged[begins]] - 1
        ends[here] = True
    return ends


def _said(codes: Codes) -> Rows:
    """Which words say something: all but the common ones."""
    return np.flatnonzero(_STOPS[_spots(codes, _STOP_FACTOR, _STOP_BITS)] != codes)


def _with_letters(signs: Signs, codes: Codes, at: Rows) -> tuple[Codes, Rows]:
    """Add the words of other scripts, which run from blank to blank, where they stand."""
    letters = np.flatnonzero(signs.kinds == LETTER)
    if not len(letters):
        return codes, at
    fresh = np.ones(len(letters), bool)
    fresh[1:] = (letters[1:] - letters[:-1] > 1) | signs.apart[letters[1:]]
    begins = np.flatnonzero(fresh)
    nth = np.arange(len(letters)) - np.repeat(begins, np.diff(begins, append=len(letters)))
    parts = signs.codes[letters].astype(np.uint64) * _POWERS[nth % len(_POWERS)]
    places = np.searchsorted(at, letters[begins])
    return np.insert(codes, places, np.add.reduceat(parts, begins)), np.insert(at, places, letters[begins])
