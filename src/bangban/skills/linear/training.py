"""How is a linear table learned? Each class against the rest by logistic regression, the rare ones weighed up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bangban.skills.linear.grams import Reader, grams
from bangban.skills.linear.table import Vocabulary, slots

COST = 10.0
FOLDS = 2
AT_ONCE = 500
LEAST = 2
"""Texts an n-gram must stand in to be known."""
LARGEST = 1_500_000


class Matrix:
    """Texts by n-grams, and the vocabulary made of them (scipy CSR); `read` and `beside` as in a Vocabulary."""

    def __init__(self, texts: Sequence[str], read: Reader = grams, beside: float = 0.0) -> None:
        from scipy.sparse import csr_matrix

        self.vocabulary = _vocabulary_of(texts, read, beside)
        rows, columns, values = [], [], []
        for start in range(0, len(texts), AT_ONCE):
            row, column, value = self.vocabulary.weighed(texts[start : start + AT_ONCE])
            rows.append(row + start)
            columns.append(column)
            values.append(value)
        self.rows = csr_matrix(
            (np.concatenate(values).astype(np.float64), (np.concatenate(rows), np.concatenate(columns))),
            shape=(len(texts), len(self.vocabulary.keys)),
        )
        self.groups = np.array([crc32(text.encode()) for text in texts])
        """The same number for the same text: it stands on one side of every held-back test."""


def _vocabulary_of(texts: Sequence[str], read: Reader, beside: float) -> Vocabulary:
    parts = []
    for start in range(0, len(texts), AT_ONCE):
        owners, hashes = read(texts[start : start + AT_ONCE])
        order = np.lexsort((hashes, owners))
        owners, hashes = owners[order], hashes[order]
        new = np.ones(len(hashes), bool)
        new[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
        parts.append(hashes[new])
    keys, counts = np.unique(np.concatenate(parts), return_counts=True)
    kept = np.flatnonzero(counts >= LEAST)
    kept = kept[np.argsort(-counts[kept], kind="stable")][:LARGEST]
    _, single = np.unique(slots(keys[kept]), return_index=True)
    kept = np.sort(kept[single])
    rarity = np.log((1 + len(texts)) / (1.0 + counts[kept])) + 1
    # As the file will keep it, so that what is learned is what is used.
    return Vocabulary(keys[kept], rarity.astype(np.float16).astype(np.float32), read, beside)


def fit(rows: Any, wanted: NDArray[Any], classes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights (n-grams × classes) and bias; a class without an example, or alone, has none."""
    from sklearn.linear_model import LogisticRegression

    weights, bias = np.zeros((rows.shape[1], classes)), np.full(classes, -3.0)
    for at in range(classes):
        mine = wanted == at
        if mine.any() and not mine.all():
            one = LogisticRegression(
                C=COST, class_weight="balanced", solver="liblinear", dual=True, max_iter=100, tol=0.05
            ).fit(rows, mine)
            weights[:, at], bias[at] = one.coef_[0], one.intercept_[0]
    return weights, bias


def held_back(
    matrix: Matrix, wanted: NDArray[Any], classes: int, tell: Callable[[float], None] = lambda done: None
) -> NDArray[Any]:
    """Scores of every text by a table that has seen neither it nor its repeats."""
    scores = np.zeros((len(wanted), classes))
    folds = matrix.groups % FOLDS
    for fold in range(FOLDS):
        tell(fold / FOLDS)
        seen, new = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if len(seen) and len(new):
            weights, bias = fit(matrix.rows[seen], wanted[seen], classes)
            scores[new] = matrix.rows[new] @ weights + bias
    return scores
