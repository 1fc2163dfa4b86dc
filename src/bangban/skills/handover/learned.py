"""How does a turn sound, beside what the rules find in it? A linear model of turns written for this project."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
    """The log-odds that a person is called for, of the turn or its loudest sentence, and the likeliest reason."""

    odds: float
    reason: str
    whole: float
    """The log-odds of the turn as a whole."""
    by: Mapping[str, float]
    """The log-odds of each reason, of what is loudest."""


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
    chances = [_chances(row) for row in rows]
    nothing = model.labels.index(NOTHING)
    # The whole turn as it is; of two that sound alike, the one that comes first.
    odds = [_odds(1 - one[nothing]) - (ALONE if place else 0.0) for place, one in enumerate(chances)]
    loudest = max(range(len(odds)), key=odds.__getitem__)
    by = {
        label: _odds(one)
        for label, one in zip(model.labels, chances[loudest], strict=True)
        if label != NOTHING
    }
    return Sound(odds[loudest], max(by, key=lambda one: (by[one], one)), odds[0], by)


def _chances(scores: Sequence[float]) -> list[float]:
    # In plain numbers: for a row or two numpy takes ten times as long.
    highest = max(scores)
    raised = [math.exp(one - highest) for one in scores]
    whole = sum(raised)
    return [one / whole for one in raised]


def _odds(chance: float) -> float:
    chance = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(chance / (1 - chance))
