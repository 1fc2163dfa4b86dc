"""How sure may a classifier say it is, and how often is it right when it is that sure?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.learn.classifier import softmax, with_doubt

BINS = 10
PRECISION = 0.95
SHARPER = (1.0, 1.1, 1.2, 1.35, 1.5)
DOUBTS = (0.0, 0.01, 0.02, 0.03, 0.04, 0.06)
"""What is looked at: how much sharper, and how much is never certain."""


def calibrated(scores: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Return the factor by which scores become log-odds: what makes the right classes likeliest (temperature)."""

    def loss(sharpness: float) -> float:
        chances = softmax(scores * sharpness)[np.arange(len(wanted)), wanted]
        return float(-np.log(np.maximum(chances, 1e-9)).mean())

    # The loss is convex in the factor: golden section.
    low, high = np.log(0.05), np.log(100.0)
    ratio = (5**0.5 - 1) / 2
    for _ in range(40):
        one, two = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, two) if loss(np.exp(one)) < loss(np.exp(two)) else (one, high)
    return float(np.exp((low + high) / 2))


def doubted(scores: NDArray[Any], wanted: NDArray[Any]) -> tuple[float, float]:
    """Return (factor, doubt): how much sharper scores of log-odds may be when nothing is ever quite certain.

    People's labels are not all right, so that the surest answers are wrong more often than a temperature alone
    can say. Among a few of both, those whose confidence is right most nearly as often as it says.
    """
    found = [
        (calibration_error(with_doubt(softmax(scores * factor), doubt).max(axis=1), scores.argmax(axis=1) == wanted), at, factor, doubt)
        for at, (factor, doubt) in enumerate(product(SHARPER, DOUBTS))
    ]  # fmt: skip
    _, _, factor, doubt = min(found)
    return factor, doubt


def figures(
    scores: NDArray[Any], wanted: NDArray[Any], labels: Sequence[str], doubt: float = 0.0
) -> dict[str, Any]:
    """How right these scores (of log-odds) are: 0…1 each.

    {accuracy, macro_f1, top_two, calibration_error (expected, 10 bins), coverage (share that can be taken
    at 95 % precision), margin (top probability less the second) from which that is so, classes}.
    """
    chances = with_doubt(softmax(scores), doubt)
    order = np.argsort(-chances, axis=1, kind="stable")
    first, sure = order[:, 0], chances[np.arange(len(wanted)), order[:, 0]]
    right = first == wanted
    margins = sure - chances[np.arange(len(wanted)), order[:, 1]]
    by_class = {}
    for at, label in enumerate(labels):
        hit = int((right & (wanted == at)).sum())
        said, there = int((first == at).sum()), int((wanted == at).sum())
        by_class[label] = {
            "precision": round(hit / said, 4) if said else 0.0,
            "recall": round(hit / there, 4) if there else 0.0,
            "f1": round(2 * hit / (said + there), 4) if said + there else 0.0,
            "messages": there,
        }
    covered, margin = coverage(margins, right)
    return {
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": round(float(np.mean([one["f1"] for one in by_class.values()])), 4),
        "top_two": round(float((order[:, :2] == wanted[:, None]).any(axis=1).mean()), 4),
        "calibration_error": round(calibration_error(sure, right), 4),
        "coverage": round(covered, 4),
        "margin": round(margin, 4),
        "classes": by_class,
    }


def fitness(scores: NDArray[Any], wanted: NDArray[Any], classes: int) -> float:
    """Return the mean of accuracy and macro-F1: neither the many nor the rare are forgotten."""
    first = scores.argmax(axis=1)
    hits = np.bincount(wanted[first == wanted], minlength=classes)
    said, there = np.bincount(first, minlength=classes), np.bincount(wanted, minlength=classes)
    return float((hits.sum() / len(wanted) + (2 * hits / np.maximum(1, said + there)).mean()) / 2)


def calibration_error(sure: NDArray[Any], right: NDArray[Any]) -> float:
    """Expected calibration error: the mean distance of confidence and accuracy over BINS equal bins."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = np.abs(np.bincount(bins, sure, BINS) - np.bincount(bins, right, BINS))
    return float(gaps.sum() / max(1, len(sure)))


def coverage(margins: NDArray[Any], right: NDArray[Any]) -> tuple[float, float]:
    """Return the largest share of messages, widest margins first, that is right PRECISION of the time; its margin."""
    order = np.argsort(-margins, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precise >= PRECISION)
    if not len(good):
        return 0.0, 1.0
    return float((good[-1] + 1) / len(order)), float(margins[order[good[-1]]])
