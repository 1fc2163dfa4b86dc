"""How does a turn sound, beside what the rules find in it? A linear model of turns written for this project."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from bangban.skills.handover.classes import classed
from bangban.skills.handover.reading import sentences
from bangban.skills.linear import Table

MODEL = "turns.model"
LONG = 8
"""Characters from which a turn is also read sentence by sentence: in a long one a single sentence may carry it."""
SENTENCE = 3
"""Characters a sentence has at least to be read alone."""
MOST = 40
"""Sentences read: of more, half of them at the beginning and half at the end."""
LONGEST = 1_000
"""Characters of the turn read as a whole."""
ALONE = 0.5
"""What is taken off the log-odds of a sentence without its turn."""
NOTHING = "none"


@dataclass(frozen=True)
class Sound:
    """The log-odds that a person is called for, and the likeliest reason."""

    odds: float
    reason: str


@cache
def shipped() -> Table:
    """The model in data/, made by `python -m tools.handover_model`."""
    return Table.load(Path(str(files("bangban.skills.handover") / "data" / MODEL)))


@lru_cache(maxsize=2048)
def sound(text: str) -> Sound:
    """How a plain turn sounds: as a whole, or as the sentence in it that most calls for a person."""
    parts = [text[:LONGEST]]
    if len(text) > LONG:
        alone = [part for part in sentences(text) if len(part) >= SENTENCE and part != text]
        parts += alone if len(alone) <= MOST else [*alone[: MOST // 2], *alone[-MOST // 2 :]]
    model = shipped()
    rows = model.scores([classed(part[:LONGEST]) for part in parts]).tolist()
    # The whole turn as it is; of two that sound alike, the one that comes first.
    heard = [_heard(row, model.labels, ALONE if place else 0.0) for place, row in enumerate(rows)]
    return max(heard, key=lambda one: one.odds)


def _heard(scores: Sequence[float], labels: Sequence[str], less: float) -> Sound:
    # In plain numbers: for a row or two numpy takes ten times as long.
    highest = max(scores)
    raised = [math.exp(one - highest) for one in scores]
    nothing = raised[labels.index(NOTHING)] / sum(raised)
    nothing = min(max(nothing, 1e-9), 1 - 1e-9)
    _, reason = max((one, label) for one, label in zip(raised, labels, strict=True) if label != NOTHING)
    return Sound(math.log((1 - nothing) / nothing) - less, reason)
