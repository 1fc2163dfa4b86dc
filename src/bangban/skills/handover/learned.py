"""How does a turn sound, beside what the rules find in it? A linear model of turns written for this project."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

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
    scores = model.scores([classed(part[:LONGEST]) for part in parts]).astype(float)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely = raised / raised.sum(axis=1, keepdims=True)
    nothing = np.clip(likely[:, model.labels.index(NOTHING)], 1e-9, 1 - 1e-9)
    odds = np.log((1 - nothing) / nothing)
    odds[1:] -= ALONE
    most = int(odds.argmax())
    named = [(float(likely[most, at]), label) for at, label in enumerate(model.labels) if label != NOTHING]
    return Sound(float(odds[most]), max(named)[1])
