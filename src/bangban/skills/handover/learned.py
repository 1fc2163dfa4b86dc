"""How does a turn sound, beside what the rules find in it? A small linear model of turns written for this project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from bangban.skills.linear import Table

MODEL = "turns.model"


@cache
def shipped() -> Table:
    """The model in data/, made by `python -m tools.handover_model`."""
    return Table.load(Path(str(files("bangban.skills.handover") / "data" / MODEL)))


def chances(text: str) -> Mapping[str, float]:
    """How likely each reason is for a plain turn, "none" included; together 1."""
    model = shipped()
    scores = model.scores([text])[0]
    raised = np.exp(scores - scores.max())
    return dict(zip(model.labels, map(float, raised / raised.sum()), strict=True))
