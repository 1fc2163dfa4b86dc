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

SEED = 0.25
"""Cosine with the group it begins with from which a group belongs to an issue."""
NEAR = 0.25
"""The same with the issue's middle, once it has one."""
MERGE = 0.40
"""Cosine of two issues' middles from which they are one."""
ROUNDS = 2
SEVERAL = 3
"""Groups or messages from which something is more than a coincidence."""
LIKES, AGAIN = 0.5, 0.2
"""What the logarithm of a person's likes adds to that person, and what each message more does."""
SAMPLE = 120

Members = NDArray[np.int64]


@dataclass(frozen=True)
class _Vectors:
    rows: Any
    """scipy CSR, one row of length one a group."""
    words: list[str]
    sizes: NDArray[np.float64]

    def middle(self, members: Members) -> NDArray[np.float64]:
        # By hand: to index a sparse matrix takes longer than to add its rows up.
        begins, ends = self.rows.indptr[members], self.rows.indptr[members + 1]
        spots = np.concatenate([np.arange(begin, end) for begin, end in zip(begins, ends, strict=True)])
        values = self.rows.data[spots] * np.repeat(self.sizes[members], ends - begins)
        whole: NDArray[np.float64] = np.bincount(
            self.rows.indices[spots], values, minlength=len(self.words)
        ).astype(float)
        length = float(np.sqrt((whole * whole).sum()))
        if length:
            whole /= length
        return whole


def gather(
    groups: Sequence[Group], rarity: Rarity, n: int, now: datetime | None, half_life: float | None
) -> list[Issue]:
    """Return the `n` hottest issues of `groups`, hottest first."""
    groups = [group for group in groups if group.words]
    if not groups:
        return []
    vectors = _vectors(groups, rarity)
    latest = now or max((group.last for group in groups if group.last), default=None)
    found = []
    for members in _merged(_gathered(vectors), vectors):
        people = _people([groups[at] for at in members], latest, half_life)
        found.append((_heat(people), len(people), members))
    found.sort(key=lambda issue: (-issue[0], int(issue[2][0])))
    return [_issue(groups, vectors, *issue) for issue in found[:n]]


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
    rows = csr_matrix((np.array(values), columns, begins), shape=(len(groups), len(places)))
    return _Vectors(rows, list(places), np.array([group.size for group in groups], float))


def _gathered(vectors: _Vectors) -> list[Members]:
    """Issues as arrays of group numbers, nearest to the middle first. Every group is in one issue."""
    rows, sizes = vectors.rows, vectors.sizes
    near = (rows @ rows.T).tocsr()
    near.data[near.data < SEED] = 0
    near.eliminate_zeros()
    # Where many messages lie close together an issue begins.
    weight = near @ sizes
    left = np.ones(len(sizes), bool)
    found = []
    for seed in np.argsort(-weight, kind="stable"):
        if not left[seed]:
            continue
        around = near.indices[near.indptr[seed] : near.indptr[seed + 1]]
        members = around[left[around]]
        if len(members) >= SEVERAL:
            for _ in range(ROUNDS):
                alike = rows @ vectors.middle(members)
                chosen = np.flatnonzero((alike >= NEAR) & left)
                members = chosen[np.argsort(-alike[chosen], kind="stable")]
                if not len(members):
                    break
        if not len(members):
            members = np.array([seed])
        left[members] = False
        # The one it began with may be further from the middle than another issue's: it stays for later.
        found.append(members.astype(np.int64))
        if left[seed]:
            left[seed] = False
            found.append(np.array([seed], np.int64))
    return found


def _merged(issues: list[Members], vectors: _Vectors) -> list[Members]:
    """Put issues together that say the same: what was left over of a large one is mostly near it."""
    from scipy.sparse import csr_matrix

    if len(issues) < 2:
        return issues
    owner = np.empty(len(vectors.sizes), np.int64)
    for at, members in enumerate(issues):
        owner[members] = at
    shape = (len(issues), len(owner))
    weights = csr_matrix((vectors.sizes, (owner, np.arange(len(owner)))), shape=shape)
    middles = weights @ vectors.rows
    lengths = np.sqrt(np.asarray(middles.multiply(middles).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    middles = csr_matrix(middles.multiply(1 / lengths[:, None]))
    alike = (middles @ middles.T).tocsr()
    counts = weights @ np.ones(len(owner))
    left = np.ones(len(issues), bool)
    merged = []
    for at in np.argsort(-counts, kind="stable"):
        if not left[at]:
            continue
        left[at] = False
        parts = [issues[at]]
        if counts[at] >= SEVERAL:
            row = slice(alike.indptr[at], alike.indptr[at + 1])
            near = alike.indices[row][alike.data[row] >= MERGE]
            # Near this one itself, not near something near it: chains lead from everything to everything.
            near = near[left[near] & (counts[near] >= SEVERAL)]
            left[near] = False
            parts += [issues[one] for one in near]
        merged.append(_ordered(parts, vectors))
    return merged


def _ordered(parts: list[Members], vectors: _Vectors) -> Members:
    members = np.concatenate(parts)
    if len(parts) == 1:
        return members
    alike = vectors.rows[members] @ vectors.middle(members)
    ordered: Members = members[np.argsort(-alike, kind="stable")]
    return ordered


def _people(groups: list[Group], latest: datetime | None, half_life: float | None) -> dict[str, list[float]]:
    """What each person's messages count for; unknown people are one each."""
    people: dict[str, list[float]] = {}
    for group in groups:
        fresh = 1.0
        if half_life and latest and group.last:
            fresh = 0.5 ** (max(0.0, (latest - group.last).total_seconds()) / 86_400 / half_life)
        for identity, person, likes in group.ids:
            people.setdefault(person or f"\x00{identity}", []).append(fresh * (1 + LIKES * likes))
    return people


def _heat(people: dict[str, list[float]]) -> float:
    return sum(max(said) * (1 + AGAIN * log1p(len(said) - 1)) for said in people.values())


def _issue(
    all_groups: Sequence[Group], vectors: _Vectors, heat: float, people: int, members: Members
) -> Issue:
    groups = [all_groups[at] for at in members]
    middle = vectors.middle(members)
    times = [time for group in groups for time in (group.first, group.last) if time]
    titles = [one for group in groups for one in group.titles]
    return Issue(
        name=titles[0][0],
        heat=round(heat, 2),
        ids=tuple(identity for group in groups for identity, _, _ in group.ids),
        first=min(times, default=None),
        last=max(times, default=None),
        people=people,
        places=_places(groups),
        samples=tuple(said for _, said in titles[:3]),
        words=tuple(vectors.words[at] for at in np.argsort(-middle)[:8] if middle[at] > 0),
    )


def _places(groups: list[Group]) -> tuple[str, ...]:
    """What callers named, else what the first of the messages name; a district alone says too little."""
    from bangban.skills.workorders.places import find_places
    from bangban.skills.workorders.text import plain

    counted: Counter[str] = Counter()
    for group in groups:
        counted.update(group.places)
    if not counted:
        for title, said in [one for group in groups[:50] for one in group.titles]:
            text = plain(f"{title}\n{said}").text
            counted.update(
                {text[one.start : one.end] for one in find_places(text) if one.kinds != {"district"}}
            )
    return tuple(place for place, _ in counted.most_common(5))
