"""What do words say together that none of them says alone? One small hidden layer beside the linear table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH = 32
BATCH, RATE = 256, 5e-3
UPDATES, EPOCHS = 280, 8
"""Steps at least, and rounds through the examples at least."""
DROPPED = 0.3
"""Share of n-grams, and of units, left out at each step, so that none is relied on alone."""
SMOOTH = 0.05
"""How far from certain an example's class is taken to be: people's labels are not all right."""
PIECE = 128
"""N-grams added up at once: so few that no processor is asked to help, whose number would decide the last bit."""


@dataclass(frozen=True)
class Hidden:
    """`relu(values @ first + first_bias) @ second + second_bias` over the first `len(first)` n-grams."""

    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats

    def summed(self, rows: NDArray[Any], values: Floats, begins: NDArray[Any]) -> Floats:
        """Return the scores of texts whose n-grams begin at `begins` in `rows` and `values`."""
        inside = np.flatnonzero(rows < len(self.first))
        weighed, values = self.first.take(rows[inside], axis=0), values[inside]
        # Where each text's begin among those inside; a text with none of them adds nothing.
        starts = np.searchsorted(inside, np.append(begins, len(rows))).tolist()
        raised = np.zeros((len(begins), self.first.shape[1]), np.float32)
        for text, (start, end) in enumerate(pairwise(starts)):
            for at in range(start, end, PIECE):
                piece = slice(at, min(end, at + PIECE))
                raised[text] += np.dot(values[piece], weighed[piece])
        return self._onward(raised)

    def scores(self, matrix: Any) -> Floats:
        """Return the scores of the rows of a sparse matrix whose columns are the first n-grams."""
        return self._onward(np.asarray(matrix @ self.first))

    def _onward(self, raised: Floats) -> Floats:
        active = np.maximum(raised + self.first_bias, 0)
        # Not by a matrix product: its order of adding depends on how many texts there are.
        out: Floats = (active[:, :, None] * self.second).sum(axis=1) + self.second_bias
        return out

    def scaled(self, factor: float) -> Hidden:
        return Hidden(
            self.first,
            self.first_bias,
            self.second * np.float32(factor),
            self.second_bias * np.float32(factor),
        )


def fit(
    matrix: Any,
    wanted: NDArray[Any],
    classes: int,
    seed: int,
    step: Callable[[float], None] = lambda done: None,
) -> Hidden:
    """Learn from the rows of a scipy CSR matrix (float32); Adam on cross-entropy, the same each time for a seed."""
    chance = np.random.default_rng(seed)
    count, width = matrix.shape
    layers = [
        (chance.standard_normal((width, WIDTH)) * 0.08).astype(np.float32),
        np.zeros(WIDTH, np.float32),
        (chance.standard_normal((WIDTH, classes)) * (2 / WIDTH) ** 0.5).astype(np.float32),
        np.zeros(classes, np.float32),
    ]
    means = [np.zeros_like(layer) for layer in layers]
    squares = [np.zeros_like(layer) for layer in layers]
    aims = (np.eye(classes, dtype=np.float32) * (1 - SMOOTH) + SMOOTH / classes)[wanted]
    steps = -(-count // BATCH)
    epochs = max(EPOCHS, -(-UPDATES // steps))
    at = 0
    for epoch in range(epochs):
        step(epoch / epochs)
        order = chance.permutation(count)
        for start in range(0, count, BATCH):
            chosen = order[start : start + BATCH]
            slopes = _slopes(matrix[chosen], aims[chosen], layers, chance)
            at += 1
            rate = RATE * (1 - epoch / epochs)
            for layer, slope, mean, square in zip(layers, slopes, means, squares, strict=True):
                mean *= 0.9
                mean += 0.1 * slope
                square *= 0.999
                square += 0.001 * slope * slope
                root = np.sqrt(square / (1 - 0.999**at))
                root += 1e-8
                layer -= np.float32(rate / (1 - 0.9**at)) * (mean / root)
    first = layers[0].astype(np.float16).astype(np.float32)
    return Hidden(first, layers[1], layers[2], layers[3])


def _slopes(batch: Any, aims: Floats, layers: list[Floats], chance: np.random.Generator) -> list[Floats]:
    first, first_bias, second, second_bias = layers
    batch = batch.copy()
    batch.data *= (chance.random(len(batch.data), np.float32) >= DROPPED) / np.float32(1 - DROPPED)
    raised = batch @ first + first_bias
    kept = (chance.random(raised.shape, np.float32) >= DROPPED) / np.float32(1 - DROPPED)
    active = np.maximum(raised, 0) * kept
    scores = active @ second + second_bias
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    out = (scores / scores.sum(axis=1, keepdims=True) - aims) / np.float32(len(aims))
    inner = (out @ second.T) * kept * (raised > 0)
    return [np.asarray(batch.T @ inner), inner.sum(axis=0), active.T @ out, out.sum(axis=0)]


def telling(matrix: Any, wanted: NDArray[Any], classes: int) -> NDArray[np.float64]:
    """Return for each column how much its rows' classes differ from all rows': the greatest chi-square of a class."""
    from scipy.sparse import csr_matrix

    there = csr_matrix((np.ones(len(matrix.data)), matrix.indices, matrix.indptr), shape=matrix.shape)
    one_hot = np.eye(classes)[wanted]
    seen = np.asarray(there.T @ one_hot)
    due = seen.sum(axis=1, keepdims=True) * one_hot.mean(axis=0)
    result: NDArray[np.float64] = ((seen - due) ** 2 / np.maximum(due, 1e-9)).max(axis=1)
    return result
