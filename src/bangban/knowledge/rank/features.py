"""What speaks for a candidate? Its words, what answered similar questions, its law, its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.index.search import once
from bangban.knowledge.rank.lessons import LONG, Bound, Marks, Recalled, recall, take
from bangban.knowledge.rank.library import Library
from bangban.knowledge.rank.network import Floats

SERVED, PRACTISED = (160, 40, 4), (300, 100, 10)
"""Candidates of a search and of practice: by words and lessons, and by meaning of so many laws that are likely.

Who practised on more tells the right one from the others better, also where there are fewer.
"""
FAME, LIKENESS, LAW = 1.5, 40.0, 3.0
"""What counts beside words before the network looks: how often a law is cited (nothing learned yet); lessons."""
_EVERY, _SEEN = 16, 9
"""Of so many scores one at most tells a level, and of those above it so many at least are looked at."""
_NEAREST, _FEEDBACK, _FAR = 8, 0.5, 0.1
NAMES = (
    "words", "pairs", "matched", "first", "rank", "gap", "meaning", "meaning_of_answers", "fame", "law_size",
    "alike_sum", "alike_square", "alike_best", "answered", "alike_meaning", "law_linear", "law_squared", "law_sensed",
    "law_prior", "beside_alike", "around_alike", "around_answered", "beside_words", "law_best", "law_rank", "length",
    "place_in_law", "question_length", "best_words", "in_law", "law_meaning", "law_of_answers", "law_words",
    "like_best_five", "like_best_twenty", "towards", "law_towards", "law_share", "share", "certain", "known",
    "law_behind", "sense", "sense_of_law", "sense_behind",
)  # fmt: skip


_STEPS = np.array([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5], np.int64)[:, None]
_NEARER = (1 / np.abs(_STEPS)).astype(np.float32)


@dataclass(frozen=True)
class Asked:
    """A question against an index: `words`, `pairs` (scores of all passages), `mass` (what a full match would score),
    `direction` (its meaning), `letters` (its length), `sense` (its direction by the table of words)."""

    words: Floats
    pairs: Floats
    mass: float
    direction: Floats
    letters: int
    sense: Floats

    @cached_property
    def both(self) -> Floats:
        return self.words + self.pairs


def plain_scores(asked: Asked, library: Library) -> Floats:
    """Scores of all passages when nothing was learned: words, and how often their law is cited."""
    both = asked.both
    scores = FAME * library.fame_of
    scores += both
    scores *= both > 0
    return np.asarray(scores)


def first_scores(asked: Asked, library: Library, bound: Bound, said: Recalled) -> Floats:
    """Scores of all passages by words and lessons, to choose the candidates by."""
    scores = (LAW * said.law)[library.law_of]
    scores += asked.both
    scores[bound.docs] += LIKENESS * (said.square + np.maximum(said.slot_share, 0))[:-1]
    return scores


def best(scores: Floats, allowed: Marks, count: int) -> NDArray[np.int64]:
    """The `count` highest of the allowed, in no order."""
    there = np.flatnonzero((scores > _level(scores, count)) & allowed)
    if len(there) < count:
        there = np.flatnonzero(allowed)
    if len(there) > count:
        there = there[np.argpartition(-scores[there], count)[:count]]
    return there


def _level(scores: Floats, count: int) -> float:
    """A score that some two or three times `count` are likely above, told from one in so many: most need no look."""
    step = min(_EVERY, 3 * count // _SEEN)
    if not step:
        return -np.inf
    some = scores[::step]
    # Most say nothing; sorting equals takes longest.
    some = some[some > 0]
    high = 3 * count // step
    if high >= len(some):
        return -np.inf
    return float(np.partition(some, len(some) - high)[len(some) - high])


def candidates(
    asked: Asked,
    library: Library,
    bound: Bound,
    said: Recalled,
    scores: Floats,
    allowed: Marks,
    there: Marks,
    directions: Sequence[NDArray[np.int8]],
    sizes: tuple[int, int, int] = SERVED,
) -> NDArray[np.int64]:
    """What is looked at more closely, best first by `scores`: the best by them, and the nearest in meaning of likely laws.

    `there`: those of the `allowed` that are `in_question`. `sizes`: how many.
    """
    if not len(library.size):
        return np.zeros(0, np.int64)
    most, nearest, likely_laws = sizes
    high = best(scores, there, most)
    meant = asked.direction + said.towards / max(float(np.linalg.norm(said.towards)), 1e-6)
    likely = bound.laws @ meant / 2 + said.law_share / max(float(said.law_share.max(initial=0)), 1e-6)
    laws = (
        np.argpartition(-likely, likely_laws)[:likely_laws]
        if len(likely) > likely_laws
        else np.arange(len(likely))
    )
    inside = np.concatenate([library.at[library.begin[law] : library.ends[law]] for law in laws.tolist()])
    inside = inside[allowed[inside]]
    if len(inside) > nearest:
        near = take(directions, library, inside) @ meant
        inside = inside[np.argpartition(-near, nearest)[:nearest]]
    chosen = once(np.concatenate([high, inside.astype(np.int64)]))
    return np.asarray(chosen[np.argsort(-scores[chosen], kind="stable")])


def in_question(asked: Asked, bound: Bound, said: Recalled) -> Marks:
    """Which passages can answer at all: they share a word or pair with the question, or answered one like it."""
    there = asked.both > 0
    there[bound.docs[said.best[:-1] > 0]] = True
    return there


def recalled(
    asked: Asked,
    likeness: Floats,
    library: Library,
    bound: Bound,
    taught: Marks | None = None,
    shares: Floats | None = None,
) -> Recalled:
    meaning = bound.lessons.directions @ asked.direction
    return recall(bound, len(library.size), likeness, meaning, taught, shares)


def features(
    asked: Asked,
    library: Library,
    bound: Bound,
    said: Recalled,
    scores: Floats,
    chosen: NDArray[np.int64],
    directions: Floats,
    sensed: Floats,
) -> Floats:
    """Candidates × features. `chosen`: candidates, best first by `scores`; `directions`, `sensed`: theirs, of length 127."""
    law, both = library.law_of[chosen], asked.both
    back = _feedback(asked, bound, said)
    # Who never answered has the slot -1: the last, which holds nothing.
    slot = bound.slot[chosen]
    # What stands within five articles of the same law, the nearer the more.
    beside = library.at[np.clip(library.place[chosen] + _STEPS, 0, library.total - 1)]
    weight = np.where(library.law_of[beside] == law, _NEARER, 0)
    beside_slot = bound.slot[beside]

    def around(reach: int, values: Floats) -> Floats:
        rows = slice(5 - reach, 5 + reach)
        return np.asarray((values[rows] * weight[rows]).sum(axis=0), np.float32)

    square = said.square[beside_slot]
    some = slice(2, 8)
    times = np.zeros(beside.shape, np.float32)
    times[some] = said.times[beside_slot[some]]
    words = np.zeros(beside.shape, np.float32)
    words[3:7] = both[beside[3:7]]
    mine = both[chosen]
    best_of_law = np.zeros(len(library.size), np.float32)
    np.maximum.at(best_of_law, law, mine)
    in_law = np.bincount(law, minlength=len(library.size))
    of_law = np.bincount(law, mine, len(library.size)).astype(np.float32)
    whole = np.expm1(library.size[law])
    towards = (asked.direction, back, said.towards)
    best_ones = (directions[:5].mean(axis=0), directions[:20].mean(axis=0))
    near = (np.stack([*towards, *(one / LONG for one in best_ones)]) @ directions.T) / LONG
    near_law = np.stack(towards) @ bound.laws[law].T
    sense = sensed @ (asked.sense / LONG)
    many = len(chosen)
    place = (library.place[chosen] - library.begin[law]) / np.maximum(whole, 1)
    columns = (
        asked.words[chosen], asked.pairs[chosen], mine / max(asked.mass, 1e-6),
        scores[chosen], np.arange(len(chosen)), scores[chosen[0]] - scores[chosen],
        near[0], near[1],
        library.fame[law], library.size[law],
        said.sum[slot], said.square[slot], said.best[slot], said.times[slot], said.meant[slot],
        said.linear[law], said.squared[law], said.sensed[law], said.prior[law],
        around(1, square), around(5, square), around(3, times), around(2, words),
        best_of_law[law], _rank_in_law(law), library.length[chosen], place,
        np.full(many, asked.letters), np.full(many, mine.max()), in_law[law],
        near_law[0], near_law[1], of_law[law] / np.maximum(whole, 1), near[3], near[4], near[2], near_law[2],
        said.law_share[law], said.slot_share[slot], np.full(many, np.linalg.norm(said.towards)),
        np.full(many, said.likeness.max(initial=0)), said.law_share[law] - said.law_share.max(initial=0),
        sense, bound.sensed[law] @ asked.sense, sense - sense.max(),
    )  # fmt: skip
    return np.array(columns, np.float32).T


def _feedback(asked: Asked, bound: Bound, said: Recalled) -> Floats:
    """The question's meaning, moved towards that of what answered the most similar questions."""
    nearest = np.argsort(-said.likeness)[:_NEAREST]
    nearest = nearest[said.likeness[nearest] > _FAR]
    moved = asked.direction + _FEEDBACK * (said.likeness[nearest] @ bound.answers[nearest])
    return moved.astype(np.float32)


def _rank_in_law(law: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many candidates of the same law stand before each."""
    order = np.argsort(law, kind="stable")
    grouped = law[order]
    starts = np.flatnonzero(np.concatenate([[True], grouped[1:] != grouped[:-1]]))
    counts = np.diff(np.append(starts, len(law)))
    ranks = np.empty(len(law), np.int64)
    ranks[order] = np.arange(len(law)) - np.repeat(starts, counts)
    return ranks
