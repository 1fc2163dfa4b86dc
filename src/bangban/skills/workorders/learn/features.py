"""Which n-grams does a text consist of? Characters, words and its opening, as 64-bit hashes, many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.learn.signs import MASKS, signs_of
from bangban.skills.workorders.learn.words import NONE, Lexicon, words_of

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]

OPENING = 40
"""Characters of the opening: a title, or what the first sentence says the matter is."""
OPENING_LENGTHS = (1, 3)
CHARACTERS = (2, 2)
"""Least and greatest length of the n-grams of characters. Longer ones mostly repeat what the words say."""
BLOCKS = 4
"""Characters, words, pairs of words, opening: each is a text of its own to the learner, scaled to its share."""
_CHARACTERS, _WORDS, _PAIRS, _OPENING = range(BLOCKS)

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SALTS = np.array((0, 0x51ED270B35AE9D1F, 0xA3DA4E166B5D3A3E, 0xF5C77521A10BD75D), np.uint64)


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of several texts, in no order: `hashes[i]` stands in text `texts[i]`, in block `blocks[i]`."""

    hashes: Hashes
    texts: Rows
    parts: tuple[tuple[int, int], ...]
    """(block, how many) of the n-grams one behind the other."""
    count: int
    """How many texts there are."""

    @property
    def blocks(self) -> NDArray[np.int8]:
        return np.repeat(np.array([one for one, _ in self.parts], np.int8), [size for _, size in self.parts])


def grams(texts: Sequence[str], lexicon: Lexicon = NONE, characters: tuple[int, int] = CHARACTERS) -> Grams:
    """Return the n-grams of `texts`, cut into the words of `lexicon`. About 0.05 ms for 400 characters."""
    signs = signs_of(texts)
    runs, owners, places = signs.runs(), signs.owners, signs.places
    parts: list[tuple[int, Hashes, Rows]] = []
    for length in range(characters[0], characters[1] + 1):
        at = np.flatnonzero(places >= length - 1)
        parts.append((_CHARACTERS, runs[at] & MASKS[length], owners[at]))
    words = words_of(signs, runs, lexicon)
    parts += [(_WORDS, words.codes, words.owners), (_WORDS, words.inner_codes, words.inner_owners)]
    both = np.flatnonzero(words.owners[1:] == words.owners[:-1])
    first = words.codes[both] * _STEP
    first ^= first >> np.uint64(31)
    parts.append((_PAIRS, first * _STEP + words.codes[both + 1], words.owners[both]))
    opening = np.flatnonzero((places >= 0) & (places < OPENING))
    for length in range(OPENING_LENGTHS[0], OPENING_LENGTHS[1] + 1):
        at = opening[places[opening] >= length - 1]
        parts.append((_OPENING, runs[at] & MASKS[length], owners[at]))
    # An odd factor loses nothing: n-grams of a block have the same hash only if they are the same.
    hashes = np.concatenate([codes + _SALTS[block] for block, codes, _ in parts])
    hashes *= _STEP
    sizes = tuple((block, len(codes)) for block, codes, _ in parts)
    return Grams(hashes, np.concatenate([owner for _, _, owner in parts]), sizes, signs.count)
