"""What does the shipped handover model learn from? Turns written for this project: `python -m tools.handover_model` makes it anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from bangban.skills.handover.learned import MODEL
from bangban.skills.handover.reading import plain
from bangban.skills.linear import Matrix, Table

DATA = Path(__file__).parent.parent / "src" / "bangban" / "skills" / "handover" / "data"
COST = 30.0


def read(path: Path) -> list[tuple[str, str]]:
    """(turn, reason) of a file of turns below headings of reasons."""
    pairs, reason = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            reason = line[3:].strip()
        elif line.strip() and not line.startswith("#"):
            pairs.append((line.strip(), reason))
    return pairs


def main() -> None:
    """Learn from turns.txt and write turns.model beside it."""
    from sklearn.linear_model import LogisticRegression

    pairs = read(DATA / "turns.txt")
    labels = np.array([reason for _, reason in pairs])
    matrix = Matrix([plain(text) for text, _ in pairs])
    learned = LogisticRegression(C=COST, class_weight="balanced", max_iter=500).fit(matrix.rows, labels)
    card = {"made": date.today().isoformat(), "turns": len(pairs), "ngrams": len(matrix.vocabulary.keys)}
    model = Table.of(list(learned.classes_), matrix.vocabulary, learned.coef_.T, learned.intercept_, card)
    model.save(DATA / MODEL)
    print(card, (DATA / MODEL).stat().st_size)


if __name__ == "__main__":
    main()
