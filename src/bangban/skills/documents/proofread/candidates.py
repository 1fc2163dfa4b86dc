"""What else could have been meant here?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from bangban.skills.documents.proofread.alike import Alike, Likeness, blurred
from bangban.skills.documents.proofread.grams import ORDER, Language

CERTAIN = -2.5
"""A character this likely after what stands before it, and before one as likely, is not looked at again."""
CLOSER, BEST, BEST_PAIRS = 7, 3, 2
LEAST_GAIN, LEAST_GAIN_PAIR = 0.5, 1.0
UNLIKELY = -6.0
_ALONE = frozenset(
    "的了和与及或在对为以于是有不各其该本此将应可须要能会由从向把被让使给并而且但又也都就已所之者等至到个类项条款"
    "名人户家年月日时分次第上下中内外前后左右东西南北大小多少新旧高低长短区市县省乡镇村街路号局委办部厅处科室"
    "一二三四五六七八九十百千万亿两几每某另再更最较很太仅只均曾尚未无非按照经据自因凡若如则即除"
)
"""Characters that often stand as words of their own."""
_PRONE = frozenset("该此其已再即须需位")
"""Those of them that are often typed for another that sounds alike: 多层此 for 多层次."""
_TWO_SOUNDS = Likeness(sound=True, near=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Characters [start, end) of a marked text (`grams.plain`) replaced by `text`."""

    start: int
    end: int
    text: str
    like: Likeness
    gain: float
    """How much more likely the text becomes, as a logarithm."""
    ahead: float
    """How much more it gains than the next best one there."""


def han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


RARE = 60
"""A word the dictionary's sources have less often than this may stand where another was meant."""


@lru_cache(maxsize=50_000)
def _alone_or_rare(word: str) -> int:
    """1: a character that is a word here; 2: two that seldom are one; 0: a word like any other, or a sign."""
    if len(word) == 1:
        return int(han(word))
    return 2 * (len(word) == 2 and han(word[0]) and han(word[1]) and rjieba.suggest_freq(word) < RARE)


@lru_cache(maxsize=64)
def outside_words(text: str) -> tuple[int, ...]:
    """Places of characters that belong to no word of the dictionary or to a rare one, in a marked text."""
    places: list[int] = []
    run: list[int] = []
    at = 1
    for word in rjieba.cut(text[1:-1], False):
        how = _alone_or_rare(word)
        if how == 1:
            run.append(at)
            at += 1
            continue
        if run:
            places += _doubtful(text, run)
            run = []
        if how == 2:
            places += [at, at + 1]
        at += len(word)
    return tuple(sorted(places + _doubtful(text, run)))


def _doubtful(text: str, run: list[int]) -> list[int]:
    """A character alone is a word of its own; beside one that hardly ever is, it may be a broken word's."""
    return run if any(text[one] not in _ALONE for one in run) else [one for one in run if text[one] in _PRONE]


def index_of_pairs(language: Language, alike: Alike, least: float = 3) -> dict[tuple[str, str], list[str]]:
    """Two characters that often stand together, by how they sound."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for gram, number in language.pairs():
        if number >= least and han(gram[0]) and han(gram[1]):
            for one in alike.blurs(gram[0]):
                for other in alike.blurs(gram[1]):
                    found[one, other].append(gram)
    return found


class Finder:
    """Looks for what was meant, by what is alike, what was mistaken before, and what is likely here."""

    def __init__(
        self,
        language: Language,
        alike: Alike,
        mistaken: Mapping[str, Iterable[str]] | None = None,
        pairs: Mapping[tuple[str, str], Sequence[str]] | None = None,
    ) -> None:
        self.language, self.alike, self.pairs = language, alike, pairs or {}
        self.mistaken = {sign: tuple(others) for sign, others in (mistaken or {}).items()}
        self._like: dict[str, list[tuple[str, Likeness]]] = {}
        self._close: dict[str, list[tuple[str, Likeness]]] = {}

    def like(self, sign: str) -> list[tuple[str, Likeness]]:
        known = self._like.get(sign)
        if known is None:
            alike = dict(self.alike.like(sign))
            for other in self.mistaken.get(sign, ()):
                alike.setdefault(other, Likeness())
            known = [(other, how) for other, how in alike.items() if self.language.count(other) >= 2]
            self._like[sign] = known
        return known

    def close(self, sign: str) -> list[tuple[str, Likeness]]:
        """Those that are quite like it."""
        known = self._close.get(sign)
        if known is None:
            known = self._close[sign] = [
                (other, how)
                for other, how in self.like(sign)
                if how.sound or how.near or how.parts or how.shape >= 0.5
            ]
        return known

    def chances(self, text: str) -> list[float]:
        return [self.language.chance(text, at)[0] for at in range(len(text))]

    def doubtful(self, text: str) -> tuple[list[int], list[float]]:
        """Where no word stands and what stands there is unlikely; with the chances around these places.

        A quick look for whole documents: most characters of a right text belong to words.
        """
        chances = [0.0] * len(text)
        places = []
        done: set[int] = set()
        for at in outside_words(text):
            for place in range(at, min(len(text), at + ORDER + 1)):
                if place not in done:
                    done.add(place)
                    chances[place] = self.language.chance(text, place)[0]
            if chances[at] < UNLIKELY and chances[at] + chances[at + 1] < 2 * UNLIKELY - 2:
                places.append(at)
        return places, chances

    def find(
        self, text: str, chances: Sequence[float] | None = None, places: Sequence[int] | None = None
    ) -> list[Candidate]:
        """Every candidate worth judging, for a marked text; only at `places` where they are given."""
        if chances is None:
            chances = self.chances(text)
        found: list[Candidate] = []
        for at in range(1, len(text) - 1) if places is None else places:
            if not han(text[at]) or (chances[at] > CERTAIN and chances[at + 1] > CERTAIN):
                continue
            found += self._singles(text, at, chances)
            if self.pairs and han(text[at + 1]):
                found += self._pairs(text, at, chances)
        return found

    def gain(self, text: str, at: int, end: int, other: str, chances: Sequence[float]) -> float:
        changed = text[max(0, at - ORDER + 1) : at] + other + text[end : end + ORDER - 1]
        first = min(at, ORDER - 1)
        chance = self.language.chance
        new = sum(chance(changed, place)[0] for place in range(first, len(changed)))
        return new - sum(chances[at : end + ORDER - 1])

    def _singles(self, text: str, at: int, chances: Sequence[float]) -> list[Candidate]:
        count, pair = self.language.count, self.language.pair
        before, after = text[at - 1], text[at + 1]
        closer: list[tuple[float, str, Likeness]] = []
        for other, how in self.like(text[at]):
            left, right = pair(before, other), pair(other, after)
            if left or right:
                closer.append(((left + 0.2) * (right + 0.2) / (count(other) + 20.0), other, how))
        if not closer:
            return []
        closer.sort(key=lambda one: (-one[0], one[1]))
        scored = [
            (self.gain(text, at, at + 1, other, chances), other, how) for _, other, how in closer[:CLOSER]
        ]
        return _best(at, at + 1, scored, BEST, LEAST_GAIN)

    def _pairs(self, text: str, at: int, chances: Sequence[float]) -> list[Candidate]:
        one, two = text[at], text[at + 1]
        others = {
            pair
            for first in self.alike.blurs(one)
            for second in self.alike.blurs(two)
            for pair in self.pairs.get((first, second), ())
            if pair[0] != one and pair[1] != two
        }
        scored = [
            (self.gain(text, at, at + 2, other, chances), other, _TWO_SOUNDS) for other in sorted(others)
        ]
        return _best(at, at + 2, scored, BEST_PAIRS, LEAST_GAIN_PAIR)


def _best(
    start: int, end: int, scored: list[tuple[float, str, Likeness]], most: int, least: float
) -> list[Candidate]:
    scored = sorted((one for one in scored if one[0] > least), key=lambda one: (-one[0], one[1]))[: most + 1]
    found = []
    for place, (gain, other, how) in enumerate(scored[:most]):
        best_other = scored[1][0] if place == 0 and len(scored) > 1 else scored[0][0] if place else 0.0
        found.append(Candidate(start, end, other, how, gain, gain - max(0.0, best_other)))
    return found


__all__ = ["Candidate", "Finder", "blurred", "han", "index_of_pairs"]
