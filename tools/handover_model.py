"""What does the shipped handover model learn from? Turns written for this project: `python -m tools.handover_model` makes it anew."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from bangban.skills.handover.classes import classed
from bangban.skills.handover.learned import MODEL, NOTHING
from bangban.skills.handover.reading import plain
from bangban.skills.linear import Matrix, Table

DATA = Path(__file__).parent.parent / "src" / "bangban" / "skills" / "handover" / "data"
COST = 30.0
JOINED = 0.4
"""The share of turns learned a second time beside an ordinary sentence, as they stand in a longer message."""
SEED = 20261122


def read(path: Path) -> list[tuple[str, str]]:
    """(turn, reason) of a file of turns below headings of reasons."""
    pairs, reason = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            reason = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            pairs.append((line.strip(), reason))
    return pairs


def joined(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs, and some of them once more with an ordinary sentence before or behind."""
    chance = random.Random(SEED)
    ordinary = [text for text, reason in pairs if reason == NOTHING and len(text) > 5]
    more = []
    for text, reason in pairs:
        if chance.random() < JOINED and len(text) > 3:
            other = chance.choice(ordinary)
            more.append((f"{other}。{text}" if chance.random() < 0.5 else f"{text}。{other}", reason))
    return [*pairs, *more]


def learn(pairs: Sequence[tuple[str, str]]) -> Table:
    """The table of (turn, reason) pairs."""
    from sklearn.linear_model import LogisticRegression

    known = joined([(plain(text), reason) for text, reason in pairs])
    matrix = Matrix([classed(text) for text, _ in known])
    learned = LogisticRegression(C=COST, class_weight="balanced", max_iter=300).fit(
        matrix.rows, np.array([reason for _, reason in known])
    )
    card = {"made": date.today().isoformat(), "turns": len(pairs), "ngrams": len(matrix.vocabulary.keys)}
    return Table.of(list(learned.classes_), matrix.vocabulary, learned.coef_.T, learned.intercept_, card)


def main() -> None:
    """Learn from turns.txt and write turns.model beside it."""
    model = learn(read(DATA / "turns.txt"))
    model.save(DATA / MODEL)
    print(model.card, (DATA / MODEL).stat().st_size)


if __name__ == "__main__":
    main()
