"""How is a model of feelings learned from a city's own labelled messages, and how good is it on what it has not seen?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput
from bangban.skills.feelings.model import Feelings, care_of
from bangban.skills.feelings.normal import normal
from bangban.skills.feelings.senses import BESIDE, read, senses
from bangban.skills.linear import Matrix, Table, fit, held_back
from bangban.skills.linear.table import chances

Progress = Callable[[str, float], None]
"""Called with a step's name ("reading", "checking", "learning") and how far it is, 0…1."""

FEW = 2
"""Examples that a feeling needs at least."""
RECALL = 0.9
"""The share of those in need at which the precision of care is told."""


class TooFewFeelings(BadInput):
    """样本太少，无法训练：至少需要两类情绪，每类至少 {least} 条，现有 {classes}。 | Too little to learn from: at least two feelings with {least} messages each are needed, and there are {classes}."""

    code = "too_few_feelings"


class NoCare(BadInput):
    """--care 中的“{name}”不在标签里。标签有：{known}。 | “{name}” of --care is no label. The labels are: {known}."""

    code = "unknown_care_label"


def train(
    texts: Sequence[str], labels: Sequence[str], care: Sequence[str], *, progress: Progress | None = None
) -> Feelings:
    """Learn from `texts` and how each was labelled; `care` names the labels that ask for care.

    A message said twice is kept on one side of the held-back test, so that the card's figures hold for new
    messages. Takes about 3 ms a message and needs scikit-learn.

    Raises:
        TooFewFeelings: fewer than two labels have FEW examples.
        NoCare: a name in `care` is no label, or every label asks for care.
    """
    tell = progress or (lambda step, done: None)
    counts = Counter(labels)
    known = sorted(label for label, count in counts.items() if count >= FEW)
    if len(known) < 2:
        said = "、".join(f"{label} {count}" for label, count in counts.most_common(5))
        raise TooFewFeelings(least=FEW, classes=said or "0")
    for name in care:
        if name not in known:
            raise NoCare(name=name, known="、".join(known))
    kept = [(normal(text), label) for text, label in zip(texts, labels, strict=True) if label in known]
    wanted = np.array([known.index(label) for _, label in kept])
    tell("reading", 0.0)
    matrix = Matrix([text for text, _ in kept], read, BESIDE)
    tell("reading", 1.0)
    scores = held_back(matrix, wanted, len(known), lambda done: tell("checking", done))
    tell("learning", 0.0)
    weights, bias = fit(matrix.rows, wanted, len(known))
    tell("learning", 1.0)
    sharpness = sharpness_of(scores, wanted)
    likely, asks = chances(scores, sharpness), np.isin(known, list(care))
    raw, in_need = care_of(likely, asks, 1.0, 0.0), asks[wanted]
    card: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "messages": len(kept),
        "classes": {label: counts[label] for label in known},
        "left_out": sorted(label for label in counts if label not in known),
        "ngrams": len(matrix.vocabulary.keys),
        "senses": senses().order,
        "care": list(care),
        "care_line": _line(raw, in_need),
        "sharpness": sharpness,
        "held_back": {
            "accuracy": round(float((likely.argmax(axis=1) == wanted).mean()), 4),
            "macro_f1": round(macro_f1(likely.argmax(axis=1), wanted, len(known)), 4),
            "care_precision_at_recall_90": round(precision_at(raw, in_need, RECALL), 4),
        },
    }
    return Feelings(Table.of(known, matrix.vocabulary, weights, bias, card))


def sharpness_of(scores: NDArray[Any], wanted: NDArray[Any]) -> float:
    """The factor on scores that makes the right classes likeliest."""
    places = np.arange(len(wanted))
    factors = np.geomspace(0.2, 8.0, 25)
    losses = [-np.log(np.maximum(chances(scores, one)[places, wanted], 1e-9)).mean() for one in factors]
    return round(float(factors[int(np.argmin(losses))]), 6)


def macro_f1(said: NDArray[Any], wanted: NDArray[Any], classes: int) -> float:
    """The mean over classes of 2 · hits / (said + there)."""
    parts = []
    for at in range(classes):
        both = int(((said == at) & (wanted == at)).sum())
        parts.append(2 * both / max(1, int((said == at).sum() + (wanted == at).sum())))
    return float(np.mean(parts))


def precision_at(care: NDArray[Any], in_need: NDArray[np.bool_], recall: float) -> float:
    """Of those marked so that `recall` of those in need are, the share that is in need; 0 when nobody is."""
    order = np.argsort(-care, kind="stable")
    found = np.cumsum(in_need[order])
    if not len(found) or not found[-1]:
        return 0.0
    precision = found / np.arange(1, len(found) + 1)
    return float(precision[found >= recall * found[-1]].max())


def _line(care: NDArray[Any], in_need: NDArray[np.bool_]) -> list[float]:
    """Slope and level that make the log-odds of `care` a calibrated chance; (1, 0) where there is nothing to learn."""
    from sklearn.linear_model import LogisticRegression

    if in_need.all() or not in_need.any():
        return [1.0, 0.0]
    odds = np.log(care / (1 - care))[:, None]
    one = LogisticRegression(C=100.0).fit(odds, in_need)
    # A falling line would turn the order round: then nothing was learned.
    slope = max(float(one.coef_[0, 0]), 1e-3)
    return [round(slope, 6), round(float(one.intercept_[0]), 6)]
