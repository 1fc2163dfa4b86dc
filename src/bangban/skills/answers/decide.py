"""Is the best passage sure enough to answer with, is it one of three to choose from, or is there nothing?

Three logistic models over the features of the hits: one puts the hits in order, one says how likely the first
is right, one how likely the right one is among the first three. They are fitted on answered questions, with each
question asked a second time against a pool from which its answer was taken out: so they learn what it looks
like when there is none.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.skills.answers import across
from bangban.skills.answers.features import NAMES, VECTORS, Pool

Hits = Sequence[Mapping[str, Any]]
OFFERED = 3
POOL = 30
"""Hits that are compared."""
SAME, SURE = 0.85, 0.985
"""From which likeness on a question is the entry's own, whatever else is near; and how sure that is."""
USUAL, PLENTY, SAYS = 11, 22, 0.15
"""Characters and foreign words of a question that is neither short nor long, how many of them count, and how much each.

What is near a question of five characters is near it by chance more often than what is near one of twenty: the log-odds
that the right entry is among the first three, by the questions of our own writing in bench/own.
"""
_SAID = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+")
_PLAIN = tuple(name for name in NAMES if name not in VECTORS)
_WHOLE = (
    "first", "over_second", "over_third", "over_fourth", "vector", "vector_lead",
    "most_vector", "grams", "concepts", "concepts_text", "most_concepts", "longest", "asks", "asks_other",
    "numbers_missing", "names_missing", "negated",
)  # fmt: skip


@dataclass(frozen=True)
class Model:
    """A logistic model: `names` of its features, their means and scales, weights and the bias."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def score(self, features: Mapping[str, float]) -> float:
        """Log-odds."""
        total = self.bias
        for name, mean, scale, weight in self._terms:
            total += weight * (features[name] - mean) / scale
        return total

    @cached_property
    def _terms(self) -> tuple[tuple[str, float, float, float], ...]:
        return tuple(zip(self.names, self.means, self.scales, self.weights, strict=True))

    def probability(self, features: Mapping[str, float]) -> float:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.score(features)))))


@dataclass(frozen=True)
class Judge:
    """What decides. `answer_at`, `offer_at`: from which probability on it answers, or offers three."""

    order: Model
    right: Model
    among: Model
    answer_at: float
    offer_at: float
    card: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """`ranking`: places of the hits, best first; `right`, `among`: probabilities; `features`: of each hit."""

    ranking: tuple[int, ...]
    scores: tuple[float, ...]
    right: float
    among: float
    decision: str
    """"answer", "offer" or "nothing"."""
    features: tuple[Mapping[str, float], ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A question, what the index found for it, and the ids that answer it (none: nothing does)."""

    question: str
    hits: Hits
    gold: frozenset[str]


def from_dict(value: Mapping[str, Any]) -> Judge:
    """The inverse of `Judge.as_dict`.

    Raises:
        KeyError, TypeError: it is none.
    """
    models = {}
    for name in ("order", "right", "among"):
        row = value[name]
        models[name] = Model(
            tuple(row["names"]), tuple(row["means"]), tuple(row["scales"]), tuple(row["weights"]), float(row["bias"])
        )  # fmt: skip
    return Judge(
        **models, answer_at=float(value["answer_at"]), offer_at=float(value["offer_at"]), card=value["card"]
    )


@cache
def shipped() -> dict[str, Judge]:
    """The judges that come with the package, by `kind_of`; fitted on questions of our own writing."""
    text = resources.files(__package__).joinpath("data/judge.json").read_text("utf-8")
    return {name: from_dict(value) for name, value in json.loads(text).items()}


def load(path: Path) -> dict[str, Judge]:
    """Judges a city fitted itself; those it did not are the shipped ones."""
    own = {name: from_dict(value) for name, value in json.loads(path.read_text("utf-8")).items()}
    return {**shipped(), **own}


def save(judges: Mapping[str, Judge], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(
        json.dumps({name: one.as_dict() for name, one in judges.items()}, indent=1), "utf-8"
    )
    unfinished.replace(path)


def kind_of(hits: Hits) -> str:
    """Which judge these hits are for: with vectors, or words alone; each also for questions in another script."""
    told = {name for hit in hits for name in hit.get("features") or ()}
    if across.FEATURE in told:
        return "across" if "vector" in told else "across_words"
    return "vectors" if "vector" in told else "words"


def compared(question: str, hits: Hits) -> str:
    """The question in the words of its hits."""
    return across.glossed(question) if kind_of(hits).startswith("across") else question


def decide(question: str, hits: Hits, judges: Mapping[str, Judge] | None = None) -> Verdict:
    """Put the hits in order and say what to do."""
    hits = hits[:POOL]
    if not hits:
        return Verdict((), (), 0.0, 0.0, "nothing")
    judge = (judges or shipped())[kind_of(hits)]
    rows = Pool(compared(question, hits), hits).features()
    ranking, scores = _ordered(judge.order, rows)
    whole = _whole(rows, ranking, scores)
    right, among = judge.right.probability(whole), judge.among.probability(whole)
    if rows[ranking[0]]["same"] >= SAME:
        right = max(right, SURE)
    among = max(right, said_enough(question, among))
    decision = "answer" if right >= judge.answer_at else "offer" if among >= judge.offer_at else "nothing"
    return Verdict(tuple(ranking), tuple(scores[i] for i in ranking), right, among, decision, tuple(rows))


def said_enough(question: str, among: float) -> float:
    """The probability `among`, held against how much the question says at all."""
    odds = math.log(max(among, 1e-9) / max(1 - among, 1e-9))
    odds += SAYS * (min(len(_SAID.findall(question)), PLENTY) - USUAL)
    return 1 / (1 + math.exp(-odds))


def _ordered(model: Model, rows: Sequence[Mapping[str, float]]) -> tuple[list[int], list[float]]:
    scores = [model.score(row) for row in rows]

    def key(place: int) -> tuple[float, float, int]:
        same = rows[place]["same"]
        return (-same if same >= SAME else 0.0, -scores[place], place)

    return sorted(range(len(rows)), key=key), scores


def _whole(
    rows: Sequence[Mapping[str, float]], ranking: Sequence[int], scores: Sequence[float]
) -> dict[str, float]:
    """What the whole pool looks like, for judging how sure its first hit is."""
    first = rows[ranking[0]]
    top = [rows[i] for i in ranking[:OFFERED]]

    def over(place: int) -> float:
        return scores[ranking[0]] - scores[ranking[min(place, len(ranking) - 1)]] if len(ranking) > 1 else 0.0

    return {
        **first,
        "first": scores[ranking[0]],
        "over_second": over(1),
        "over_third": over(2),
        "over_fourth": over(3),
        "most_vector": max(row["vector"] for row in top),
        "most_concepts": max(row["concepts"] for row in top),
    }


# ── fitting ──


def fit(lessons: Iterable[Lesson], *, wrong_at_most: float = 0.02, kept_at_least: float = 0.97) -> Judge:
    """Fit a judge on answered questions and questions without an answer.

    Each answered question is also asked against its pool without the answer. The thresholds: of the answered
    questions at most the share `wrong_at_most` is answered wrongly outright, and of those whose answer is among
    the first three the share `kept_at_least` is still offered.

    Raises:
        ValueError: fewer than 20 answered questions whose answer was found.
    """
    lessons = [Lesson(one.question, one.hits[:POOL], one.gold) for one in lessons]
    found = [one for one in lessons if any(str(hit["id"]) in one.gold for hit in one.hits)]
    if len(found) < 20:
        raise ValueError(len(found))
    vectors = any(kind_of(one.hits) in ("vectors", "across") for one in found)
    names = NAMES if vectors else _PLAIN
    order = _fit_order(found, names)
    rows, right, among, answered = [], [], [], []
    for one in _with_gaps(lessons):
        if not one.hits:
            continue
        features = Pool(compared(one.question, one.hits), one.hits).features()
        ranking, scores = _ordered(order, features)
        rows.append(_whole(features, ranking, scores))
        is_gold = [str(one.hits[i]["id"]) in one.gold for i in ranking[:OFFERED]]
        right.append(is_gold[0])
        among.append(any(is_gold))
        answered.append(bool(one.gold))
    wholes = _WHOLE if vectors else tuple(name for name in _WHOLE if name not in (*VECTORS, "most_vector"))
    judge_right, judge_among = _logistic(wholes, rows, right), _logistic(wholes, rows, among)
    p_right = np.array([judge_right.probability(row) for row in rows])
    p_among = np.maximum(p_right, [judge_among.probability(row) for row in rows])
    is_right, is_among, has = np.array(right), np.array(among), np.array(answered)
    answer_at = _smallest(
        p_right, lambda p: float((~is_right & (p_right >= p)).sum() / max(1, has.sum())), wrong_at_most
    )
    offer_at = min(answer_at, float(np.quantile(p_among[is_among], 1 - kept_at_least)))
    answers, offers = p_right >= answer_at, (p_right < answer_at) & (p_among >= offer_at)
    card = {
        "questions": int(has.sum()),
        "without_answer": int((~has).sum()),
        "right_or_offered": round(float(((answers & is_right) | (offers & is_among))[has].mean()), 4),
        "wrong_outright": round(float((answers & ~is_right)[has].mean()), 4),
        "unanswerable_answered": round(float(answers[~has].mean()), 4),
        "unanswerable_offered": round(float(offers[~has].mean()), 4),
    }
    return Judge(order, judge_right, judge_among, answer_at, offer_at, card)


def _with_gaps(lessons: Iterable[Lesson]) -> Iterable[Lesson]:
    for one in lessons:
        yield one
        if one.gold:
            left = [hit for hit in one.hits if str(hit["id"]) not in one.gold]
            yield Lesson(one.question, left, frozenset())


def _fit_order(lessons: Sequence[Lesson], names: tuple[str, ...]) -> Model:
    rows, labels, weights = [], [], []
    for one in lessons:
        features = Pool(compared(one.question, one.hits), one.hits).features()
        for row, hit in zip(features, one.hits, strict=True):
            is_gold = str(hit["id"]) in one.gold
            rows.append(row)
            labels.append(is_gold)
            weights.append(1.0 if is_gold else 10 / len(one.hits))
    return _logistic(names, rows, labels, weights)


def _logistic(
    names: tuple[str, ...],
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[bool],
    weights: Sequence[float] | None = None,
    strength: float = 3.0,
) -> Model:
    """Ridge-penalised logistic regression by Newton's method; `strength` is the penalty of a weight's square."""
    x = np.array([[row[name] for name in names] for row in rows])
    y = np.array(labels, float)
    w = np.ones(len(y)) if weights is None else np.array(weights)
    means, scales = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    design = np.hstack([(x - means) / scales, np.ones((len(y), 1))])
    penalty = np.diag([strength] * len(names) + [1e-6])
    beta: NDArray[np.float64] = np.zeros(len(names) + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        slope = design.T @ (w * (y - p)) - penalty @ beta
        curve = (design * (w * p * (1 - p))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return Model(names, _rounded(means), _rounded(scales), _rounded(beta[:-1]), round(float(beta[-1]), 5))


def _rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


def _smallest(values: NDArray[np.float64], share: Any, most: float) -> float:
    """The smallest of `values` as threshold at which `share` is at most `most`; above all when there is none."""
    for value in sorted(set(values.tolist())):
        if share(value) <= most:
            return float(value)
    return 1.0
