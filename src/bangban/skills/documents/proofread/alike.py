"""Which characters are easily taken for one another, by sound or by shape?"""

from __future__ import annotations

from collections import defaultdict
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
        self._shapes: dict[str, dict[str, float]] = defaultdict(dict)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_blur: dict[str, list[str]] = defaultdict(list)
        for line in text.splitlines():
            if line.startswith("#") or not line:
                continue
            sign, readings, shapes, parts = line.split("\t")
            self.readings[sign] = tuple(readings.split())
            for at in range(0, len(shapes), 2):
                other, score = shapes[at], (ord(shapes[at + 1]) - 48) / 40
                for one, two in ((sign, other), (other, sign)):
                    self._shapes[one][two] = max(score, self._shapes[one].get(two, 0.0))
            for other in parts:
                self._parts[sign].add(other)
                self._parts[other].add(sign)
        for sign, syllables in self.readings.items():
            for syllable in syllables:
                self._by_sound[syllable].append(sign)
            for syllable in {blurred(one) for one in syllables}:
                self._by_blur[syllable].append(sign)
        self._known: dict[str, dict[str, Likeness]] = {}

    def like(self, sign: str) -> dict[str, Likeness]:
        """Every character that may have been meant by this one."""
        known = self._known.get(sign)
        if known is None:
            readings = self.readings.get(sign, ())
            same = {other for one in readings for other in self._by_sound[one]}
            near = {other for one in {blurred(one) for one in readings} for other in self._by_blur[one]}
            shapes, parts = self._shapes.get(sign, {}), self._parts.get(sign, set())
            known = {
                other: Likeness(other in same, other in near, shapes.get(other, 0.0), other in parts)
                for other in sorted(same | near | set(shapes) | parts)
                if other != sign
            }
            self._known[sign] = known
        return known

    def between(self, one: str, other: str) -> Likeness:
        return self.like(one).get(other, Likeness())

    def blurs(self, sign: str) -> set[str]:
        return {blurred(one) for one in self.readings.get(sign, ())}


@cache
def shipped() -> Alike:
    return Alike((files(__package__) / "data" / "alike.tsv").read_text("utf-8"))
