"""Which examples say nearly the same and were given different classes? For a person to settle."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bangban.skills.workorders.learn.classifier import Classifier
from bangban.skills.workorders.learn.repeats import repeats_of
from bangban.skills.workorders.learn.vocabularies import Corpus, least_of, vocabulary_of

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two examples, by their places from 0, and how alike they are (0…1)."""

    first: int
    second: int
    likeness: float


def conflicts_of(texts: Sequence[str], labels: Sequence[str]) -> list[Conflict]:
    """Return pairs of nearly the same text with different labels, most alike first."""
    from bangban.skills.workorders.learn.training import matrix_of

    if not texts:
        return []
    # Of all their words, not only of those that tell the classes apart: what two at odds share tells none.
    corpus = Corpus(texts)
    vocabulary = vocabulary_of(corpus, len(set(labels)), least_of(len(texts)))
    found = repeats_of(matrix_of(corpus, vocabulary), vocabulary)
    given = np.array(labels, object)
    at_odds = np.flatnonzero(given[found.pairs[:, 0]] != given[found.pairs[:, 1]])
    ordered = at_odds[np.argsort(-found.likeness[at_odds], kind="stable")]
    return [
        Conflict(int(found.pairs[at, 0]), int(found.pairs[at, 1]), round(float(found.likeness[at]), 3))
        for at in ordered
    ]


def write(path: Path, classifier: Classifier, texts: Sequence[str], labels: Sequence[str]) -> list[Conflict]:
    """Write the pairs at odds as CSV (UTF-8 with a mark, as Excel reads it), and return them."""
    found = conflicts_of(texts, labels)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ["likeness", "row", "label", "text", "other_row", "other_label", "other_text", "proposed"]
        )
        proposed = [top[0][0] for top in classifier.tops((texts[one.first] for one in found), 1)]
        for one, label in zip(found, proposed, strict=True):
            table.writerow(
                [
                    one.likeness,
                    one.first + 1,
                    labels[one.first],
                    texts[one.first][:SHOWN],
                    one.second + 1,
                    labels[one.second],
                    texts[one.second][:SHOWN],
                    label,
                ]
            )
    return found
