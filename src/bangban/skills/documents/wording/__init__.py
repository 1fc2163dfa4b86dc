"""Which words are written wrongly, in an old form, or have been replaced? Tables, one word a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import add

import rjieba


@dataclass(frozen=True, slots=True)
class Word:
    """What should not stand there, and what should."""

    wrong: str
    right: str
    unless: re.Pattern[str] | None = None
    why: str = ""


class Words:
    """All words of one table, looked for in one pass."""

    def __init__(self, words: list[Word], *, slips: bool = True) -> None:
        """`slips`: what is found is no word itself, and may be the border of two right ones."""
        self._slips = slips
        self._words = {one.wrong: one for one in words}
        self._begin = {one[:2] for one in self._words}
        longest_first = sorted(self._words, key=lambda one: (-len(one), one))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def find(self, text: str) -> Iterator[tuple[int, int, Word]]:
        """(start, end, word) of each that stands there for itself, not across the border of two right words."""
        # Hardly any text holds one, and it is quicker to see that none begins than to try all at every character.
        if self._begin.isdisjoint(_pairs(text)):
            return
        for match in self._pattern.finditer(text):
            word, (start, end) = self._words[match.group()], match.span()
            around = text[max(0, start - 5) : end + 5]
            if word.unless is not None and word.unless.search(around):
                continue
            if self._slips and end - start == 2 and _across(text, start):
                continue
            yield start, end, word


@lru_cache(maxsize=16)
def _pairs(text: str) -> frozenset[str]:
    """Every two neighbours, for the tables that look at a text one after the other."""
    return frozenset(map(add, text, text[1:]))


def _across(text: str, at: int) -> bool:
    """Whether the first character ends a word, or the second begins one: 科目|常见, 等|干部."""
    before = any(rjieba.has_word(text[first : at + 1]) for first in range(max(0, at - 3), at))
    return before or any(
        rjieba.has_word(text[at + 1 : last]) for last in range(at + 3, min(len(text), at + 5) + 1)
    )


@cache
def table(name: str) -> Words:
    """The shipped table of that name: words, variants, terms."""
    words = []
    for line in (files(__package__) / f"{name}.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            wrong, right, unless, why = (*line.split("\t"), "", "")[:4]
            words.append(Word(wrong, right, re.compile(unless) if unless else None, why))
    return Words(words, slips=name == "words")
