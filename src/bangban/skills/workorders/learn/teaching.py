"""What do messages without a class teach somebody who knows which words to look for?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.learn.classifier import Classifier, made_of
from bangban.skills.workorders.learn.training import SEED, SHARES, Progress, fitted, matrix_of
from bangban.skills.workorders.learn.vocabularies import Corpus, least_of, vocabulary_of

ROUNDS = 4
FOLDS = 3
FIRST, LAST = 0.5, 0.9
"""Share of each class' messages, surest first, that is learned from in the first and in the last round."""
SHARPNESS = 3.0


def self_taught(start: Classifier, texts: Sequence[str], progress: Progress | None = None) -> Classifier:
    """Return a classifier learned from `texts` by the classes that `start` gives them.

    Each round a message is judged by `start` and by what was learned from the other messages, never from
    itself: otherwise a first mistake would only confirm itself.
    """
    tell = progress or (lambda step, done: None)
    classes = len(start.labels)
    tell("reading", 0.0)
    corpus = Corpus(texts)
    vocabulary = vocabulary_of(corpus, classes, least_of(len(texts)))
    matrix = matrix_of(corpus, vocabulary)
    first = _level(np.concatenate([start.scores(texts[at : at + 64]) for at in range(0, len(texts), 64)]))
    tell("reading", 1.0)
    chance = np.random.default_rng(SEED)
    scores = first
    for at in range(ROUNDS):
        tell("learning", at / (ROUNDS + 1))
        chosen, given = _surest(scores, FIRST + (LAST - FIRST) * at / (ROUNDS - 1))
        folds = chance.integers(0, FOLDS, len(texts))
        learned = np.zeros_like(scores)
        for fold in range(FOLDS):
            seen = chosen[folds[chosen] != fold]
            weights, bias = fitted(matrix[seen], given[seen], classes)
            new = np.flatnonzero(folds == fold)
            learned[new] = matrix[new] @ weights + bias
        scores = first + _level(learned)
    chosen, given = _surest(scores, LAST)
    weights, bias = fitted(matrix[chosen], given[chosen], classes)
    tell("learning", 1.0)
    card: dict[str, Any] = {**start.card, "ngrams": len(vocabulary.keys), "learned_from": len(chosen)}
    return made_of(start.labels, vocabulary, weights, bias, SHARES, SHARPNESS, card)


def _level(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Scores whose mean is the same for every class and whose spread is 1, so that two kinds can be added."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    result: NDArray[np.float64] = centred / (centred.std() or 1.0)
    return result


def _surest(scores: NDArray[Any], share: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The messages with the widest margins of each class, and the class each message is given."""
    order = np.sort(scores, axis=1)
    margins, given = order[:, -1] - order[:, -2], scores.argmax(axis=1)
    chosen = []
    for label in range(scores.shape[1]):
        there = np.flatnonzero(given == label)
        chosen.append(there[np.argsort(-margins[there], kind="stable")][: max(2, round(len(there) * share))])
    return np.sort(np.concatenate(chosen)), given
