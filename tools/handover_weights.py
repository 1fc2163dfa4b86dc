"""How much does each sign of a turn count for calling a person? `python -m tools.handover_weights` learns it from our dialogues."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from bangban.skills.handover import decide
from bangban.skills.handover.learned import Sound
from bangban.skills.handover.weighing import WEIGHTS, Signs
from tools.handover_model import DATA

DIALOGUES = Path(__file__).parent.parent / "tests" / "data" / "handover"
ASIDE = "aside.txt"
"""The dialogues that are not learned from."""
COST = 0.1
FOLDS = 8
DIGITS = 4


def dialogues(path: Path) -> Iterator[tuple[list[dict[str, str]], list[bool]]]:
    """(turns, whether each resident turn needs a person) of every dialogue of a file."""
    for part in path.read_text(encoding="utf-8").split("\n# ")[1:]:
        turns, needed = [], []
        for line in part.splitlines()[1:]:
            role, _, said = line.partition(" ")
            said, _, reason = said.partition(" = ")
            turns.append({"role": "resident" if role == "R" else "assistant", "text": said})
            if role == "R":
                needed.append(bool(reason))
        yield turns, needed


def signs(turns: list[dict[str, str]]) -> list[dict[str, float]]:
    """The signs of each resident turn, as the decision reads them."""
    found: list[dict[str, float]] = []
    read = Signs.read

    def noted(self: Signs, heard: Sound) -> dict[str, float]:
        found.append(read(self, heard))
        return found[-1]

    with (
        mock.patch.object(Signs, "read", noted),
        mock.patch("bangban.skills.handover.dialogue.total", roughly),
    ):
        decide(turns)
    return found


def roughly(signs: Mapping[str, float]) -> float:
    """What stands in for the weights while they are learned: whether a turn was called decides what counts as failed later."""
    return 0.87 * signs["odds"] + 1.3 * signs["found"] - 2.0


def collected() -> tuple[list[str], Any, Any, Any]:
    """(names of the signs, a row a turn, whether it needs a person, its dialogue)."""
    rows: list[dict[str, float]] = []
    wanted: list[bool] = []
    groups: list[int] = []
    for path in sorted(DIALOGUES.glob("*.txt")):
        if path.name == ASIDE:
            continue
        for turns, needed in dialogues(path):
            rows += signs(turns)
            groups += [len(groups)] * len(needed)
            wanted += needed
    for line in (DIALOGUES / "questions.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            rows += signs([{"role": "resident", "text": line}])
            groups.append(len(groups))
            wanted.append(False)
    names = list(rows[0])
    return (
        names,
        np.array([[row[name] for name in names] for row in rows]),
        np.array(wanted),
        np.array(groups),
    )


def main() -> None:
    """Learn from tests/data/handover and write weights.json; say how it does on dialogues left out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    names, rows, wanted, groups = collected()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=COST, max_iter=500))
    for line in (-0.9, -0.6, -0.3):
        right = np.zeros(len(wanted), dtype=bool)
        for learned, aside in GroupKFold(FOLDS).split(rows, wanted, groups):
            right[aside] = model.fit(rows[learned], wanted[learned]).decision_function(rows[aside]) > line
        print(f"line {line}: heard {right[wanted].mean():.3f}, alarms {right[~wanted].mean():.3f}")
    model.fit(rows, wanted)
    scale, last = model[0], model[1]
    each = last.coef_[0] / scale.scale_
    level = float(last.intercept_[0] - (each * scale.mean_).sum())
    weights = {name: round(float(weight), DIGITS) for name, weight in zip(names, each, strict=True)}
    (DATA / WEIGHTS).write_text(
        json.dumps({"level": round(level, DIGITS), **weights}, indent=1) + "\n", encoding="utf-8"
    )
    print(weights, level, len(wanted))


if __name__ == "__main__":
    main()
