"""How likely is it that a row of evidence is right? Small trees added up, learned without any library."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

BINS = 24

Node = list[float]
"""[feature, limit, left, right] for a question, "is the feature at most the limit?"; [-1, value] for an answer."""


@dataclass(slots=True)
class Trees:
    """Additive trees. `prior` and the answers are log-odds."""

    prior: float
    trees: list[list[Node]]
    _most: list[float] = field(default_factory=list)
    """The most that the trees from each one on can add."""

    def __post_init__(self) -> None:
        highest = [max(node[1] for node in nodes if node[0] < 0) for nodes in self.trees]
        self._most = [*accumulate(reversed(highest), initial=0.0)][:0:-1]

    def chance(self, row: Sequence[float], least: float = 0.0) -> float:
        """0…1; 0 as soon as it is certain that it will stay below `least`."""
        total = self.prior
        limit = -math.inf if least <= 0 else math.log(least / max(1e-9, 1 - least)) - 1e-6
        for nodes, most in zip(self.trees, self._most, strict=True):
            if total + most < limit:
                return 0.0
            node = nodes[0]
            while node[0] >= 0:
                node = nodes[int(node[2] if row[int(node[0])] <= node[1] else node[3])]
            total += node[1]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True, slots=True)
class Settings:
    trees: int = 120
    depth: int = 3
    rate: float = 0.1
    columns: float = 0.3
    rows: float = 0.7
    ridge: float = 3.0
    least_weight: float = 2.0
    seed: int = 1


def _limits(values: Sequence[float]) -> list[float]:
    """Where a feature may be cut: between its quantiles."""
    ordered = sorted(values)
    cuts = {ordered[len(ordered) * step // BINS] for step in range(1, BINS)}
    return sorted(cuts - {ordered[-1]})


def fit(rows: Sequence[Sequence[float]], right: Sequence[bool], settings: Settings = Settings()) -> Trees:
    """Learn from rows and whether each was right. The same input gives the same trees.

    Raises:
        ValueError: there are not both right and wrong rows.
    """
    positive = sum(right)
    if not 0 < positive < len(rows):
        raise ValueError("both right and wrong rows are needed")
    chance = random.Random(settings.seed)  # noqa: S311 - which rows a tree sees, no secret
    width = len(rows[0])
    limits = [_limits([row[at] for row in rows]) for at in range(width)]
    columns = [bytes(bisect_left(limits[at], row[at]) for row in rows) for at in range(width)]
    prior = math.log(positive / (len(rows) - positive))
    scores = [prior] * len(rows)
    trees: list[list[Node]] = []
    usable = [at for at in range(width) if limits[at]]
    for _ in range(settings.trees):
        slopes, bends = [], []
        for score, yes in zip(scores, right, strict=True):
            p = 1 / (1 + math.exp(-score))
            slopes.append(p - yes)
            bends.append(max(p * (1 - p), 1e-6))
        seen = [at for at in range(len(rows)) if chance.random() < settings.rows]
        chosen = chance.sample(usable, max(1, round(len(usable) * settings.columns)))
        nodes: list[Node] = []
        _grow(nodes, seen, chosen, columns, limits, slopes, bends, settings.depth, settings)
        trees.append(nodes)
        for at, row in enumerate(rows):
            node = nodes[0]
            while node[0] >= 0:
                node = nodes[int(node[2] if row[int(node[0])] <= node[1] else node[3])]
            scores[at] += node[1]
    return Trees(prior, trees)


def _grow(
    nodes: list[Node],
    seen: list[int],
    chosen: Sequence[int],
    columns: Sequence[bytes],
    limits: Sequence[Sequence[float]],
    slopes: Sequence[float],
    bends: Sequence[float],
    depth: int,
    settings: Settings,
) -> int:
    """Add the tree that answers for the rows `seen`; its first node's place."""
    place = len(nodes)
    slope, bend = sum(slopes[at] for at in seen), sum(bends[at] for at in seen)
    best: tuple[float, int, int] | None = None
    if depth and bend > 2 * settings.least_weight:
        whole = slope * slope / (bend + settings.ridge)
        for feature in chosen:
            column, count = columns[feature], len(limits[feature]) + 1
            left_slopes, left_bends = [0.0] * count, [0.0] * count
            for at in seen:
                bin_ = column[at]
                left_slopes[bin_] += slopes[at]
                left_bends[bin_] += bends[at]
            s = b = 0.0
            for cut in range(count - 1):
                s += left_slopes[cut]
                b += left_bends[cut]
                if b < settings.least_weight or bend - b < settings.least_weight:
                    continue
                gain = s * s / (b + settings.ridge) + (slope - s) ** 2 / (bend - b + settings.ridge) - whole
                if best is None or gain > best[0] + 1e-12:
                    best = (gain, feature, cut)
    if best is None or best[0] <= 0:
        nodes.append([-1.0, round(-settings.rate * slope / (bend + settings.ridge), 5)])
        return place
    _, feature, cut = best
    nodes.append([])
    column = columns[feature]
    low = [at for at in seen if column[at] <= cut]
    high = [at for at in seen if column[at] > cut]
    left = _grow(nodes, low, chosen, columns, limits, slopes, bends, depth - 1, settings)
    right = _grow(nodes, high, chosen, columns, limits, slopes, bends, depth - 1, settings)
    nodes[place] = [float(feature), limits[feature][cut], float(left), float(right)]
    return place
