"""Where does a set phrase stand with one slip in it: a character taken for another, left out, twice or exchanged?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import rjieba

SHORTEST = 4
LONG = 6
"""A phrase this long says by itself what was meant, whatever word the slip happens to make."""
COMMON = 300
"""A word the dictionary's sources have this often may well be meant where a slip would make it."""
_TAKEN = frozenset(
    (
        "于以",
        "以于",
        "侧则",
        "则侧",
        "继续",
        "续继",
        "绝决",
        "决绝",
        "己已",
        "已己",
        "末未",
        "未末",
        "人入",
        "入人",
    )
)
"""What is taken for one another though neither sound nor shape says so: what stands there, what was meant."""

_PARTICLES = frozenset("的了和与及或在")

Alike = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Slip:
    """The characters [start, end) of a text should read `right`; `how` is character, doubled, left_out or turned."""

    start: int
    end: int
    right: str
    how: str
    phrase: str


@cache
def shipped() -> Phrases:
    lines = (files(__package__) / "phrases.txt").read_text("utf-8").splitlines()
    return Phrases(one for line in lines if not line.startswith("#") for one in line.split())


class Phrases:
    """Phrases by their first and by their last two characters: a single slip leaves one of both whole."""

    def __init__(self, phrases: Iterator[str]) -> None:
        self.all = frozenset(one for one in phrases if len(one) >= SHORTEST)
        self._heads: dict[str, list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        for one in sorted(self.all, key=lambda one: (-len(one), one)):
            self._heads[one[:2]].append(one)
            self._tails[one[-2:]].append(one)
        self._pairs = self._heads.keys() | self._tails.keys()
        # What stands next to a pair where one of its phrases is meant: most places of a text are passed over by that.
        self._behind = {
            pair: frozenset("".join(one[2:4] for one in found)) for pair, found in self._heads.items()
        }
        self._before = {
            pair: frozenset("".join(one[-3] + one[0] for one in found)) for pair, found in self._tails.items()
        }

    def slips(self, text: str, alike: Alike) -> Iterator[Slip]:
        """Every slip, the longest phrase first where several could be meant."""
        taken = 0
        nothing: frozenset[str] = frozenset()
        for at in [at for at in range(len(text) - 2) if text[at : at + 2] in self._pairs]:
            pair = text[at : at + 2]
            found = None
            near, before = text[at + 2 : at + 5], text[max(at - 2, 0) : at]
            heads = () if self._behind.get(pair, nothing).isdisjoint(near) else self._heads[pair]
            tails = () if self._before.get(pair, nothing).isdisjoint(before) else self._tails[pair]
            if not heads and not tails:
                continue
            for phrase in heads:
                if text.startswith(phrase, at):
                    taken = max(taken, at + len(phrase))
                    break
                # A single slip leaves its third or its fourth character near its place.
                if found is None and (phrase[2] in near or phrase[3] in near):
                    found = self._from_head(text, at, phrase, alike)
            for phrase in tails if found is None else ():
                if text.endswith(phrase, 0, at + 2):
                    break
                if found is None and (
                    phrase[-3] == before[-1:] or (len(phrase) == SHORTEST and phrase[0] == before[:1])
                ):
                    found = self._from_tail(text, at + 2, phrase, alike)
            if found is not None and found.start >= taken:
                yield found
                taken = found.end

    def _from_head(self, text: str, at: int, phrase: str, alike: Alike) -> Slip | None:
        size = len(phrase)
        place = next((one for one in range(2, size) if text[at + one : at + one + 1] != phrase[one]), size)
        if place == size or at + size - 1 > len(text):
            return None
        here, rest = at + place, phrase[place:]
        if text.startswith(rest[1:], here + 1) and self._taken(text, at, here, rest[0], size, alike):
            return Slip(here, here + 1, rest[0], "character", phrase)
        twice = text[here : here + 1] == text[here - 1] and text.startswith(rest, here + 1)
        # 中小学|学生 are two words.
        if twice and not (_begins(text, here) and _ends(text, here)):
            return Slip(here, here + 1, "", "doubled", phrase)
        turned = len(rest) > 1 and text.startswith(rest[1] + rest[0] + rest[2:], here)
        if turned and not _common(text[here : here + 2]):
            return Slip(here, here + 2, rest[:2], "turned", phrase)
        if text.startswith(rest[1:], here) and _left_out(text, at, here, phrase, place):
            return Slip(here, here, rest[0], "left_out", phrase)
        return None

    def _from_tail(self, text: str, end: int, phrase: str, alike: Alike) -> Slip | None:
        size = len(phrase)
        start = end - size
        for place in (0, 1):
            # All but the first or the second character stand there.
            whole = text.endswith(phrase[place + 1 :], 0, end) and (
                place == 0 or text[start : start + 1] == phrase[0]
            )
            if start >= 0 and whole and self._taken(text, start, start + place, phrase[place], size, alike):
                return Slip(start + place, start + place + 1, phrase[place], "character", phrase)
        if text.endswith(phrase[0] + phrase[2:], 0, end) and _left_out(text, start + 1, start + 2, phrase, 1):
            return Slip(start + 2, start + 2, phrase[1], "left_out", phrase)
        return None

    def _taken(self, text: str, start: int, at: int, meant: str, size: int, alike: Alike) -> bool:
        """Whether the character at `at` was taken for the one that was `meant`."""
        there = text[at : at + 1]
        if not _han(there) or not _han(meant) or not (there + meant in _TAKEN or alike(there, meant)):
            return False
        if there in _PARTICLES and size < LONG:
            return False
        if text[start:at] + there + text[at + 1 : start + size] in self.all:
            return False
        return size >= LONG or not _belongs(text, at)


def _belongs(text: str, at: int) -> bool:
    """Whether the character is part of a word that may well be meant: a common one, or one of three or four."""
    for size in (2, 3, 4):
        for first in range(max(0, at - size + 1), at + 1):
            word = text[first : first + size]
            if len(word) == size and (_common(word) if size == 2 else _word(word)):
                return True
    return False


def _left_out(text: str, start: int, here: int, phrase: str, place: int) -> bool:
    """Whether `phrase` was meant, its character at `place` left out before text[here].

    What stands beside the gap must hang in the air: 依法行|使 is no slip for 依法行政.
    """
    before, after = text[here - 1], text[here : here + 1]
    if len(phrase) < LONG or not _han(phrase[place]) or _common(before + after):
        return False  # 社会和舆论 is no slip for 社会和谐: four characters say too little
    if place == len(phrase) - 1:
        # Nothing of the phrase follows: the last character said must belong to no other word.
        return _han(before) and not _begins(text, here - 1) and not _word(text[here - 2 : here])
    if place == 1 and (_word(text[start - 1 : start + 1]) or _word(text[start - 2 : start + 1])):
        return False
    return place < len(phrase) - 2 or not _begins(text, here)


def _begins(text: str, at: int) -> bool:
    """Whether a word begins at that character."""
    return any(_word(text[at : at + size]) for size in (2, 3, 4) if at + size <= len(text))


def _ends(text: str, at: int) -> bool:
    """Whether a word ends before that character."""
    return _common(text[max(0, at - 2) : at]) or any(
        _word(text[at - size : at]) for size in (3, 4) if at >= size
    )


def _han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


@lru_cache(maxsize=20_000)
def _word(text: str) -> bool:
    return len(text) > 1 and bool(rjieba.has_word(text))


@lru_cache(maxsize=20_000)
def _common(text: str) -> bool:
    return _word(text) and bool(rjieba.suggest_freq(text) >= COMMON)
