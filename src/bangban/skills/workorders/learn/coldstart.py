"""Which class would a message belong to when nobody has dispatched one yet? From the names in the taxonomy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.workorders.learn.classifier import Classifier, made_of
from bangban.skills.workorders.learn.training import SHARES, Progress
from bangban.skills.workorders.learn.vocabularies import Corpus, vocabulary_of

Taxonomy = Sequence[Sequence[str]]
"""Rows (first level, second level, third level); lower levels may be missing or empty."""
COLD_SHARPNESS = 12.0


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

    Raises:
        NoClasses: fewer than two classes, or a label that the taxonomy does not have.
    """
    phrases = phrases_of(taxonomy, labels)
    known = sorted(phrases)
    corpus = Corpus(["。".join(phrases[label]) for label in known])
    vocabulary = vocabulary_of(corpus, len(known), 1)
    weights: NDArray[np.float64] = np.zeros((len(vocabulary.keys), len(known)))
    for found in corpus:
        entries = vocabulary.weighed(found, SHARES)
        weights[entries.rows, entries.texts] = entries.values
    card = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": 0,
        "classes": dict.fromkeys(known, 0),
        "unlabelled": len(unlabelled),
        "ngrams": len(vocabulary.keys),
    }
    return made_of(known, vocabulary, weights, np.zeros(len(known)), SHARES, COLD_SHARPNESS, card)


def phrases_of(taxonomy: Taxonomy, labels: Sequence[str] = ()) -> Mapping[str, list[str]]:
    """Return every name below each first-level class, once each."""
    phrases: dict[str, dict[str, None]] = {}
    for row in taxonomy:
        names = [name.strip() for name in row if name and name.strip()]
        if names and (not labels or names[0] in labels):
            phrases.setdefault(names[0], {}).update(dict.fromkeys(names))
    missing = [label for label in labels if label not in phrases]
    if missing or len(phrases) < 2:
        raise NoClasses(found="、".join(missing or phrases) or "—")
    return {label: list(names) for label, names in phrases.items()}
