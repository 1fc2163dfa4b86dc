"""What speaks for a correction, and what against it?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import rjieba

from bangban.skills.documents.proofread.candidates import Candidate
from bangban.skills.documents.proofread.grams import ORDER, Language

NAMES = (
    "gain",
    "gain_each",
    "ahead",
    "least_chance",
    "chance_here",
    "new_least_chance",
    "new_mean_chance",
    "seen_order",
    "seen_count",
    "new_order",
    "new_count",
    "own_order",
    "new_own_order",
    "sound",
    "near",
    "shape",
    "parts",
    "no_likeness",
    "pair",
    "mistaken_before",
    "right_before",
    "words_fewer",
    "singles_fewer",
    "word_length",
    "new_word_length",
    "word_frequency",
    "new_word_frequency",
    "sign_frequency",
    "new_sign_frequency",
    "left",
    "right",
    "new_left",
    "new_right",
    "length",
)
"""Every feature by its name: what a learned weight is for."""


def _word_frequency(word: str) -> float:
    return math.log1p(rjieba.suggest_freq(word)) if rjieba.has_word(word) else 0.0


def _longest(language: Language, text: str, start: int, end: int) -> tuple[int, float, int]:
    """(length, log count) of the longest known run over [start, end), and of the longest that was learned."""
    best, number, own = 1, 0.0, 0
    for length in range(ORDER, end - start, -1):
        for first in range(max(0, end - length), min(start, len(text) - length) + 1):
            gram = text[first : first + length]
            if not number and language.count(gram) > 0:
                best, number = length, math.log1p(language.count(gram))
            if not own and language.own(gram) > 0:
                own = length
        if number and own:
            break
    return best, number, own


def _words(text: str, start: int, end: int) -> tuple[int, int, int, float]:
    """(words, words of one character, length of the longest over [start, end), its frequency)."""
    words = singles = 0
    longest, frequency = 1, 0.0
    place = 0
    for word in rjieba.cut(text, False):
        last = place + len(word)
        words += 1
        singles += len(word) == 1
        if place < end and last > start and len(word) > 1:
            longest = max(longest, len(word))
            frequency = max(frequency, _word_frequency(word))
        place = last
    return words, singles, longest, frequency


def features(
    language: Language,
    text: str,
    chances: Sequence[float],
    one: Candidate,
    mistaken: Mapping[tuple[str, str], int],
    right: Mapping[str, int],
) -> list[float]:
    """A row of numbers, in the order of `NAMES`.

    `mistaken` says how often each (wrong, right) was learned; `right` how often each character was left as it is.
    """
    start, end, other = one.start, one.end, one.text
    wrong = text[start:end]
    first, last = max(0, start - 6), end + 6
    old_part, new_part = text[first:last], text[first:start] + other + text[end:last]
    at, stop = start - first, end - first
    chance = language.chance
    near = chances[start : end + 2]
    new = [chance(new_part, place)[0] for place in range(at, min(len(new_part), stop + 2))]
    order, number, own = _longest(language, old_part, at, stop)
    new_order, new_number, new_own = _longest(language, new_part, at, stop)
    words, singles, length, frequency = _words(
        old_part.strip("\x02\x03"), at - (first == 0), stop - (first == 0)
    )
    new_words, new_singles, new_length, new_frequency = _words(
        new_part.strip("\x02\x03"), at - (first == 0), stop - (first == 0)
    )
    count = language.count
    how = one.like
    return [
        one.gain,
        one.gain / (end - start),
        one.ahead,
        min(near),
        chances[start],
        min(new),
        sum(new) / len(new),
        order,
        number,
        new_order,
        new_number,
        own,
        new_own,
        how.sound,
        how.near,
        how.shape,
        how.parts,
        not (how.near or how.shape or how.parts),
        end - start == 2,
        math.log1p(mistaken.get((wrong, other), 0)),
        math.log1p(right.get(wrong[0], 0)),
        words - new_words,
        singles - new_singles,
        length,
        new_length,
        frequency,
        new_frequency,
        math.log1p(count(wrong[0])),
        math.log1p(count(other[0])),
        math.log1p(count(text[start - 1 : start + 1])),
        math.log1p(count(text[end - 1 : end + 1])),
        math.log1p(count(text[start - 1] + other[0])),
        math.log1p(count(other[-1] + text[end : end + 1])),
        math.log(len(text)),
    ]
