"""How does a text look to whoever reads it? Without signs that cannot be seen, digits and letters in their plain form."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

BOUNDARY = "\x1e"
"""Stands between the texts of one request."""

# What is not seen: a number with one of these between its digits still is that number.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1d\x1f\x7f\u00ad\u0300-\u036f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e007f"
)
# Digits and letters in another coat: full width, raised, lowered, circled, Arabic, mathematical.
_COATS = (
    "\u00b2\u00b3\u00b9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u2070-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c"
    "\u2488-\u2490\u24ea\u24f5-\u24fd\u2776-\u277e\u2780-\u2788\u278a-\u2792\uff0d\uff0e\uff10-\uff19\uff20-\uff3a"
    "\uff3f\uff41-\uff5a\U0001d7ce-\U0001d7ff"
)
_UNSEEN_RUN = re.compile(f"[{_UNSEEN}][{_UNSEEN}]*")
_COAT = re.compile(f"[{_COATS}]")
_ANY = re.compile(f"[{_UNSEEN}{_COATS}]")


class View:
    """`text` as it is read, and where each of its signs stands in the original."""

    def __init__(self, original: str) -> None:
        self.text = original
        self._starts: list[int] = []
        self._shifts: list[int] = []
        if _ANY.search(original) is None:
            return
        plain = _COAT.sub(_bare, original)
        parts, at, removed = [], 0, 0
        for unseen in _UNSEEN_RUN.finditer(plain):
            parts.append(plain[at : unseen.start()])
            at = unseen.end()
            removed += at - unseen.start()
            self._starts.append(at - removed)
            self._shifts.append(removed)
        self.text = "".join([*parts, plain[at:]])

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` was read from, unseen signs within it included."""
        if not self._starts:
            return start, end
        return self._back(start), self._back(end - 1) + 1

    def _back(self, place: int) -> int:
        number = bisect_right(self._starts, place)
        return place + (self._shifts[number - 1] if number else 0)


def _bare(found: re.Match[str]) -> str:
    sign = found[0]
    digit = unicodedata.digit(sign, None)
    return str(digit) if digit is not None else unicodedata.normalize("NFKC", sign)
