"""Which characters are easily taken for one another, by sound or by shape?"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Likeness:
    sound: bool = False
    """Some reading of both is the same but for the tone."""
    near: bool = False
    """The same but for what many speakers do not tell apart: zh and z, n and l, in and ing."""
    shape: float = 0.0
    """0…1, how much the printed characters cover one another; 0 where it is little."""
    parts: bool = False
    """One is the other with a part more, less or exchanged."""


@cache
def blurred(syllable: str) -> str:
    """A syllable without what many speakers do not tell apart.

    >>> blurred("zheng"), blurred("nin"), blurred("huang")
    ('zen', 'lin', 'fan')
    """
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    syllable = syllable.removesuffix("g") if syllable.endswith("ng") else syllable
    if syllable[0] in "nr":
        syllable = "l" + syllable[1:]
    if syllable.startswith("hu") and len(syllable) > 2:
        syllable = "f" + syllable[2:]
    return syllable


class Alike:
    """The shipped table: a character, its readings, what looks like it, what shares its parts."""

    def __init__(self, text: str) -> None:
        self.readings: dict[str, tuple[str, ...]] = {}
        self._text = text + "\n"
        self._starts: list[int] = []
        """Where each line begins: what a line says of shapes and parts is read when its sign is asked for."""
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_blur: dict[str, list[str]] = defaultdict(list)
        start = 0
        for line in text.splitlines(keepends=True):
            if not line.startswith("#") and line.strip():
                self._starts.append(start)
                sign, readings, _ = line.split("\t", 2)
                syllables = self.readings[sign] = tuple(readings.split())
                for syllable in syllables:
                    self._by_sound[syllable].append(sign)
                for syllable in {blurred(one) for one in syllables}:
                    self._by_blur[syllable].append(sign)
            start += len(line)
        self._known: dict[str, dict[str, Likeness]] = {}

    def _looks(self, sign: str) -> tuple[dict[str, float], set[str]]:
        """(what looks like it and how much, what shares its parts), wherever the table says so, on either side."""
        looks: dict[str, float] = {}
        shared: set[str] = set()
        text = self._text
        for at in _places(text, sign) if self._starts else ():
            row = bisect_right(self._starts, at) - 1
            if row < 0:
                continue
            start = self._starts[row]
            column = text.count("\t", start, at)
            if column == 0:
                _, _, shapes, parts = text[start : text.index("\n", start)].split("\t")
                shared.update(parts)
                for place in range(0, len(shapes), 2):
                    looks[shapes[place]] = max(_score(shapes[place + 1]), looks.get(shapes[place], 0.0))
            elif column == 2:
                looks[text[start]] = max(_score(text[at + 1]), looks.get(text[start], 0.0))
            elif column == 3:
                shared.add(text[start])
        return looks, shared

    def like(self, sign: str) -> dict[str, Likeness]:
        """Every character that may have been meant by this one."""
        known = self._known.get(sign)
        if known is None:
            readings = self.readings.get(sign, ())
            same = {other for one in readings for other in self._by_sound[one]}
            near = {other for one in {blurred(one) for one in readings} for other in self._by_blur[one]}
            shapes, parts = self._looks(sign)
            known = {
                other: _likeness(other in same, other in near, shapes.get(other, 0.0), other in parts)
                for other in sorted(same | near | set(shapes) | parts)
                if other != sign
            }
            self._known[sign] = known
        return known

    def between(self, one: str, other: str) -> Likeness:
        return self.like(one).get(other, Likeness())

    def blurs(self, sign: str) -> set[str]:
        return {blurred(one) for one in self.readings.get(sign, ())}


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


@cache
def _likeness(sound: bool, near: bool, shape: float, parts: bool) -> Likeness:
    """There are some hundred of them; hundreds of thousands of pairs of characters share them."""
    return Likeness(sound, near, shape, parts)


def _score(sign: str) -> float:
    return (ord(sign) - 48) / 40


@cache
def shipped() -> Alike:
    return Alike((files(__package__) / "data" / "alike.tsv").read_text("utf-8"))
