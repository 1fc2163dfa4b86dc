"""How is a model made from answered questions, and how good is it on questions it was not made from?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index.search import Matched, match
from bangban.knowledge.index.shelf import Opened
from bangban.knowledge.rank import features as featured
from bangban.knowledge.rank import foretell, judge, meaning, senses
from bangban.knowledge.rank import lessons as taught
from bangban.knowledge.rank.features import Asked
from bangban.knowledge.rank.lessons import Bound
from bangban.knowledge.rank.model import Model, Ranker
from bangban.knowledge.rank.network import Floats, Network, together

FEWEST = 60
"""Lessons a network can learn from; with fewer, likeness to them is all that counts."""
SEEDS = 3
_SAME = 0.7
"""Lessons as alike as this are the same question asked twice: neither may teach the other in an exercise."""
_DEV = 5
Say = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Exercise:
    """A lesson as it looks to the others: its candidates and their features."""

    chosen: NDArray[np.int64]
    rows: Floats
    right: NDArray[np.bool_]
    gold: int


def make(
    index: Opened, number: int, lessons: Sequence[tuple[str, Sequence[str]]], say: Say
) -> tuple[Model, dict[str, Any]]:
    """Learn from (question, uids of what answered it); return the model and its card.

    A fifth is kept aside first to measure on; the model that is kept is then made from all.
    """
    began = time.monotonic()
    say("meaning", 0, 1)
    axes = meaning.learn(index)
    vectors, directions = [], []
    for place, (query, _) in enumerate(lessons):
        found = match(index, query)
        vectors.append((found.keys, unit(found.weights)))
        directions.append(axes.of_query(found.of_words))
        if place % 20 == 0:
            say("reading", place, len(lessons))
    made = taught.make(
        vectors, np.array(directions, np.float32).reshape(-1, meaning.AXES), [gold for _, gold in lessons]
    )
    likeness = np.array([made.alike(*vector) for vector in vectors], np.float32).reshape(-1, len(lessons))
    among = foretell.kernel(likeness, made.directions @ made.directions.T)
    newest = slice(max(0, len(lessons) - foretell.MOST), None)
    made = replace(made, inverse=foretell.solved(among[newest, newest]))
    known = senses.learn(index, made)
    model = Model(number, axes, made, (), senses=known)
    ranker = Ranker(index, model)
    bound = ranker.bound
    card: dict[str, Any] = {"lessons": len(lessons), "found": len(np.unique(bound.lesson)) if bound else 0}
    if bound is None or card["found"] < FEWEST:
        return model, {**card, "network": False, "seconds": round(time.monotonic() - began, 1)}
    queries = [query for query, _ in lessons]
    leader = _leaders(likeness)
    part = np.random.default_rng(0).integers(0, _DEV, len(lessons))[leader]
    exercises = _exercises(ranker, bound, queries, likeness, among, leader, part != 0, say)
    learned = [place for place in np.flatnonzero(part != 0).tolist() if place in exercises]
    looks = _trained([exercises[place] for place in learned], 1)
    dev = _measure(exercises, np.flatnonzero(part == 0).tolist(), *looks)
    del exercises
    everything = _exercises(ranker, bound, queries, likeness, among, leader, np.ones(len(lessons), bool), say)
    networks, second = _trained(list(everything.values()), SEEDS)
    card |= {"network": True, "dev": dev, "seconds": round(time.monotonic() - began, 1)}
    return Model(number, axes, made, networks, second, known), card


def unit(weights: Floats) -> Floats:
    """Weights of length 1."""
    length = float(np.sqrt((weights * weights).sum()))
    return (weights / max(length, 1e-6)).astype(np.float32)


def asked_of(
    found: Matched, axes: meaning.Meaning | None, query: str, known: senses.Senses | None = None
) -> Asked:
    """A question that was matched, with its meaning along `axes` and by the table of words if there are any."""
    nowhere = np.zeros(meaning.AXES, np.float32)
    direction = axes.of_query(found.of_words) if axes else nowhere
    sense = known.asked.of_query(found.of_words) if known else nowhere
    return Asked(found.words, found.pairs, found.mass, direction, len(query), sense)


def _leaders(likeness: Floats) -> NDArray[np.int64]:
    """For each lesson the first that is the same question; mostly itself."""
    leader = np.arange(len(likeness))
    for place in range(len(likeness)):
        same = np.flatnonzero(likeness[place, :place] > _SAME)
        if len(same):
            leader[place] = leader[same[0]]
    return leader


def _exercises(
    ranker: Ranker,
    bound: Bound,
    queries: Sequence[str],
    likeness: Floats,
    among: Floats,
    leader: NDArray[np.int64],
    use: NDArray[np.bool_],
    say: Say,
) -> dict[int, Exercise]:
    """Every lesson as the lessons marked in `use` see it, itself and its like left out."""
    found: dict[int, Exercise] = {}
    alive = np.concatenate(ranker.index.living)
    axes = ranker.model.meaning if ranker.model else None
    known = ranker.model.senses if ranker.model else None
    shares = foretell.practised(among, leader, use)
    for place, query in enumerate(queries):
        gold = bound.docs[bound.gold[bound.lesson == place]]
        if not len(gold):
            continue
        one = asked_of(match(ranker.index, query), axes, query, known)
        others = use & (likeness[place] <= _SAME)
        others[place] = False
        said = featured.recalled(one, likeness[place], ranker.library, bound, others, shares[place])
        scores = featured.first_scores(one, ranker.library, bound, said)
        there = alive & featured.in_question(one, bound, said)
        chosen = featured.candidates(
            one, ranker.library, bound, said, scores, alive, there, ranker.directions, featured.PRACTISED
        )
        if not len(chosen):
            continue
        directions, sensed = (
            taught.take(part, ranker.library, chosen) for part in (ranker.directions, ranker.sensed)
        )
        rows = featured.features(one, ranker.library, bound, said, scores, chosen, directions, sensed)
        found[place] = Exercise(chosen, rows, np.isin(chosen, gold), len(gold))
        if place % 20 == 0:
            say("practising", place, len(queries))
    return found


def _trained(exercises: Sequence[Exercise], seeds: int) -> tuple[tuple[Network, ...], tuple[Network, ...]]:
    return judge.teach([one.rows for one in exercises], [one.right for one in exercises], seeds)


def _measure(
    exercises: dict[int, Exercise], places: Sequence[int], first: Sequence[Network], second: Sequence[Network]
) -> dict[str, float]:
    """Recall at 5, 10 and 100 and the mean reciprocal rank (first ten) on lessons that were kept aside."""
    recall: dict[int, list[float]] = {5: [], 10: [], 100: []}
    ranks: list[float] = []
    looks = together(first), together(second) if second else None
    for place in places:
        one = exercises.get(place)
        if one is None:
            continue
        order, _ = judge.order(*looks, one.rows)
        hits = np.flatnonzero(one.right[order])
        for count, values in recall.items():
            values.append(float((hits < count).sum()) / one.gold)
        ranks.append(1 / (1 + int(hits[0])) if len(hits) and hits[0] < 10 else 0.0)
    if not ranks:
        return {}
    figures = {f"recall@{count}": round(float(np.mean(values)), 4) for count, values in recall.items()}
    return {**figures, "mrr@10": round(float(np.mean(ranks)), 4), "questions": len(ranks)}
