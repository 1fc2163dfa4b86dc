"""Which of the messages learned from are the same message again, in nearly the same words?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.learn.classifier import Vocabulary

ALIKE = 0.5
"""Cosine of rare words from which two messages are taken for one."""
RARE = 40
"""Messages that may share a word for it to tell which message it is."""

MANY, SHARE = 20, 0.02
"""The most messages, or the greatest share of all, that are taken for repeats of one."""


@dataclass(frozen=True)
class Repeats:
    groups: NDArray[np.int64]
    """Each message's group; what has no repeat is alone in its own."""
    pairs: NDArray[np.int64]
    """Two columns: every pair of messages alike, the earlier first."""
    likeness: NDArray[np.float64]


def repeats_of(matrix: Any, vocabulary: Vocabulary) -> Repeats:
    """Find repeats among the rows of a message × n-gram matrix (scipy CSR), by the rare words they share."""
    from scipy.sparse import csr_matrix, triu
    from scipy.sparse.csgraph import connected_components

    columns = matrix[:, np.flatnonzero(vocabulary.blocks == 1)]
    spread = np.bincount(columns.indices, minlength=columns.shape[1])
    rare = columns[:, np.flatnonzero((spread > 1) & (spread <= RARE))].astype(np.float32)
    lengths = np.sqrt(np.asarray(rare.multiply(rare).sum(axis=1)).ravel())
    # A message with hardly a rare word is like none: what it shares is chance.
    lengths[lengths < 0.1] = np.inf
    rare = csr_matrix(rare.multiply(1 / lengths[:, None]))
    near = triu(rare @ rare.T, k=1).tocoo()
    chosen = near.data >= ALIKE
    links = csr_matrix((near.data[chosen], (near.row[chosen], near.col[chosen])), shape=near.shape)
    _, groups = connected_components(links, directed=False)
    # So many alike are no repeats of one message but a way of writing: each stands for itself.
    sizes = np.bincount(groups)
    common = sizes[groups] > max(MANY, SHARE * len(groups))
    groups[common] = len(sizes) + np.arange(common.sum())
    _, groups = np.unique(groups, return_inverse=True)
    pairs = np.column_stack((near.row[chosen], near.col[chosen])).astype(np.int64)
    return Repeats(groups.astype(np.int64), pairs, near.data[chosen].astype(np.float64))
