"""How right, how sure and how quick is the hotline: classes, cold start, hot issues, alerts, clustering?

Run: `make bench-hotline` (LONG=1 for the long clustering). Everything is measured through the functions the
commands call, beside the baseline of the same run: characters 1–3, TF-IDF and LinearSVC of scikit-learn.
Data: `workorders/` and `insight/outbreak/` below BANGBAN_BENCH (../shared/bench); it is not part of Bangban.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bangban.skills.workorders.learn import Classifier, cold, train
from bangban.skills.workorders.learn.calibration import calibration_error, coverage
from bench import hotline_alerts, hotline_hot, hotline_memory

DATA = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench")) / "workorders"
SEED = 20261122
CURVE = (100, 500, 1000)
TURNS = 5


def rows(name: str) -> list[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def judged(tops: Sequence[Sequence[tuple[str, float]]], labels: Sequence[str]) -> str:
    """Accuracy, macro-F1, top-two, calibration error and coverage of answers, in one line."""
    from sklearn.metrics import f1_score

    said = [top[0][0] for top in tops]
    right = np.array([one == label for one, label in zip(said, labels, strict=True)])
    two = np.mean([label in [one for one, _ in top] for top, label in zip(tops, labels, strict=True)])
    sure = np.array([top[0][1] for top in tops])
    margin = np.array([top[0][1] - top[1][1] for top in tops])
    return (
        f"accuracy {right.mean():.4f}  macro-F1 {f1_score(labels, said, average='macro'):.4f}  top-two {two:.4f}"
        f"  calibration error {calibration_error(sure, right):.4f}  coverage at 95 % {coverage(margin, right)[0]:.3f}"
    )


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, seconds, and seconds of processor time."""
    began, worked = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - began, time.process_time() - worked


def classes(texts: list[str], labels: list[str], new: list[str], wanted: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import f1_score
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    print(f"classes: {len(texts):,} examples, {len(new)} new messages")
    baseline = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2), LinearSVC()
    )
    _, seconds, _ = timed(lambda: baseline.fit(texts, labels))
    said = baseline.predict(new)
    accuracy = np.mean([one == label for one, label in zip(said, wanted, strict=True)])
    print(
        f"  baseline  accuracy {accuracy:.4f}  macro-F1 {f1_score(wanted, said, average='macro'):.4f}"
        f"  trained in {seconds:.1f} s",
        flush=True,
    )
    classifier, seconds, cpu = timed(lambda: train(texts, labels))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.model"
        classifier.save(file)
        size = file.stat().st_size / 1e6
        classifier, loading, _ = timed(lambda: Classifier.load(file))
    classifier.top("先装好词典")
    print(f"  ours      {judged(list(classifier.tops(new)), wanted)}")
    print(
        f"            trained in {seconds:.1f} s ({cpu:.1f} s of processor)  {size:.1f} MB  loaded in {loading:.2f} s"
    )
    ratios = []
    for _turn in range(TURNS):
        # In turns: what else the machine does then falls on both.
        _, _, theirs = timed(lambda: baseline.predict(new))
        _, _, ours = timed(lambda: list(classifier.tops(new)))
        ratios.append(theirs / ours)
        print(
            f"            {len(new) / ours:,.0f} messages/s of a core, baseline {len(new) / theirs:,.0f}: {ratios[-1]:.1f} ×",
            flush=True,
        )
    print(f"            in the middle {sorted(ratios)[TURNS // 2]:.1f} × the baseline")
    print(
        "  held back in training: "
        + str({k: v for k, v in classifier.card["held_back"].items() if k != "classes"})
    )


def curve(texts: list[str], labels: list[str], new: list[str], wanted: list[str]) -> None:
    order = random.Random(SEED).sample(range(len(texts)), max(CURVE))
    for count in CURVE:
        learned = train([texts[at] for at in order[:count]], [labels[at] for at in order[:count]])
        print(f"  {count:5} decisions  {judged(list(learned.tops(new)), wanted)}", flush=True)


def start(texts: list[str], new: list[str], wanted: list[str]) -> None:
    taxonomy = [list(row.values()) for row in rows("taxonomy.csv")]
    chosen = sorted(set(wanted))
    print("cold start, from the taxonomy alone; then with messages nobody has dispatched")
    for unlabelled in ((), texts):
        made, seconds, _ = timed(lambda given=unlabelled: cold(taxonomy, given, labels=chosen))
        print(
            f"  {len(unlabelled):5} messages  {judged(list(made.tops(new)), wanted)}  {seconds:.1f} s",
            flush=True,
        )


def main() -> int:
    if not DATA.is_dir():
        print(f"no data in {DATA}; set BANGBAN_BENCH")
    else:
        raw, dev, segmented = rows("raw_train.csv"), rows("raw_dev.csv"), rows("seg_train.csv")
        texts = [row["text"] for row in raw] + [row["seg"] for row in segmented]
        labels = [row["label"] for row in (*raw, *segmented)]
        new, wanted = [row["text"] for row in dev], [row["label"] for row in dev]
        classes(texts, labels, new, wanted)
        print("learning curve, on raw messages")
        curve([row["text"] for row in raw], [row["label"] for row in raw], new, wanted)
        start([row["text"] for row in raw], new, wanted)
        votes: dict[str, dict[str, int]] = defaultdict(dict)
        for row in rows("hot_reference_votes.csv"):
            votes[row["issue"]][row["留言编号"]] = int(row["votes"])
        hotline_hot.measure(rows("hot_messages.csv"), votes)
    hotline_alerts.main()
    sys.argv = sys.argv[:1]
    return hotline_memory.main()


if __name__ == "__main__":
    sys.exit(main())
