"""What does a question in another script mean for sources in Chinese? Its gloss, and the entries nearest in meaning.

No word of an English question stands in a Chinese notice. So its words are looked up in a list of our own
(data/english.txt), and its vector is compared with those of all entries of a small set, where there are any: one
product of a matrix. The vectors of entries are made in the background and never while somebody waits.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.answers import text as t
from bangban.skills.answers.vectors import Vectors

FEATURE = "across"
"""In the features of hits that another script was asked for."""
MOST_PART = 0.9
"""The share of a set's entries that must have a vector: of fewer the right one is too often missing."""
FUSE = 20
"""Of reciprocal rank fusion, as for questions in one's own script."""
SETS = 8
"""Sets, as different agencies read them, whose matrices a process keeps: 5 MB each at most."""
LONGEST = 5
"""Words of a phrase in the list."""
_LATIN = re.compile(r"[a-z0-9][a-z0-9.-]*[a-z0-9]|\d")


@cache
def _words() -> tuple[dict[tuple[str, ...], str], frozenset[str]]:
    """What stands for each phrase, by the stems of its words; and the words that say nothing."""
    known: dict[tuple[str, ...], str] = {}
    empty: set[str] = set()
    for line in resources.files(__package__).joinpath("data/english.txt").read_text("utf-8").splitlines():
        if line.startswith("- "):
            empty.update(line[2:].split())
        elif line.strip() and not line.startswith("#"):
            phrases, _, meant = line.partition(" = ")
            for phrase in phrases.split(" / "):
                known[tuple(map(_stem, _LATIN.findall(phrase)))] = meant.strip()
    return known, frozenset(empty)


def _stem(word: str) -> str:
    """The same for child care, child cares; apply, applies, applied; not for go and went."""
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return f"{word[:-3]}y"
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e")


@lru_cache(maxsize=2_000)
def glossed(question: str) -> str:
    """The Chinese words for what an English question speaks of, each once; what is not in the list stays as it is.

    A word that stays says that the question speaks of something the words found do not cover.
    """
    meant, empty = _words()
    said = _LATIN.findall(t.fold(question[: t.LONGEST]))
    stems = [_stem(word) for word in said]
    found: list[str] = []
    place = 0
    while place < len(said):
        for many in range(min(LONGEST, len(said) - place), 0, -1):
            if words := meant.get(tuple(stems[place : place + many])):
                found += words.split()
                place += many
                break
        else:
            found += [said[place]] if said[place] not in empty else []
            place += 1
    return " ".join(t.unique(found))


def is_across(question: str, hits: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a question without Chinese was put to a set in Chinese: nothing was found, or what was is Chinese."""
    if not t.is_english(question):
        return False
    chinese = sum(t.has_chinese(str(hit.get("question") or hit["text"])[:200]) for hit in hits)
    return 2 * chinese >= len(hits)


def fused(
    by_words: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]], near: Mapping[int, float]
) -> list[dict[str, Any]]:
    """Hits of the gloss and `others` in order of words and meaning together, as those of a question in another script.

    near: the likeness of those that were compared by meaning, best first; where there are any, the rest falls out.
    """
    said = {int(hit["key"]): place for place, hit in enumerate(by_words)}
    meant = {key: place for place, key in enumerate(near)}

    def points(hit: Mapping[str, Any]) -> float:
        return sum(1 / (FUSE + place[hit["key"]]) for place in (said, meant) if hit["key"] in place)

    told = []
    for hit in sorted((*by_words, *others), key=points, reverse=True):
        if near and hit["key"] not in near:
            continue
        more = {FEATURE: 1.0} | ({"vector": near[hit["key"]]} if near else {})
        told.append({**hit, "features": {**(hit.get("features") or {}), **more}})
    return told


class Nearest:
    """The entries of a small set nearest to a question; the matrix of their vectors is kept while the set stands."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, _Matrix] = OrderedDict()

    def to(
        self, question: str, heads: Sequence[Mapping[str, Any]], vectors: Vectors, most: int
    ) -> dict[int, float]:
        """Key → likeness of the `most` nearest of `heads` ({"key", "head"}); empty while their vectors are not made."""
        known = self._kept.get(id(heads))
        if known is None or known.heads is not heads or known.count != vectors.count():
            known = self._kept[id(heads)] = _matrix(heads, vectors)
            while len(self._kept) > SETS:
                self._kept.popitem(last=False)
        if len(known.keys) < max(1, MOST_PART * len(heads)):
            return {}
        near = known.rows @ vectors.of_question(question)
        best = np.argsort(-near, kind="stable")[:most]
        return {known.keys[place]: float(near[place]) for place in best.tolist()}


@dataclass(frozen=True)
class _Matrix:
    heads: Sequence[Mapping[str, Any]]
    """Kept, so that nothing else is found under its address."""
    count: int
    keys: tuple[int, ...]
    rows: NDArray[np.float32]


def _matrix(heads: Sequence[Mapping[str, Any]], vectors: Vectors) -> _Matrix:
    made = vectors.of([str(one["head"]) for one in heads], 0.0)
    there = [(int(one["key"]), vector) for one, vector in zip(heads, made, strict=True) if vector is not None]
    rows = np.array([vector for _, vector in there], np.float32)
    return _Matrix(heads, vectors.count(), tuple(key for key, _ in there), rows)
