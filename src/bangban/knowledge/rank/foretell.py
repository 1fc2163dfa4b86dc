"""What will answer a question, judging by all answered ones together? Kernel ridge regression from questions to answers.

Likeness looks at one lesson after the other. Here each counts by how much it says that others do not: ten ways of
asking one thing count as one, and a word that stands in lessons of every kind counts for little. What is foretold is
a sum over lessons, with these shares: of the articles and laws that answered, and of their meanings. Source of the
method: Saunders, Gammerman & Vovk, Ridge Regression Learning Algorithm in Dual Variables (1998).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.rank.network import Floats

MOST = 2_000
"""Lessons that take part, the newest: the inverse grows with their square."""
SENSED, RIDGE = 0.5, 0.3
"""What likeness of meaning counts beside that of words; how much is put down to chance."""
PARTS = 10


def kernel(likeness: Floats, meaning: Floats) -> Floats:
    """How much alike questions are, by words and pairs (0…1) and by meaning (-1…1)."""
    return (likeness + SENSED * np.square(np.maximum(meaning, 0))).astype(np.float32)


def solved(among: Floats) -> Floats:
    """The inverse by which the likenesses of a question to these lessons become their shares."""
    return np.linalg.inv(among + RIDGE * np.eye(len(among), dtype=np.float32)).astype(np.float32)


def practised(among: Floats, leader: NDArray[np.int64], use: NDArray[np.bool_]) -> Floats:
    """The shares of all lessons in each, as for a question nobody asked before: lessons × lessons.

    `leader`: the same number for lessons that are one question asked twice; `use` marks the lessons that may say
    something. A lesson among these is foretold by nine tenths of them, where neither it nor its like is.
    """
    shares = np.zeros_like(among)
    part = np.random.default_rng(0).integers(0, PARTS, len(among))[leader]
    known = np.flatnonzero(use)[-MOST:]
    outside = np.flatnonzero(~use)
    if len(outside) and len(known):
        shares[np.ix_(outside, known)] = among[np.ix_(outside, known)] @ solved(among[np.ix_(known, known)])
    for number in range(PARTS):
        asked, others = np.flatnonzero(use & (part == number)), known[part[known] != number]
        if len(asked) and len(others):
            inverse = solved(among[np.ix_(others, others)])
            shares[np.ix_(asked, others)] = among[np.ix_(asked, others)] @ inverse
    return shares
