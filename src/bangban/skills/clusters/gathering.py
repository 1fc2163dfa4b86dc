"""Which small groups are one issue, what is it called, and how hot is it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log1p
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.clusters.message import Issue
from bangban.skills.clusters.terms import Rarity

if TYPE_CHECKING:
    from bangban.skills.clusters.clusters import Group

NEAR = 0.30
"""Cosine with an issue's middle from which a group belongs to it."""
SEED = 0.34
"""Cosine with the group it begins with."""
ROUNDS = 2
LIKES, AGAIN = 0.25, 0.2
"""What the logarithm of a person's likes adds to that person, and what each message more does."""
SAMPLE = 120


@dataclass(frozen=True)
class _Vectors:
    rows: Any
    """scipy CSR, one row of length one a group."""
    words: list[str]


def gather(
    groups: Sequence[Group], rarity: Rarity, n: int, now: datetime | None, half_life: float | None
) -> list[Issue]:
    """Return the `n` hottest issues of `groups`, hottest first."""
    groups = [group for group in groups if group.words]
    if not groups:
        return []
    vectors = _vectors(groups, rarity)
    sizes = np.array([group.size for group in groups], float)
    latest = now or max((group.last for group in groups if group.last), default=None)
    issues = []
    for members in _gathered(vectors.rows, sizes):
        issues.append(_issue([groups[at] for at in members], members, vectors, sizes, latest, half_life))
    issues.sort(key=lambda issue: (-issue.heat, issue.ids[:1]))
    return issues[:n]


def _vectors(groups: Sequence[Group], rarity: Rarity) -> _Vectors:
    from scipy.sparse import csr_matrix

    places: dict[str, int] = {}
    columns, values, begins = [], [], [0]
    for group in groups:
        # Summed over its messages: what all of them say outweighs what one said.
        for word, value in rarity.weighed(group.words).items():
            columns.append(places.setdefault(word, len(places)))
            values.append(value)
        begins.append(len(columns))
    shape = (len(groups), len(places))
    return _Vectors(csr_matrix((np.array(values), columns, begins), shape=shape), list(places))


def _gathered(rows: Any, sizes: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Issues as arrays of group numbers, nearest to the middle first. Every group is in one issue."""
    near = (rows @ rows.T).tocsr()
    near.data[near.data < SEED] = 0
    near.eliminate_zeros()
    weight = near @ sizes
    left = np.ones(len(sizes), bool)
    found = []
    for seed in np.argsort(-weight, kind="stable"):
        if not left[seed]:
            continue
        around = near.indices[near.indptr[seed] : near.indptr[seed + 1]]
        members = around[left[around]]
        if not len(members):
            members = np.array([seed])
        likeness = np.ones(len(members))
        if sizes[members].sum() > 1:
            for _ in range(ROUNDS):
                middle = np.asarray(sizes[members] @ rows[members]).ravel()
                middle /= np.sqrt(middle @ middle) or 1.0
                alike = rows @ middle
                chosen = np.flatnonzero((alike >= NEAR) & left)
                if not len(chosen):
                    break
                members, likeness = chosen, alike[chosen]
        members = members[np.argsort(-likeness, kind="stable")]
        left[members] = False
        left[seed] = False
        found.append(members.astype(np.int64))
    return found


def _issue(
    groups: list[Group],
    members: NDArray[np.int64],
    vectors: _Vectors,
    sizes: NDArray[np.float64],
    latest: datetime | None,
    half_life: float | None,
) -> Issue:
    people: dict[str, list[float]] = {}
    for group in groups:
        fresh = 1.0
        if half_life and latest and group.last:
            fresh = 0.5 ** (max(0.0, (latest - group.last).total_seconds()) / 86_400 / half_life)
        for identity, person, likes in group.ids:
            people.setdefault(person or f"\x00{identity}", []).append(fresh * (1 + LIKES * likes))
    heat = sum(max(said) + AGAIN * log1p(len(said) - 1) * max(said) for said in people.values())
    middle = np.asarray(sizes[members] @ vectors.rows[members]).ravel()
    places: Counter[str] = Counter()
    for group in groups:
        places.update(group.places)
    title, _ = groups[0].titles[0]
    times = [time for group in groups for time in (group.first, group.last) if time]
    samples = [said for group in groups for _, said in group.titles[:1]][:3]
    return Issue(
        name=title,
        heat=round(heat, 2),
        ids=tuple(identity for group in groups for identity, _, _ in group.ids),
        first=min(times, default=None),
        last=max(times, default=None),
        people=len(people),
        places=tuple(place for place, _ in places.most_common(5)),
        samples=tuple(said[:SAMPLE] for said in samples),
        words=tuple(vectors.words[at] for at in np.argsort(-middle)[:8] if middle[at] > 0),
    )
