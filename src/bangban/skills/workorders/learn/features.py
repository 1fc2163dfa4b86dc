"""Which n-grams does a text consist of? Characters, words and its opening, as 64-bit hashes, many texts at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]

READ = 8_000
"""Characters that count. The 99th percentile of messages is about 2,700; what a message is about is said before."""
OPENING = 40
"""Characters of the opening: a title, or what the first sentence says the matter is."""
BLOCKS = 3
"""Characters 1–4, words 1–2, opening 1–3: each is a text of its own to the learner, of length one."""
CHARACTERS, OPENING_CHARACTERS = 4, 3

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 32}
_FOLD |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
# A blank between Chinese characters is typography, or a segmenter's; between Latin words it is a word's end.
_BLANKS = re.compile(r"(?<![a-z])[\s\u200b-\u200f\ufeff]+|[\s\u200b-\u200f\ufeff]+(?![a-z])")
_WORD = re.compile(r"\w")

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_PRIME, _SEED, _ALL = 1099511628211, 1469598103934665603, (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of several texts, in no order: `hashes[i]` stands in text `texts[i]`, in block `blocks[i]`."""

    hashes: Hashes
    texts: Rows
    blocks: NDArray[np.int8]
    count: int
    """How many texts there are."""


def folded(text: str) -> str:
    """Return `text` as it is compared: half width, small letters, no blanks but between Latin words."""
    return _BLANKS.sub("", text[: 2 * READ].translate(_FOLD).lower())[:READ]


def grams(texts: Sequence[str]) -> Grams:
    """Return the n-grams of `texts`. About 0.3 ms for 400 characters, most of it for the words."""
    plain = [folded(text) for text in texts]
    signs, owners, places = _signs(plain)
    parts = [(found, owners[at], 0) for at, found in _runs(signs, owners, CHARACTERS)]
    words, word_owners = _words(plain)
    parts += [(found ^ _STEP, word_owners[at], 1) for at, found in _runs(words, word_owners, 2)]
    first = places < OPENING
    opening, opening_owners = signs[first], owners[first]
    parts += [
        ((found + _STEP) * _MIX, opening_owners[at], 2)
        for at, found in _runs(opening, opening_owners, OPENING_CHARACTERS)
    ]
    return Grams(
        np.concatenate([found for found, _, _ in parts]),
        np.concatenate([owner for _, owner, _ in parts]),
        np.concatenate([np.full(len(found), block, np.int8) for found, _, block in parts]),
        len(plain),
    )


def _signs(plain: Sequence[str]) -> tuple[Hashes, Rows, Rows]:
    """Code points of all texts, whose they are, and at which place of their text they stand."""
    lengths = np.array([len(text) for text in plain], np.int64)
    codes = np.frombuffer("".join(plain).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    owners = np.repeat(np.arange(len(plain)), lengths)
    begins = np.cumsum(lengths) - lengths
    return codes, owners, np.arange(len(codes)) - np.repeat(begins, lengths)


def _runs(units: Hashes, owners: Rows, longest: int) -> list[tuple[NDArray[np.intp], Hashes]]:
    """For n = 1 … longest: where the runs of n units begin that lie in one text, and their hashes."""
    found = []
    running = units.copy()
    for length in range(1, longest + 1):
        if length > 1:
            if len(units) < length:
                break
            running = running[:-1] * _STEP + units[length - 1 :] + np.uint64(length)
        inside = np.flatnonzero(owners[: len(running)] == owners[length - 1 :])
        found.append((inside, _mixed(running[inside] * _STEP + np.uint64(length))))
    return found


def _mixed(hashes: Hashes) -> Hashes:
    hashes = (hashes ^ (hashes >> np.uint64(29))) * _MIX
    return hashes ^ (hashes >> np.uint64(32))


_known: dict[str, int] = {}


def _words(plain: Sequence[str]) -> tuple[Hashes, Rows]:
    import rjieba

    if len(_known) > 500_000:
        _known.clear()
    values: list[int] = []
    counts = []
    for text in plain:
        before = len(values)
        for word in rjieba.cut(text):
            value = _known.get(word)
            if value is None:
                value = _known[word] = _hashed(word)
            if value:
                values.append(value)
        counts.append(len(values) - before)
    return np.array(values, np.uint64), np.repeat(np.arange(len(plain)), counts)


def _hashed(word: str) -> int:
    """FNV-1a over code points; 0 for a word without a letter, digit or character."""
    if not _WORD.search(word):
        return 0
    value = _SEED
    for sign in word:
        value = (value ^ ord(sign)) * _PRIME & _ALL
    return value
