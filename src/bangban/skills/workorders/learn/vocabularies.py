"""Which n-grams of the messages learned from are worth knowing?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.learn.classifier import LARGEST, Vocabulary, slots
from bangban.skills.workorders.learn.features import CHARACTERS, Grams, grams
from bangban.skills.workorders.learn.words import lexicon_of

AT_ONCE = 500
KEPT = 20_000
"""Messages whose n-grams are kept in memory between two looks at them (10 KB each); of more they are made again."""


class Corpus:
    """The n-grams of many texts, AT_ONCE texts at a time, as often as they are asked for."""

    def __init__(self, texts: Sequence[str], characters: tuple[int, int] = CHARACTERS) -> None:
        self.texts = texts
        self.lexicon = lexicon_of(texts)
        self.characters = characters
        self._kept: list[Grams] = []

    def __iter__(self) -> Iterator[Grams]:
        if self._kept:
            yield from self._kept
            return
        made: list[Grams] = []
        for start in range(0, len(self.texts), AT_ONCE):
            found = grams(self.texts[start : start + AT_ONCE], self.lexicon, self.characters)
            if len(self.texts) <= KEPT:
                made.append(found)
            yield found
        self._kept = made


def least_of(count: int) -> int:
    """In how many of so many texts an n-gram must stand to be worth knowing."""
    return 2 if count < 1000 else 3


def vocabulary_of(corpus: Corpus, classes: int, least: int) -> Vocabulary:
    """Return the n-grams that stand in at least `least` texts of the corpus, as many as a table of `classes` may hold."""
    size = len(corpus.texts)
    parts = [_once(found) for found in corpus]
    hashes = np.concatenate([one for one, _ in parts])
    blocks = np.concatenate([one for _, one in parts])
    # Most n-grams stand in one text only: a count by place, which is quick, puts them aside before the sort.
    places = slots(hashes)
    often = np.flatnonzero(np.bincount(places)[places] >= least)
    keys, first, counts = np.unique(hashes[often], return_index=True, return_counts=True)
    kept = np.flatnonzero(counts >= least)
    kept = kept[np.argsort(-counts[kept], kind="stable")][: LARGEST // (11 + classes)]
    # Of two that share a place the commoner one stays.
    _, single = np.unique(slots(keys[kept]), return_index=True)
    kept = np.sort(kept[single])
    rarity = np.log((1 + size) / (1.0 + counts[kept])) + 1
    # As the file will keep it, so that what is learned is what is used.
    rounded = rarity.astype(np.float16).astype(np.float32)
    return Vocabulary(keys[kept], rounded, blocks[often[first[kept]]], corpus.lexicon, corpus.characters)


def _once(found: Grams) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    """Each n-gram once a text, and its block."""
    order = np.lexsort((found.hashes, found.texts))
    hashes, texts = found.hashes[order], found.texts[order]
    new = np.ones(len(hashes), bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (texts[1:] != texts[:-1])
    return hashes[new], found.blocks[order][new]
