"""How does a turn sound, beside what the rules find in it? A small linear model of turns written for this project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from bangban.skills.workorders.learn import Classifier

MODEL = "turns.model"
BEGIN, END = "\ue010", "\ue011"


def marked(text: str) -> str:
    """A plain turn with its two ends marked, as the model reads it."""
    return f"{BEGIN}{text}{END}"


@cache
def shipped() -> Classifier:
    """The model in data/, made by `python -m tools.handover_model`."""
    return Classifier.load(Path(str(files("bangban.skills.handover") / "data" / MODEL)))


def chances(text: str) -> Mapping[str, float]:
    """How likely each reason is for a plain turn, "none" included; together 1."""
    model = shipped()
    return dict(zip(model.labels, map(float, model.probabilities([marked(text)])[0]), strict=True))
