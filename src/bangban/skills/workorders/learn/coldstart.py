"""Which class would a message belong to when nobody has dispatched one yet? From the names in the taxonomy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.workorders.learn.classifier import Classifier, Vocabulary, made_of, slots
from bangban.skills.workorders.learn.features import OPENING_LENGTHS, grams
from bangban.skills.workorders.learn.signs import folded
from bangban.skills.workorders.learn.teaching import self_taught
from bangban.skills.workorders.learn.training import Progress
from bangban.skills.workorders.themes import words_for

Taxonomy = Sequence[Sequence[str]]
"""Rows (first level, second level, third level); lower levels may be missing or empty."""

ANYWHERE, OPENING = 0, 3
"""Blocks of n-grams that words are looked for in."""
WORDS = (2, 4)
"""Least and greatest length of the words that are looked for."""
SHARES = (1.0, 0.0, 0.0, 0.5)
"""What a word counts anywhere, and again in the opening."""
NAME, PART = 1.0, 0.35
"""What a whole name of the taxonomy counts, and two characters of one."""
SHARPNESS = 18.0
"""Turns scores into probabilities that hold roughly on letters of other cities; of this one nothing is known yet."""
FEWEST = 200
"""Messages from which on the unlabelled teach anything."""
_VAGUE = "其他 管理 问题 政策 待遇 工作 服务 监管 建设 规划 制度"
VAGUE = frozenset(_VAGUE.split())
"""What official names of every class say."""


class NoClasses(BadInput):
    """分类表里没有可用的类别（需要至少两个一级分类；指定的 --labels 要在表中）：{found}。 | The taxonomy holds no usable classes (two first-level classes at least; --labels must stand in it): {found}."""

    code = "no_classes"


def cold(
    taxonomy: Taxonomy,
    unlabelled: Sequence[str] = (),
    *,
    labels: Sequence[str] = (),
    progress: Progress | None = None,
) -> Classifier:
    """Return a classifier into the first-level classes of `taxonomy`, or into those of `labels` only.

    It looks for the names of the taxonomy and for the words people use for them (`themes`). With FEWEST
    or more `unlabelled` messages it goes on to learn from those, class by class the surest ones first.

    Raises:
        NoClasses: fewer than two classes, or a label that the taxonomy does not have.
    """
    phrases = phrases_of(taxonomy, labels)
    known = sorted(phrases)
    words = _weighed({label: _words(phrases[label]) for label in known})
    vocabulary, weights = _table([words[label] for label in known])
    card: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": 0,
        "classes": dict.fromkeys(known, 0),
        "unlabelled": len(unlabelled),
        "ngrams": len(vocabulary.keys),
    }
    start = made_of(known, vocabulary, weights, np.zeros(len(known)), SHARES, SHARPNESS, card)
    texts = [text for text in unlabelled if text.strip()]
    return self_taught(start, texts, progress) if len(texts) >= FEWEST else start


def phrases_of(taxonomy: Taxonomy, labels: Sequence[str] = ()) -> Mapping[str, list[str]]:
    """Return every name below each first-level class, once each.

    Raises:
        NoClasses: fewer than two classes, or a label that the taxonomy does not have.
    """
    phrases: dict[str, dict[str, None]] = {}
    for row in taxonomy:
        names = [name.strip() for name in row if name and name.strip()]
        if names and (not labels or names[0] in labels):
            phrases.setdefault(names[0], {}).update(dict.fromkeys(names))
    missing = [label for label in labels if label not in phrases]
    if missing or len(phrases) < 2:
        raise NoClasses(found="、".join(missing or phrases) or "—")
    return {label: list(names) for label, names in phrases.items()}


def _words(names: Sequence[str]) -> dict[str, float]:
    """The words that speak for a class: its names, pairs of characters of them, and what people say for them."""
    words = dict.fromkeys(words_for(names), NAME)
    for name in map(folded, names):
        if name not in VAGUE and WORDS[0] <= len(name) <= WORDS[1]:
            words[name] = NAME
        for at in range(len(name) - 1):
            if name[at : at + 2] not in VAGUE:
                words.setdefault(name[at : at + 2], PART)
    return words


def _weighed(words: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """A word that many classes share tells little; a longer one tells more; a class of many words is not favoured."""
    shared = Counter(word for found in words.values() for word in found)
    return {
        label: {
            word: value
            * log((len(words) + 1) / shared[word])
            * min(1.5, 0.6 + 0.2 * len(word))
            / len(found) ** 0.5
            for word, value in found.items()
        }
        for label, found in words.items()
    }


def _table(by_class: Sequence[Mapping[str, float]]) -> tuple[Vocabulary, NDArray[np.float64]]:
    """The words as n-grams of characters (those longer than WORDS by their parts), anywhere and in the opening."""
    rows: dict[tuple[int, int], NDArray[np.float64]] = {}
    for word in sorted({word for found in by_class for word in found}):
        values = np.array([found.get(word, 0.0) for found in by_class])
        length = min(len(folded(word)), WORDS[1])
        if length < WORDS[0]:
            continue
        found = grams([word], characters=(length, length))
        anywhere = found.hashes[found.blocks == ANYWHERE]
        # Of the opening's n-grams the last is the longest: the word itself, if it is short enough.
        opening = found.hashes[found.blocks == OPENING][-1:] if length <= OPENING_LENGTHS[1] else anywhere[:0]
        for block, keys in ((ANYWHERE, anywhere), (OPENING, opening)):
            for key in keys.tolist():
                rows[key, block] = rows.get((key, block), 0.0) + values / len(keys)
    keys = np.array([key for key, _ in rows], np.uint64)
    _, single = np.unique(slots(keys), return_index=True)
    chosen = np.sort(single)
    blocks = np.array([block for _, block in rows], np.int8)[chosen]
    weights = np.array(list(rows.values()))[chosen]
    return Vocabulary(keys[chosen], np.ones(len(chosen), np.float32), blocks, characters=WORDS), weights
