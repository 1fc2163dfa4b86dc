"""What speaks for a candidate? Its words, what answered similar questions, its law, its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bangban.knowledge.rank.lessons import Bound, Marks, Recalled, recall
from bangban.knowledge.rank.library import Library
from bangban.knowledge.rank.network import Floats

CANDIDATES = 400
FAME, LIKENESS, LAW = 1.5, 40.0, 3.0
"""What counts beside words before the network looks: how often a law is cited (nothing learned yet); lessons."""
_NEAREST, _FEEDBACK, _FAR = 8, 0.5, 0.1
NAMES = (
    "words", "pairs", "matched", "first", "rank", "gap", "meaning", "meaning_of_answers", "fame", "law_size",
    "alike_sum", "alike_square", "alike_best", "answered", "alike_meaning", "law_linear", "law_squared", "law_sensed",
    "law_prior", "beside_alike", "around_alike", "around_answered", "beside_words", "law_best", "law_rank", "length",
    "place_in_law", "question_length", "best_words", "in_law",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question against an index: `words`, `pairs` (scores of all passages), `mass` (what a full match would score),
    `direction` (its meaning), `letters` (its length)."""

    words: Floats
    pairs: Floats
    mass: float
    direction: Floats
    letters: int

    @property
    def both(self) -> Floats:
        return self.words + self.pairs


def plain_scores(asked: Asked, library: Library) -> Floats:
    """Scores of all passages when nothing was learned: words, and how often their law is cited."""
    both = asked.both
    return np.where(both > 0, both + FAME * library.fame[library.law_of], 0)


def first_scores(asked: Asked, library: Library, bound: Bound, said: Recalled) -> Floats:
    """Scores of all passages by words and lessons, to choose the candidates by."""
    scores = asked.both + LAW * said.law[library.law_of]
    scores[bound.docs] += LIKENESS * said.square
    return scores


def in_question(asked: Asked, bound: Bound, said: Recalled) -> Marks:
    """Which passages can answer at all: they share a word or pair with the question, or answered one like it."""
    there = asked.both > 0
    there[bound.docs[said.best > 0]] = True
    return there


def recalled(
    asked: Asked, likeness: Floats, library: Library, bound: Bound, taught: Marks | None = None
) -> Recalled:
    meaning = bound.lessons.directions @ asked.direction
    return recall(bound, len(library.size), likeness, meaning, taught)


def features(
    asked: Asked,
    library: Library,
    bound: Bound,
    said: Recalled,
    scores: Floats,
    chosen: NDArray[np.int64],
    directions: Floats,
) -> Floats:
    """Candidates × features. `chosen`: candidates, best first by `scores`; `directions`: their meanings."""
    law, both = library.law_of[chosen], asked.both
    slot = bound.slot[chosen]

    def answered(values: Floats, slots: NDArray[np.int32] = slot) -> Floats:
        if not len(values):
            return np.zeros(slots.shape, np.float32)
        return np.where(slots >= 0, values[slots], 0)

    def around(reach: int, value: str) -> Floats:
        """What stands within `reach` articles of the same law, the nearer the more."""
        steps = np.array([step for step in range(-reach, reach + 1) if step])[:, None]
        there = library.at[np.clip(library.place[chosen] + steps, 0, library.total - 1)]
        found = both[there] if value == "words" else answered(getattr(said, value), bound.slot[there])
        nearer = (1 / np.abs(steps)).astype(np.float32)
        return np.asarray((np.where(library.law_of[there] == law, found, 0) * nearer).sum(axis=0), np.float32)

    mine = both[chosen]
    best_of_law = np.zeros(len(library.size), np.float32)
    np.maximum.at(best_of_law, law, mine)
    in_law = np.bincount(law, minlength=len(library.size))
    whole = np.expm1(library.size[law])
    place = (library.place[chosen] - library.begin[law]) / np.maximum(whole, 1)
    columns = (
        asked.words[chosen], asked.pairs[chosen], mine / max(asked.mass, 1e-6),
        scores[chosen], np.arange(len(chosen)), scores[chosen[0]] - scores[chosen],
        directions @ asked.direction, directions @ _feedback(asked, bound, said),
        library.fame[law], library.size[law],
        answered(said.sum), answered(said.square), answered(said.best), answered(said.times), answered(said.meant),
        said.linear[law], said.squared[law], said.sensed[law], said.prior[law],
        around(1, "square"), around(5, "square"), around(3, "times"), around(2, "words"),
        best_of_law[law], _rank_in_law(law), library.length[chosen], place,
        np.full(len(chosen), asked.letters), np.full(len(chosen), mine.max()), in_law[law],
    )  # fmt: skip
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


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
