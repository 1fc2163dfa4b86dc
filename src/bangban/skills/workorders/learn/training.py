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
from bangban.skills.workorders.learn.features import BLOCKS
from bangban.skills.workorders.learn.hidden import fit, telling
from bangban.skills.workorders.learn.repeats import Repeats, repeats_of
from bangban.skills.workorders.learn.vocabularies import Corpus, least_of, vocabulary_of

Progress = Callable[[str, float], None]
"""Called with a step's name ("reading", "checking", "learning") and how far it is, 0…1."""

SHARES = (0.9, 1.0, 0.6, 0.7)
"""Lengths of the blocks of n-grams: characters, words, pairs of words, opening."""
COST = 0.5
COST_BY_RATIO = 1.6
"""Divided by the mean squared length of what is learned from."""
LITTLE, SOFTENED = 0.1, 0.5
"""What every n-gram is counted more often by in each class, and the power that softens the ratios."""
KEPT = 100_000
"""N-grams of a table: those that tell the classes apart best."""
INSIDE = 30_000
"""N-grams that the hidden layer sees: the first of those."""
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
    vocabulary = vocabulary_of(corpus, len(known), least_of(len(texts)))
    tell("reading", 0.5)
    matrix = matrix_of(corpus, vocabulary)
    tell("reading", 1.0)
    repeats = repeats_of(matrix, vocabulary)
    apart = _held_back(matrix, vocabulary.blocks, wanted, repeats, len(known), tell)
    plan, held_back = _planned(apart, wanted, len(known))
    tell("learning", 0.0)
    # The hidden layer sees the n-grams that come first.
    best = most_telling(matrix, wanted, len(known))
    matrix = narrowed(matrix, best, vocabulary.blocks)
    vocabulary = vocabulary.ordered(best)
    weights, bias = fitted_by_ratio(matrix, wanted, len(known))
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


def most_telling(matrix: Any, wanted: NDArray[Any], classes: int) -> NDArray[np.int64]:
    """The columns worth knowing, those first that tell the classes apart best. The rest is mostly noise, and slow."""
    order: NDArray[np.int64] = np.argsort(-telling(matrix, wanted, classes), kind="stable")[:KEPT]
    return order


def narrowed(matrix: Any, chosen: NDArray[np.int64], blocks: NDArray[np.int8]) -> Any:
    """The matrix of the chosen n-grams alone, each block of a text scaled to its share anew."""
    part = matrix[:, chosen].tocsr()
    count = part.shape[0]
    spots = np.repeat(np.arange(count) * BLOCKS, np.diff(part.indptr)) + blocks[chosen][part.indices]
    lengths = np.sqrt(np.bincount(spots, part.data * part.data, minlength=count * BLOCKS))
    lengths[lengths == 0] = 1
    part.data *= (np.tile(np.asarray(SHARES), count) / lengths)[spots]
    return part


def _inside(matrix: Any) -> Any:
    return matrix[:, :INSIDE].astype(np.float32).tocsr()


def _held_back(
    matrix: Any,
    blocks: NDArray[np.int8],
    wanted: NDArray[Any],
    repeats: Repeats,
    classes: int,
    tell: Progress,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Scores of every message, of both parts, by a classifier that has seen neither it nor its repeats."""
    chance = np.random.default_rng(SEED)
    folds = chance.integers(0, FOLDS, repeats.groups.max() + 1)[repeats.groups]
    table, hidden = np.zeros((2, len(wanted), classes))
    for fold in range(FOLDS):
        tell("checking", fold / FOLDS)
        seen, new = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if not len(new) or not len(seen):
            continue
        # Which n-grams count is learned as well: not from what is held back.
        part = narrowed(matrix, most_telling(matrix[seen], wanted[seen], classes), blocks)
        weights, bias = fitted_by_ratio(part[seen], wanted[seen], classes)
        table[new] = part[new] @ weights + bias
        if len(wanted) >= DEEP:
            inside = _inside(part)
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


def fitted_by_ratio(matrix: Any, wanted: NDArray[Any], classes: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """As `fitted`, but for each class an n-gram counts by how much commoner it is in it than elsewhere.

    Wang and Manning 2012, "Baselines and Bigrams": a support vector machine over naive Bayes' log-count ratios.
    """
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    weights, bias = np.zeros((matrix.shape[1], classes)), np.full(classes, -3.0)
    total = np.asarray(matrix.sum(axis=0)).ravel()
    for label in np.unique(wanted):
        there = wanted == label
        if there.all():
            bias[label] = 0.0
            continue
        inside = np.asarray(matrix[there].sum(axis=0)).ravel() + LITTLE
        outside = total - inside + 2 * LITTLE
        ratio = np.log(inside / inside.sum()) - np.log(outside / outside.sum())
        factor = np.abs(ratio) ** SOFTENED
        values = matrix.data * factor[matrix.indices]
        scaled = csr_matrix((values, matrix.indices, matrix.indptr), shape=matrix.shape)
        cost = COST_BY_RATIO * matrix.shape[0] / max(1e-9, float(values @ values))
        machine = LinearSVC(C=cost, tol=1e-2, max_iter=100, random_state=SEED).fit(scaled, there)
        weights[:, label], bias[label] = machine.coef_[0] * factor, machine.intercept_[0]
    return weights, bias
