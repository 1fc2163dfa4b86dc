"""Which characters are wrong, and what was meant? Offline, with confusion lists, counts and what was learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from bangban.skills.documents.proofread import grams, learning
from bangban.skills.documents.proofread.learning import NothingToLearn
from bangban.skills.documents.proofread.model import BadModel, Correction, Edit, Model, open_model, read_model

__all__ = [
    "BadModel",
    "Correction",
    "Edit",
    "Model",
    "NothingToLearn",
    "learn",
    "load",
    "proofread",
    "shipped",
]


@cache
def base() -> grams.Packed:
    """The shipped counts: see data/SOURCES.md."""
    return grams.unpack((files(__package__) / "data" / "grams.bin").read_bytes())


@cache
def shipped() -> Model:
    """The model that comes with Bangban."""
    return read_model((files(__package__) / "data" / "shipped.model").read_bytes(), base(), "shipped")


def load(path: Path | str) -> Model:
    """A model that `learn` wrote.

    Raises:
        BadModel: there is no such file, or it is no model.
    """
    return open_model(Path(path), base())


def learn(
    source: Path | str, to: Path | str, *, progress: Callable[[str], None] = lambda step: None
) -> Model:
    """Learn from wrong and right sentences (a tab between) or right ones alone, and write the model.

    Raises:
        NothingToLearn: the file is empty or no text.
    """
    pairs = learning.read_pairs(Path(source))
    model = learning.learn(base(), pairs, shipped(), progress)
    Path(to).write_bytes(model.dump())
    return model


def proofread(
    sentences: Sequence[str], model: Model | None = None, terms: Iterable[str] | None = None
) -> list[Correction]:
    """The correction of every sentence. `terms` are an agency's words: none of them is taken for a mistake."""
    used = model or shipped()
    if terms:
        used = used.with_terms(terms)
    return [used.correct(one) for one in sentences]
