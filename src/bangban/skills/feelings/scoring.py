"""How does one message feel, to the shipped model or a city's own? A long letter is as its most troubled sentence."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from bangban.skills.feelings.model import Feeling, Feelings
from bangban.skills.feelings.normal import sentences

MODEL = "shipped.model"
LONG = 60
"""Characters from which care is looked for sentence by sentence: in a long letter one sentence carries it."""
MOST = 400
"""Sentences looked at."""


@cache
def shipped() -> Feelings:
    """The model in data/, made by `python -m tools.feelings_model` of texts written for this project."""
    return Feelings.load(Path(str(files("bangban.skills.feelings") / "data" / MODEL)))


def score(text: str, model: Feelings | None = None) -> Feeling:
    """Return the feeling of `text`; `reasons` quotes what in it asks for care most. Never raises for any text."""
    chosen = model or shipped()
    parts = [text, *sentences(text)[:MOST]] if len(text) > LONG else [text]
    chances, care = chosen.judge(parts)
    most = int(care.argmax())
    feeling = dict(zip(chosen.labels, map(float, chances[0]), strict=True))
    worst = float(care[most])
    return Feeling(feeling, worst, [parts[most].strip()] if worst >= 0.5 and parts[most].strip() else [])
