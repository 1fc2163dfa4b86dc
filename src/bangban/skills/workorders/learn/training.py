"""How is a classifier learned from messages that people have dispatched, and how right will it be on new ones?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.workorders.learn.calibration import calibrated, doubted, figures, fitness
from bangban.skills.workorders.learn.classifier import Classifier, Vocabulary, made_of
from bangban.skills.workorders.learn.hidden import fit, telling
from bangban.skills.workorders.learn.repeats import Repeats, repeats_of
from bangban.skills.workorders.learn.vocabularies import Corpus, vocabulary_of

Progress = Callable[[str, float], None]
"""Called with a step's name ("reading", "checking", "learning") and how far it is, 0…1."""

SHARES = (0.9, 1.0, 0.6, 0.7)
"""Lengths of the blocks of n-grams: characters, words, pairs of words, opening."""
COST = 0.5
INSIDE = 30_000
"""N-grams that the hidden layer sees: those that tell the classes apart best."""
FOLDS = 4
SEED = 20
FEW = 2
"""Examples that a class needs at least."""
BALANCES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""How much of a class' commonness may be taken off its score, for rare classes to be found."""
MIXES = (0.0, 0.5, 1.0)
"""How much the hidden layer may count beside the table."""
DEEP = 400
"""Examples from which on there is a hidden layer; fewer teach it nothing that lasts."""


class TooLittle(BadInput):
    """样本太少，无法训练：至少需要两个类别，每类至少 {least} 条，现有 {classes}。 | Too little to learn from: at least two classes with {least} messages each are needed, and there are {classes}."""

    code = "too_little_to_learn"


def train(texts: Sequence[str], labels: Sequence[str], *, progress: Progress | None = None) -> Classifier:
    """Learn from `texts` and the class each was given.

    Messages said twice are kept on one side of every held-back test, so that the card's figures hold for
    new messages. Classes with fewer than FEW examples are left out and named in the card.
    Takes about 4 ms a message and needs scikit-learn. The same examples give the same classifier.

    Raises:
        TooLittle: fewer than two classes have FEW examples.
        ValueError: `texts` and `labels` differ in length.
    """
    tell = progress or (lambda step, done: None)
    if len(texts) != len(labels):
        raise ValueError("as many labels as texts are needed")
    counts = Counter(labels)
    known = sorted(label for label, count in counts.items() if count >= FEW)
    if len(known) < 2:
        said = "、".join(f"{label} {count}" for label, count in counts.most_common(5))
        raise TooLittle(least=FEW, classes=said or "0")
    places = {label: at for at, label in enumerate(known)}
    chosen = [at for at, label in enumerate(labels) if label in places]
    texts = [texts[at] for at in chosen]
    wanted = np.array([places[labels[at]] for at in chosen])
    tell("reading", 0.0)
    corpus = Corpus(texts)
    vocabulary = vocabulary_of(corpus, len(known), 2 if len(texts) < 1000 else 3)
    tell("reading", 0.5)
    matrix = matrix_of(corpus, vocabulary)
    # The hidden layer sees the n-grams that come first.
    order = np.argsort(-telling(matrix, wanted, len(known)), kind="stable")
    vocabulary = vocabulary.ordered(order)
    matrix = matrix[:, order]
    tell("reading", 1.0)
    repeats = repeats_of(matrix, vocabulary)
    plan, held_back = _planned(_held_back(matrix, wanted, repeats, len(known), tell), wanted, len(known))
    tell("learning", 0.0)
    weights, bias = fitted(matrix, wanted, len(known))
    hidden = None
    if plan.mix:
        inner = fit(
            _inside(matrix), wanted, len(known), SEED, lambda done: tell("learning", 0.3 + 0.7 * done)
        )
        hidden = inner.scaled(plan.hidden)
    tell("learning", 1.0)
    card: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": len(texts),
        "classes": {label: counts[label] for label in known},
        "left_out": sorted(label for label in counts if label not in places),
        "repeats": len(texts) - int(repeats.groups.max()) - 1,
        "ngrams": len(vocabulary.keys),
        "balance": plan.balance,
        "hidden": plan.mix,
        "held_back": figures(held_back, wanted, known, plan.doubt),
    }
    return made_of(
        known,
        vocabulary,
        weights * plan.table,
        bias * plan.table + plan.bias,
        SHARES,
        plan.sharpness,
        card,
        hidden,
        plan.doubt,
    )


@dataclass(frozen=True)
class _Plan:
    """How the two parts are added up: chosen by what was held back."""

    table: float
    hidden: float
    mix: float
    balance: float
    bias: NDArray[np.float64]
    sharpness: float
    doubt: float = 0.0


def _planned(
    scores: tuple[NDArray[Any], NDArray[Any]], wanted: NDArray[Any], classes: int
) -> tuple[_Plan, NDArray[Any]]:
    """Choose the mix of both parts and the balance of the classes; return them and the scores they give."""
    spreads = [float(part.std()) or 1.0 for part in scores]
    common = np.log((np.bincount(wanted, minlength=classes) + 1) / (len(wanted) + classes))
    best: tuple[float, _Plan, NDArray[Any]] | None = None
    for mix in MIXES if scores[1].any() else (0.0,):
        mixed = scores[0] / spreads[0] + mix * scores[1] / spreads[1]
        sharp = calibrated(mixed, wanted)
        for balance in BALANCES:
            bias = -balance * common / sharp
            value = fitness(mixed + bias, wanted, classes)
            if best is None or value > best[0] + 1e-9:
                plan = _Plan(1 / spreads[0], mix / spreads[1], mix, balance, bias, 1.0)
                best = value, plan, mixed + bias
    assert best is not None, "there is at least one mix and one balance"  # noqa: S101 - for the type checker
    _, plan, mixed = best
    sharp = calibrated(mixed, wanted)
    factor, doubt = doubted(mixed * sharp, wanted) if len(wanted) >= DEEP else (1.0, 0.0)
    sharp *= factor
    return _Plan(plan.table, plan.hidden, plan.mix, plan.balance, plan.bias, sharp, doubt), mixed * sharp


def matrix_of(corpus: Corpus, vocabulary: Vocabulary) -> Any:
    """The texts by the n-grams, as a sparse matrix (scipy CSR, float64: what the solver computes in)."""
    from scipy.sparse import csr_matrix, vstack

    parts = []
    for found in corpus:
        entries = vocabulary.weighed(found, SHARES)
        begins = np.searchsorted(entries.texts, np.arange(entries.count + 1))
        shape = (entries.count, len(vocabulary.keys))
        parts.append(csr_matrix((entries.values.astype(np.float64), entries.rows, begins), shape=shape))
    return vstack(parts, format="csr")


def _inside(matrix: Any) -> Any:
    return matrix[:, :INSIDE].astype(np.float32).tocsr()


def _held_back(
    matrix: Any, wanted: NDArray[Any], repeats: Repeats, classes: int, tell: Progress
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Scores of every message, of both parts, by a classifier that has seen neither it nor its repeats."""
    chance = np.random.default_rng(SEED)
    folds = chance.integers(0, FOLDS, repeats.groups.max() + 1)[repeats.groups]
    table, hidden = np.zeros((2, len(wanted), classes))
    inside = _inside(matrix)
    for fold in range(FOLDS):
        tell("checking", fold / FOLDS)
        seen, new = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if not len(new) or not len(seen):
            continue
        weights, bias = fitted(matrix[seen], wanted[seen], classes)
        table[new] = matrix[new] @ weights + bias
        if len(wanted) >= DEEP:
            hidden[new] = fit(inside[seen], wanted[seen], classes, SEED + fold).scores(inside[new])
    tell("checking", 1.0)
    return table, hidden - hidden.mean(axis=1, keepdims=True)


def fitted(matrix: Any, wanted: NDArray[Any], classes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weights (n-grams × classes) and bias; a class without an example has none and a low bias."""
    from sklearn.svm import LinearSVC

    weights, bias = np.zeros((matrix.shape[1], classes)), np.full(classes, -3.0)
    if len(np.unique(wanted)) < 2:
        bias[wanted[0]] = 0.0
        return weights, bias
    machine = LinearSVC(C=COST, tol=1e-2, max_iter=200, random_state=SEED).fit(matrix, wanted)
    found = machine.classes_
    if len(found) == 2:
        weights[:, found[1]], weights[:, found[0]] = machine.coef_[0], -machine.coef_[0]
        bias[found[1]], bias[found[0]] = machine.intercept_[0], -machine.intercept_[0]
    else:
        weights[:, found], bias[found] = machine.coef_.T, machine.intercept_
    return weights, bias
