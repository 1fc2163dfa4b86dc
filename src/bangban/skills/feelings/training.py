"""How is a model of feelings learned from a city's own labelled messages, and how good is it on what it has not seen?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.feelings.model import Feelings, care_of
from bangban.skills.feelings.normal import normal
from bangban.skills.workorders.learn.calibration import calibrated, figures
from bangban.skills.workorders.learn.classifier import Vocabulary, made_of, softmax
from bangban.skills.workorders.learn.vocabularies import Corpus, vocabulary_of

Progress = Callable[[str, float], None]
"""Called with a step's name ("reading", "checking", "learning") and how far it is, 0…1."""

SHARES = (1.0, 0.8, 0.6, 0.4)
"""Lengths of the blocks of n-grams: characters, words, pairs of words, opening."""
COST = 3.0
FOLDS = 3
FEW = 2
"""Examples that a feeling needs at least."""
RECALL = 0.9
"""The share of those in need at which the precision of care is told."""


class TooFewFeelings(BadInput):
    """样本太少，无法训练：至少需要两类情绪，每类至少 {least} 条，现有 {classes}。 | Too little to learn from: at least two feelings with {least} messages each are needed, and there are {classes}."""

    code = "too_few_feelings"


class NoCare(BadInput):
    """--care 中的“{name}”不在标签里。标签有：{known}。 | “{name}” of --care is no label. The labels are: {known}."""

    code = "unknown_care_label"


def train(
    texts: Sequence[str], labels: Sequence[str], care: Sequence[str], *, progress: Progress | None = None
) -> Feelings:
    """Learn from `texts` and how each was labelled; `care` names the labels that ask for care.

    A message said twice is kept on one side of the held-back test, so that the card's figures hold for new
    messages. Takes about 3 ms a message and needs scikit-learn.

    Raises:
        TooFewFeelings: fewer than two labels have FEW examples.
        NoCare: a name in `care` is no label, or every label asks for care.
    """
    tell = progress or (lambda step, done: None)
    counts = Counter(labels)
    known = sorted(label for label, count in counts.items() if count >= FEW)
    if len(known) < 2:
        said = "、".join(f"{label} {count}" for label, count in counts.most_common(5))
        raise TooFewFeelings(least=FEW, classes=said or "0")
    for name in care:
        if name not in known:
            raise NoCare(name=name, known="、".join(known))
    kept = [(normal(text), label) for text, label in zip(texts, labels, strict=True) if label in known]
    wanted = np.array([known.index(label) for _, label in kept])
    tell("reading", 0.0)
    corpus = Corpus([text for text, _ in kept])
    vocabulary = vocabulary_of(corpus, len(known), 2)
    matrix = matrix_of(corpus, vocabulary, SHARES)
    tell("reading", 1.0)
    folds = np.array([crc32(text.encode("utf-8", "surrogatepass")) % FOLDS for text, _ in kept])
    scores = np.zeros((len(kept), len(known)))
    for fold in range(FOLDS):
        tell("checking", fold / FOLDS)
        seen, new = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights, bias = _fitted(matrix[seen], wanted[seen], len(known))
        scores[new] = matrix[new] @ weights + bias
    tell("checking", 1.0)
    sharpness = calibrated(scores, wanted)
    weights, bias = _fitted(matrix, wanted, len(known))
    tell("learning", 1.0)
    asks = np.isin(known, list(care))
    chances = softmax(scores * sharpness)
    in_need = asks[wanted]
    line = _line(care_of(chances, asks, 1.0, 0.0), in_need)
    card: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": len(kept),
        "classes": {label: counts[label] for label in known},
        "left_out": sorted(label for label in counts if label not in known),
        "ngrams": len(vocabulary.keys),
        "care": list(care),
        "care_line": line,
        "held_back": {
            **figures(scores * sharpness, wanted, known),
            "care_precision_at_recall_90": round(
                precision_at(care_of(chances, asks, 1.0, 0.0), in_need, RECALL), 4
            ),
        },
    }
    return Feelings(made_of(known, vocabulary, weights, bias, SHARES, sharpness, card))


def precision_at(care: NDArray[Any], in_need: NDArray[np.bool_], recall: float) -> float:
    """Of those marked so that `recall` of those in need are, the share that is in need; 0 when nobody is."""
    order = np.argsort(-care, kind="stable")
    found = np.cumsum(in_need[order])
    if not len(found) or not found[-1]:
        return 0.0
    precision = found / np.arange(1, len(found) + 1)
    return float(precision[found >= recall * found[-1]].max())


def matrix_of(corpus: Corpus, vocabulary: Vocabulary, shares: Sequence[float]) -> Any:
    """The texts by the n-grams, as a sparse matrix (scipy CSR)."""
    from scipy.sparse import csr_matrix, vstack

    parts = []
    for found in corpus:
        entries = vocabulary.weighed(found, shares)
        begins = np.searchsorted(entries.texts, np.arange(entries.count + 1))
        shape = (entries.count, len(vocabulary.keys))
        parts.append(csr_matrix((entries.values.astype(np.float64), entries.rows, begins), shape=shape))
    return vstack(parts, format="csr")


def _fitted(matrix: Any, wanted: NDArray[Any], classes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights (n-grams × classes) and bias: each feeling against the rest, the rare ones weighed up.

    Each class' log-odds become log-probabilities' scale by a line through the origin, so one softmax fits them all.
    """
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((matrix.shape[1], classes)), np.full(classes, -3.0)
    for at in range(classes):
        mine = wanted == at
        if mine.any() and not mine.all():
            one = LogisticRegression(
                C=COST, class_weight="balanced", solver="liblinear", dual=True, max_iter=100, tol=0.05
            ).fit(matrix, mine)
            weights[:, at], bias[at] = one.coef_[0], one.intercept_[0]
    return weights, bias


def _line(care: NDArray[Any], in_need: NDArray[np.bool_]) -> list[float]:
    """Slope and level that make the log-odds of `care` a calibrated chance; (1, 0) where there is nothing to learn."""
    from sklearn.linear_model import LogisticRegression

    if in_need.all() or not in_need.any():
        return [1.0, 0.0]
    odds = np.log(care / (1 - care))[:, None]
    one = LogisticRegression(C=100.0).fit(odds, in_need)
    # A falling line would turn the order round: then nothing was learned.
    slope = max(float(one.coef_[0, 0]), 1e-3)
    return [round(slope, 6), round(float(one.intercept_[0]), 6)]
