"""How many mistakes does the proofreader put right in sentences it never learned, and how often is it wrong?

    python bench/documents_proofread.py [--folds N] [--take N]

Sentences: $BANGBAN_BENCH/documents/odw.train.tsv (wrong, tab, right), for evaluation only. Right sentences that are
kin (half of one's runs of four characters stand in the other) are kept on one side of the split, so nothing that is
asked was learned. Printed: precision, recall and F1 of whole sentences (detection: exactly the wrong places;
correction: exactly the right sentence), and false alarms: clean sentences in which anything was changed. A character
bigram model with the same confusions, learned and asked in the same run, is the baseline.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bangban.skills.documents import proofread
from bangban.skills.documents.proofread import learning

Pair = tuple[str, str]


@dataclass
class Score:
    wrong: int = 0
    clean: int = 0
    changed: int = 0
    detected: int = 0
    corrected: int = 0
    alarmed: int = 0
    seconds: float = 0.0

    def add(self, given: str, right: str, said: str) -> None:
        self.wrong += given != right
        self.clean += given == right
        if said == given:
            return
        self.changed += 1
        if given == right:
            self.alarmed += 1
            return
        places = [one != other for one, other in zip(given, right, strict=False)]
        self.detected += len(said) == len(given) == len(right) and places == [
            one != other for one, other in zip(given, said, strict=False)
        ]
        self.corrected += said == right

    def line(self, name: str) -> str:
        def rates(hits: int) -> str:
            precision = hits / max(1, self.changed)
            recall = hits / max(1, self.wrong)
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            return f"{100 * precision:6.1f} {100 * recall:6.1f} {100 * f1:6.1f}"

        alarms = 100 * self.alarmed / max(1, self.clean)
        return f"{name:<22}{rates(self.detected)}   {rates(self.corrected)}   {alarms:6.2f} %   {self.seconds:6.1f}"


class Bigram:
    """The baseline: a character bigram model, and what was mistaken for what in learning."""

    GAIN = 2.0

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.one: Counter[str] = Counter()
        self.two: Counter[str] = Counter()
        self.meant: dict[str, set[str]] = defaultdict(set)
        for right in {right for _, right in pairs}:
            text = f"^{right}$"
            self.one.update(text)
            self.two.update(text[at : at + 2] for at in range(len(text) - 1))
        for given, right in pairs:
            for wrong, other in zip(given, right, strict=False):
                if wrong != other:
                    self.meant[wrong].add(other)

    def _chance(self, two: str) -> float:
        return math.log((self.two[two] + 0.01) / (self.one[two[0]] + 0.01 * len(self.one)))

    def correct(self, given: str) -> str:
        text = f"^{given}$"
        for at in range(1, len(text) - 1):
            here = self._chance(text[at - 1 : at + 1]) + self._chance(text[at : at + 2])
            scored = [
                (self._chance(text[at - 1] + one) + self._chance(one + text[at + 1]) - here, one)
                for one in sorted(self.meant.get(text[at], ()))
            ]
            best = max(scored, default=(0.0, ""))
            if best[0] > self.GAIN:
                text = text[:at] + best[1] + text[at + 1 :]
        return text[1:-1]


def measure(score: Score, pairs: Sequence[Pair], correct: Callable[[str], str]) -> None:
    started = time.perf_counter()
    for given, right in pairs:
        score.add(given, right, correct(given))
    score.seconds += time.perf_counter() - started


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--take", type=int, default=0, help="measure only so many of the folds")
    given = options.parse_args()
    file = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "documents" / "odw.train.tsv"
    if not file.is_file():
        print(f"no sentences: {file} is absent (set BANGBAN_BENCH)")
        return 0
    pairs = learning.read_pairs(file)
    fold = learning.folds(pairs, given.folds, seed=20261122)
    baseline, shipped, learned = Score(), Score(), Score()
    learning_seconds = 0.0
    for number in range(given.take or given.folds):
        known = [one for one, at in zip(pairs, fold, strict=True) if at != number]
        asked = [one for one, at in zip(pairs, fold, strict=True) if at == number]
        measure(baseline, asked, Bigram(known).correct)
        measure(shipped, asked, lambda text: proofread.shipped().correct(text).corrected)
        started = time.perf_counter()
        model = learning.learn(proofread.base(), known)
        learning_seconds += time.perf_counter() - started
        measure(learned, asked, lambda text, model=model: model.correct(text).corrected)  # type: ignore[misc]
        print(f"fold {number + 1}: threshold {model.threshold:.3f}", learned.line("learned"), file=sys.stderr)
    print(
        f"sentences asked: {learned.wrong} wrong, {learned.clean} clean; none of them nor their kin were learned"
    )
    print(f"{'':<22}{'detection':^20}   {'correction':^20}   {'false':>8}   {'seconds':>6}")
    print(f"{'':<22}{'P':>6} {'R':>6} {'F1':>6}   {'P':>6} {'R':>6} {'F1':>6}   {'alarms':>8}")
    print(baseline.line("bigram baseline"))
    print(shipped.line("shipped, not learned"))
    print(learned.line("learned"))
    print(f"learning took {learning_seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
