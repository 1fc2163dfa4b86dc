"""What do words mean outside this set? A table of word vectors that comes with Bangban, weighed by the set's own words.

Residents' words (坐牢, 房东) hardly stand in laws, so that nothing in a set says what they are near to. The table was
made from multilingual-e5-small by `tools/word_senses.py`: the common words of general Chinese, each encoded by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index.search import rarity
from bangban.knowledge.index.shelf import Opened
from bangban.knowledge.rank.lessons import Lessons
from bangban.knowledge.rank.meaning import Meaning
from bangban.knowledge.rank.network import Floats

TABLE = Path(__file__).parent / "data" / "senses.npz"
_USUAL = 2
"""Lessons a word may stand in before it counts less for saying what is asked: 怎么 and 可以 stand in most."""


@dataclass(frozen=True)
class Senses:
    """Directions by the table: of `passages`, by the rarity of their words; of what is `asked`, by what tells questions apart."""

    passages: Meaning
    asked: Meaning


@cache
def table() -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    """The keys of the table's words, sorted, and their vectors, of length 127."""
    with np.load(TABLE, allow_pickle=False) as arrays:
        return arrays["keys"], arrays["vectors"]


def learn(index: Opened, lessons: Lessons) -> Senses:
    """Weigh the table's words by the passages and the questions of a set."""
    keys, _ = table()
    rare = rarity(index, keys)
    there = np.zeros(len(keys), bool)
    for one in index.segments:
        there |= np.isin(keys, one.terms)
    # Of a word that stands in no passage the words tell nothing: here it counts most.
    asked = np.where(there, rare, np.log1p(2 * len(index) + 1))
    return made(rare, (asked * _telling(lessons, keys)).astype(np.float32))


def made(passages: Floats, asked: Floats) -> Senses:
    """The table with these weights of its words."""
    keys, vectors = table()
    return Senses(Meaning(keys, passages, vectors), Meaning(keys, asked, vectors))


def _telling(lessons: Lessons, keys: NDArray[np.uint64]) -> Floats:
    """How much each key tells of what is asked, 0…1: little where it stands in questions of every kind."""
    times = np.full(len(keys), _USUAL, np.int64)
    if len(lessons.keys):
        places = np.minimum(np.searchsorted(lessons.keys, keys), len(lessons.keys) - 1)
        found = lessons.keys[places] == keys
        times[found] = np.maximum(lessons.starts[places + 1] - lessons.starts[places], _USUAL)[found]
    whole = np.log((len(lessons) + _USUAL) / _USUAL)
    return (np.log((len(lessons) + _USUAL) / times) / whole).astype(np.float32)
