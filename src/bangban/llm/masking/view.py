"""How does a text look to whoever reads it? Without signs that cannot be seen, digits and letters in their plain form."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from bangban.unseen import BEYOND, UNSEEN, VARIATIONS

BOUNDARY = "\x1e"
"""Stands between the texts of one request."""

# What is not seen: a number with one of these between its digits still is that number.
_NOT_SEEN = "\x00-\x08\x0b\x0c\x0e-\x1d\x1f\x7f\u0300-\u036f\u20d0-\u20ff" + UNSEEN + VARIATIONS + BEYOND
# The noughts of other scripts' digits (Unicode's Nd); those of Tibetan and Mongolian are written in this country.
_ZEROS = (
    0x7C0, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0,
    0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0,
    0xAA50, 0xABF0, 0x104A0, 0x11066, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0,
    0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16B50, 0x1E140, 0x1E2F0, 0x1E950,
)  # fmt: skip
# Digits and letters in another coat: full width, raised, lowered, circled, of commerce, of other scripts, mathematical.
_COATS = (
    "\u00b2\u00b3\u00b9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u2070-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c"
    "\u2488-\u2490\u24ea\u24f5-\u24fd\u2776-\u277e\u2780-\u2788\u278a-\u2792\uff0d\uff0e\uff10-\uff19\uff20-\uff3a"
    "\uff3f\uff41-\uff5a\U0001d7ce-\U0001d7ff\u3021-\u3029\u3280-\u3288\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9"
    + "".join(f"{chr(zero)}-{chr(zero + 9)}" for zero in _ZEROS)
)
_UNSEEN_RUN = re.compile(f"[{_NOT_SEEN}][{_NOT_SEEN}]*")
_COAT = re.compile(f"[{_COATS}]")


def _listed(signs: str) -> frozenset[str]:
    """The signs of a character class, each by itself."""
    found: set[str] = set()
    at = 0
    while at < len(signs):
        last = signs[at + 2] if signs[at + 1 : at + 2] == "-" else signs[at]
        found.update(map(chr, range(ord(signs[at]), ord(last) + 1)))
        at += 3 if signs[at + 1 : at + 2] == "-" else 1
    return frozenset(found)


_NOT_PLAIN = _listed(_NOT_SEEN) | _listed(_COATS)
# The search is a table of bits as long as no sign lies beyond the first plane, and ten times as fast as with those.
_FIRST_PLANE = re.compile(
    f"[{''.join(re.escape(sign) for sign in sorted(_NOT_PLAIN) if sign < chr(0x10000))}]"
)


class View:
    """`text` as it is read, and where each of its signs stands in the original."""

    def __init__(self, original: str) -> None:
        self.text = original
        self._starts: list[int] = []
        self._shifts: list[int] = []
        if _FIRST_PLANE.search(original) is None and (
            not _reaches_beyond(original) or _NOT_PLAIN.isdisjoint(original)
        ):
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

    @property
    def moved(self) -> bool:
        """Whether signs stand elsewhere than in the original."""
        return bool(self._starts)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` was read from, unseen signs within it included."""
        if not self._starts:
            return start, end
        return self._back(start), self._back(end - 1) + 1

    def _back(self, place: int) -> int:
        number = bisect_right(self._starts, place)
        return place + (self._shifts[number - 1] if number else 0)


def _reaches_beyond(text: str) -> bool:
    """Whether a sign lies beyond the first plane: it takes two units of UTF-16."""
    return not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _bare(found: re.Match[str]) -> str:
    sign = found[0]
    digit = unicodedata.numeric(sign, None)
    return str(int(digit)) if digit is not None else unicodedata.normalize("NFKC", sign)
