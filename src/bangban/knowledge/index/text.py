"""How is text made comparable? Folded letters (width, case, traditional), then words and pairs of characters."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import opencc
import rjieba
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

FIRST, LAST = 0x3400, 0x9FFF
"""The ideographs of the Basic Multilingual Plane: extension A and the unified ones."""
KIND_SHIFT = 36
"""A key is 40 bits: four say which kind of thing it counts, the others which one. Of 200,000 words one pair may share a key."""
WORDS, PAIRS, CITED = 1, 2, 3
_NAMED = re.compile(r"[《<]([^《》<>]{2,60})[》>]")
_STATE = "中华人民共和国"


@cache
def _simplified() -> dict[int, int]:
    """Traditional to simplified, one character for one: both sides of a comparison are folded alike."""
    letters = "".join(map(chr, range(FIRST, LAST + 1)))
    folded = opencc.OpenCC("t2s").convert(letters)
    if len(folded) != len(letters):
        raise ValueError(len(folded))
    return {ord(old): ord(new) for old, new in zip(letters, folded, strict=True) if old != new}


def fold(text: str) -> str:
    """`text` in half width, lower case and simplified characters; for comparing only, never shown."""
    return unicodedata.normalize("NFKC", text).lower().translate(_simplified())


def words_of(folded: str) -> list[str]:
    """The words of folded text; marks and blanks are none."""
    return [word for word in rjieba.cut(folded) if word[0].isalnum()]


@lru_cache(maxsize=1 << 17)
def _word_digest(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big") >> (64 - KIND_SHIFT)


def word_keys(words: Sequence[str], kind: int = WORDS) -> Keys:
    """One key for each word, in order."""
    keys = np.fromiter(map(_word_digest, words), dtype=np.uint64, count=len(words))
    return keys | np.uint64(kind << KIND_SHIFT)


def pair_keys(folded: str, kind: int = PAIRS) -> Keys:
    """One key for each two neighbouring ideographs, in order."""
    letters = np.frombuffer(folded.encode("utf-32-le", "replace"), dtype=np.uint32)
    inside = (letters >= FIRST) & (letters <= LAST)
    first = np.flatnonzero(inside[:-1] & inside[1:])
    keys = (letters[first].astype(np.uint64) << np.uint64(16)) | letters[first + 1].astype(np.uint64)
    return keys | np.uint64(kind << KIND_SHIFT)


def title_key(title: str) -> int:
    """One number for one title; a law that stands there under two names counts as two."""
    return _word_digest(title)


def name_key(title: str) -> int:
    """The key under which a law is cited, with the state's name before it or without."""
    return CITED << KIND_SHIFT | _word_digest(fold(title).replace(_STATE, ""))


def cited_keys(folded: str) -> Keys:
    """One key for each title that folded text names in brackets (《…》)."""
    return np.array([name_key(name) for name in _NAMED.findall(folded)], np.uint64)
