"""How well are feelings told and persons called, and how fast, beside a plain character classifier in the same run?

Run: `python -m bench.feelings` (or `make bench-feelings`). Messages are those of the folder BANGBAN_BENCH names (default
../shared/bench), its `feelings/`: what stands in a dev file is removed from its train file. Without the folder only the
handover is measured, on the dialogues of tests/data/handover.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bangban.skills.feelings import Feelings, train
from bangban.skills.feelings.training import RECALL, precision_at
from bangban.skills.handover import decide

HOME = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "feelings"
DIALOGUES = Path(__file__).parent.parent / "tests" / "data" / "handover" / "dialogues.txt"
CARE = ("angry", "fear", "sad")
SETS = {
    "usual": ("smp2020_usual", CARE),
    "virus": ("smp2020_virus", CARE),
    "suicide": ("suicide_weibo", ("1",)),
}


def macro_f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """The mean over classes of 2·hits / (said + there)."""
    parts = []
    for label in sorted(set(wanted)):
        hits = sum(a == b == label for a, b in zip(said, wanted, strict=True))
        parts.append(2 * hits / (sum(a == label for a in said) + sum(b == label for b in wanted)))
    return sum(parts) / len(parts)


def rows(name: str) -> list[tuple[str, str]]:
    with (HOME / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["text"], row["label"]) for row in csv.DictReader(file)]


def baseline(pairs: Sequence[tuple[str, str]], texts: Sequence[str]) -> list[str]:
    """Characters 1–3 and a linear support vector machine: what anybody would try first."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    seen = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    machine = LinearSVC(C=0.5).fit(
        seen.fit_transform([text for text, _ in pairs]), [label for _, label in pairs]
    )
    return list(machine.predict(seen.transform(texts)))


def one_set(name: str, stem: str, care: Sequence[str]) -> dict[str, Any]:
    """Train on a set's train file, judge its dev file."""
    dev = rows(f"{stem}_dev")
    there = {text for text, _ in dev}
    learned = [pair for pair in rows(f"{stem}_train") if pair[0] not in there]
    texts, wanted = [text for text, _ in dev], [label for _, label in dev]
    began = time.perf_counter()
    model = train([text for text, _ in learned], [label for _, label in learned], care)
    seconds = time.perf_counter() - began
    said, chances, each = judged(model, texts)
    in_need = np.isin(wanted, care)
    return {
        "set": name,
        "learned_from": len(learned),
        "messages": len(dev),
        "macro_f1": round(macro_f1(said, wanted), 4),
        "care_precision_at_recall_90": round(precision_at(chances, in_need, RECALL), 4),
        "ms_a_message": round(each * 1000, 3),
        "training_s": round(seconds, 1),
        "baseline_macro_f1": round(macro_f1(baseline(learned, texts), wanted), 4),
    }


def judged(model: Feelings, texts: Sequence[str]) -> tuple[list[str], Any, float]:
    """Labels, care, and processor seconds a message."""
    began = time.process_time()
    found = list(model.stream(texts))
    each = (time.process_time() - began) / len(texts)
    labels = [max(one.probabilities, key=lambda label: one.probabilities[label]) for one in found]
    return labels, np.array([one.care for one in found]), each


def handover() -> dict[str, Any]:
    """On the dialogues of our own: recall by reason, false alarms a resident turn, and length alone for comparison."""
    called, needed, turns, alarms = Counter[str](), Counter[str](), 0, 0
    lengths: dict[bool, list[int]] = {True: [], False: []}
    began = time.process_time()
    for said, wanted in dialogues():
        texts = [one["text"] for one in said if one["role"] == "resident"]
        for text, reason, decision in zip(texts, wanted, decide(said), strict=True):
            turns += 1
            lengths[reason != "none"].append(len(text))
            if reason == "none":
                alarms += decision.handover
            else:
                needed[reason.split("|")[0]] += 1
                called[reason.split("|")[0]] += decision.handover
    seconds = time.process_time() - began
    pairs = [(a > b) + (a == b) / 2 for a in lengths[True] for b in lengths[False]]
    return {
        "set": "handover",
        "turns": turns,
        "recall": {reason: f"{called[reason]}/{needed[reason]}" for reason in sorted(needed)},
        "recall_all": round(sum(called.values()) / sum(needed.values()), 4),
        "false_alarms_a_turn": round(alarms / len(lengths[False]), 4),
        "ms_a_turn": round(seconds / turns * 1000, 2),
        "length_alone_auroc": round(sum(pairs) / len(pairs), 3),
    }


def dialogues() -> list[tuple[list[dict[str, str]], list[str]]]:
    found: list[tuple[list[dict[str, str]], list[str]]] = []
    for line in DIALOGUES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#!") or not line:
            continue
        if line.startswith("#"):
            found.append(([], []))
            continue
        role, _, rest = line.partition(" ")
        said, _, reason = rest.partition(" = ")
        found[-1][0].append({"role": "resident" if role == "R" else "assistant", "text": said})
        if role == "R":
            found[-1][1].append(reason or "none")
    return found


def main() -> None:
    """Print one JSON line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[*SETS, "handover"], action="append")
    only = parser.parse_args().only or [*SETS, "handover"]
    if not HOME.is_dir():
        print(f"{HOME} is not there: set BANGBAN_BENCH. Only the handover is measured.")
    for name, (stem, care) in SETS.items():
        if name in only and HOME.is_dir():
            print(json.dumps(one_set(name, stem, care), ensure_ascii=False), flush=True)
    if "handover" in only:
        print(json.dumps(handover(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
