"""How is a classifier learned from messages that people have dispatched, and how right will it be on new ones?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.workorders.learn.calibration import calibrated, figures
from bangban.skills.workorders.learn.classifier import Classifier, Vocabulary, made_of
from bangban.skills.workorders.learn.repeats import Repeats, repeats_of
from bangban.skills.workorders.learn.vocabularies import Corpus, vocabulary_of

Progress = Callable[[str, float], None]
"""Called with a step's name ("reading", "checking", "learning") and how far it is, 0…1."""

SHARES = (1.0, 0.7, 0.5)
"""Lengths of the three blocks of n-grams: characters, words, opening."""
COST = 0.5
FOLDS = 3
SEED = 20
FEW = 2
"""Examples that a class needs at least."""


class TooLittle(BadInput):
    """样本太少，无法训练：至少需要两个类别，每类至少 {least} 条，现有 {classes}。 | Too little to learn from: at least two classes with {least} messages each are needed, and there are {classes}."""

    code = "too_little_to_learn"


def train(texts: Sequence[str], labels: Sequence[str], *, progress: Progress | None = None) -> Classifier:
    """Learn from `texts` and the class each was given.

    Messages said twice are kept on one side of every held-back test, so that the card's figures hold for
    new messages. Classes with fewer than FEW examples are left out and named in the card.
    Takes about 3 ms a message and needs scikit-learn.

    Raises:
        TooLittle: fewer than two classes have FEW examples.
        ValueError: `texts` and `labels` differ in length.
    """
    tell = progress or (lambda step, done: None)
    if len(texts) != len(labels):
        raise ValueError("as many labels as texts are needed")
    counts = Counter(labels)
    known = sorted(label for label, count in counts.items() if count >= FEW)
    if len(known) < 2:
        said = "、".join(f"{label} {count}" for label, count in counts.most_common(5))
        raise TooLittle(least=FEW, classes=said or "0")
    places = {label: at for at, label in enumerate(known)}
    chosen = [at for at, label in enumerate(labels) if label in places]
    texts = [texts[at] for at in chosen]
    wanted = np.array([places[labels[at]] for at in chosen])
    tell("reading", 0.0)
    corpus = Corpus(texts)
    vocabulary = vocabulary_of(corpus, len(texts), len(known), 2 if len(texts) < 1000 else 3)
    tell("reading", 1.0)
    matrix = matrix_of(corpus, vocabulary)
    repeats = repeats_of(matrix, vocabulary)
    scores = _held_back(matrix, wanted, repeats, len(known), tell)
    sharpness = calibrated(scores, wanted)
    weights, bias = _fitted(matrix, wanted, len(known))
    tell("learning", 1.0)
    card: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": len(texts),
        "classes": {label: counts[label] for label in known},
        "left_out": sorted(label for label in counts if label not in places),
        "ngrams": len(vocabulary.keys),
        "held_back": figures(scores * sharpness, wanted, known),
    }
    return made_of(known, vocabulary, weights, bias, SHARES, sharpness, card)


def matrix_of(corpus: Corpus, vocabulary: Vocabulary, shares: Sequence[float] = SHARES) -> Any:
    """The texts by the n-grams, as a sparse matrix (scipy CSR, float64: what the solver computes in)."""
    from scipy.sparse import csr_matrix, vstack

    parts = []
    for found in corpus:
        entries = vocabulary.weighed(found, shares)
        begins = np.searchsorted(entries.texts, np.arange(entries.count + 1))
        shape = (entries.count, len(vocabulary.keys))
        parts.append(csr_matrix((entries.values.astype(np.float64), entries.rows, begins), shape=shape))
    return vstack(parts, format="csr")


def _held_back(
    matrix: Any, wanted: NDArray[Any], repeats: Repeats, classes: int, tell: Progress
) -> NDArray[Any]:
    """Scores of every message by a classifier that has seen neither it nor its repeats."""
    chance = np.random.default_rng(SEED)
    folds = chance.integers(0, FOLDS, repeats.groups.max() + 1)[repeats.groups]
    scores = np.zeros((len(wanted), classes))
    for fold in range(FOLDS):
        tell("checking", fold / FOLDS)
        seen, new = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights, bias = _fitted(matrix[seen], wanted[seen], classes)
        scores[new] = matrix[new] @ weights + bias
    tell("checking", 1.0)
    return scores


def _fitted(matrix: Any, wanted: NDArray[Any], classes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights (n-grams × classes) and bias; a class without an example has none and a low bias."""
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=COST, tol=1e-2, max_iter=200, random_state=SEED).fit(matrix, wanted)
    weights, bias = np.zeros((matrix.shape[1], classes)), np.full(classes, -3.0)
    found = machine.classes_
    if len(found) == 2:
        weights[:, found[1]], weights[:, found[0]] = machine.coef_[0], -machine.coef_[0]
        bias[found[1]], bias[found[0]] = machine.intercept_[0], -machine.intercept_[0]
    else:
        weights[:, found], bias[found] = machine.coef_.T, machine.intercept_
    return weights, bias
