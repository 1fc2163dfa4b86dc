"""Which candidate is best? Networks judge each by itself, and then the first twenty among themselves.

The second look knows how far each feature of a candidate is behind the best of the twenty, which the first cannot: it
was taught to tell the twenty from hundreds, not the first from the second.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.rank.network import Floats, Network, flat, judged, train

TOP = 20
_PARTS = 3


def closer(rows: Floats, points: Floats) -> Floats:
    """The first twenty's features, how far each is behind the best, and what the first look said (best first)."""
    level = flat(rows)
    said = np.stack([points - points[0], 1 / (1 + np.arange(len(points)))], axis=1)
    return np.concatenate([rows, level - level.max(axis=0), said], axis=1).astype(np.float32)


def order(first: Network, second: Network | None, rows: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The rows best first, and their points, falling."""
    points = judged(first, rows)
    found = np.argsort(-points, kind="stable")
    sorted_points = points[found]
    if second is not None and len(found) > 1:
        top, before = found[:TOP], sorted_points[:TOP]
        again = judged(second, closer(rows[top], before)) + before
        among = np.argsort(-again, kind="stable")
        found[:TOP] = top[among]
        # What was looked at once stands below all that was looked at twice.
        lift = max(0.0, float(sorted_points[TOP] - again.min()) + 0.001) if len(found) > TOP else 0.0
        sorted_points[:TOP] = again[among] + lift
    return found, sorted_points.astype(np.float32)


def teach(
    lists: Sequence[Floats], right: Sequence[NDArray[np.bool_]], seeds: int
) -> tuple[tuple[Network, ...], tuple[Network, ...]]:
    """The networks of the first and of the second look.

    The second learns from what first looks said that did not know the question: each third is judged by the others'.
    """
    first = tuple(train(lists, right, seed) for seed in range(seeds))
    part = np.random.default_rng(5).integers(0, _PARTS, len(lists))
    twenties: list[Floats] = []
    marks: list[NDArray[np.bool_]] = []
    for number in range(_PARTS):
        others = np.flatnonzero(part != number).tolist()
        if not any(right[place].any() for place in others):
            continue
        one = train([lists[place] for place in others], [right[place] for place in others], seeds + number)
        for place in np.flatnonzero(part == number).tolist():
            points = judged(one, lists[place])
            top = np.argsort(-points, kind="stable")[:TOP]
            twenties.append(closer(lists[place][top], points[top]))
            marks.append(right[place][top])
    if not any(one.any() for one in marks):
        return first, ()
    return first, tuple(train(twenties, marks, seed) for seed in range(seeds))
