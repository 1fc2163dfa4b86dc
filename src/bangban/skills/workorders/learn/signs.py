"""Which characters of many texts are compared, and whose are they? One array for all, no loop over characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

READ = 8_000
"""Characters that count. The 99th percentile of messages is about 2,700; what a message is about is said before."""
END = 1
"""Stands before the first text and behind each."""
HAN, LETTER = 1, 2
"""Kinds of signs; all others are 0."""
LONGEST = 4
"""Signs of an n-gram at most: four fit 64 bits, so that an n-gram's code is the n-gram itself."""
MASKS = np.array([(1 << 16 * length) - 1 for length in range(LONGEST + 1)], np.uint64)
"""Takes the last `length` signs of a run."""
_CODES = 1 << 16
_DISTRICTS = "市县区州"

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 32}
_FOLD |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_BLANK = re.compile(r"[\s\u200b-\u200f\ufeff\x00\ud800-\udfff]+")
# A blank between Chinese characters is typography, or a segmenter's; between Latin words it is a word's end.
_NEEDLESS = re.compile(r"(?<![a-z]) | (?![a-z])")


def folded(text: str) -> str:
    """Return `text` as it is compared: half width, small letters, no blanks but between Latin words."""
    spaced = _BLANK.sub(" ", text[: 2 * READ].translate(_FOLD).lower())
    return _NEEDLESS.sub("", spaced)[:READ]


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of several texts one behind the other, an END before the first and behind each."""

    codes: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    apart: NDArray[np.bool_]
    """True where something between this sign and the one before was left out."""
    owners: NDArray[np.int64]
    places: NDArray[np.int64]
    """Which place in its text a sign has; -1 for an END."""
    count: int
    """How many texts there are."""

    def runs(self) -> NDArray[np.uint64]:
        """For each sign the LONGEST signs that end there as one number: 16 bits each, the last one lowest."""
        single = self.codes.astype(np.uint64)
        double = single.copy()
        double[1:] |= single[:-1] << np.uint64(16)
        whole = double.copy()
        whole[2:] |= double[:-2] << np.uint64(32)
        return whole


def signs_of(texts: Sequence[str]) -> Signs:
    """Fold width and case; leave out blanks, digits, what 16 bits do not hold, and anonymous districts.

    A district made anonymous (A市K8县) goes as a whole: which one it is tells no class.
    """
    folds, kinds_of, districts = _tables()
    mark = chr(END)
    joined = mark + "".join(text[:READ].replace(mark, " ") + mark for text in texts)
    codes = folds[np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)]
    kept = np.flatnonzero(codes)
    codes = codes[kept]
    kinds = kinds_of[codes]
    named = np.flatnonzero(districts[codes[1:]] & (kinds[:-1] == LETTER)) + 1
    if len(named):
        stays = np.ones(len(codes), bool)
        stays[named] = stays[named - 1] = False
        codes, kinds, kept = codes[stays], kinds[stays], kept[stays]
    apart = np.zeros(len(codes), bool)
    np.greater(kept[1:] - kept[:-1], 1, out=apart[1:])
    ends = np.flatnonzero(codes == END)
    lengths = ends[1:] - ends[:-1]
    owners, places = np.zeros(len(codes), np.int64), np.arange(len(codes))
    owners[1:] = np.repeat(np.arange(len(texts)), lengths)
    places[1:] -= np.repeat(ends[:-1] + 1, lengths)
    places[ends] = -1
    return Signs(codes, kinds, apart, owners, places, len(texts))


@cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.bool_]]:
    """What each code is compared as (0: left out), of which kind that is, and what districts are called."""
    folds, kinds = np.zeros(_CODES, np.uint16), np.zeros(_CODES, np.uint8)
    districts = np.zeros(_CODES, bool)
    districts[[ord(sign) for sign in _DISTRICTS]] = True
    folds[END] = END
    for code in range(33, _CODES):
        category = unicodedata.category(chr(code))
        if 0x3400 <= code < 0xA000:
            kinds[code] = HAN
        elif category[0] == "L":
            kinds[code] = LETTER
        plain = chr(_FOLD.get(code, code)).lower()
        if category[0] not in "ZC" and unicodedata.category(plain[0]) != "Nd":
            folds[code] = ord(plain) if len(plain) == 1 and ord(plain) < _CODES else code
    return folds, kinds, districts
