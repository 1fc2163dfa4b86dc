"""Which words of a message spoke for a class?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bangban.skills.workorders.learn.signs import folded

if TYPE_CHECKING:
    from bangban.skills.workorders.learn.classifier import Classifier

READ = 2_000
LONGEST_WORD = 12


def reasons(classifier: Classifier, text: str, label: str, most: int) -> list[tuple[str, float]]:
    """Return at most `most` words of `text`, each with how much it speaks for `label`, most first.

    A word speaks for a class by as much as it would do alone, above what it says for the classes on average.
    """
    import rjieba

    words = list(
        dict.fromkeys(
            word
            for word in rjieba.cut(folded(text[:READ]))
            if 2 <= len(word) <= LONGEST_WORD and word.isalnum()
        )
    )
    if not words or label not in classifier.labels:
        return []
    scores = classifier.scores(words) - classifier.bias
    gains = scores[:, classifier.labels.index(label)] - scores.mean(axis=1)
    best = np.argsort(-gains, kind="stable")[:most]
    return [(words[at], round(float(gains[at]), 3)) for at in best if gains[at] > 0]
