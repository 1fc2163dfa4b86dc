"""How many outbreaks are seen, at how many false alarms? A seeded protocol on weekly counts, beside EARS C1 and C2.

Run: `python -m bench.hotline_alerts`. Series: `insight/outbreak/*_weekly.csv` below BANGBAN_BENCH (week,count).

Protocol. A rule sees the weeks before a week, and that week. False alarms: the share of alarms among the
weeks from week 160 on of the series as it is (its own outbreaks count against the rule). Detection: 300
times an outbreak is put in. It begins in a week drawn from week 160 on, eight weeks before the end at the
latest. Its size is a Poisson number of mean k × the standard deviation of the 52 weeks before (at least 1),
k drawn between 3 and 10; its cases are spread over the weeks by a lognormal of mean log 0 and deviation log
0.5, rounded down (Noufaily and others, Statistics in Medicine 32, 2013). It is seen when one of the weeks
that got a case is an alarm. Seed 20261122.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bangban.skills.workorders.alerts import Watch, c2

BENCH = Path(os.environ.get("BANGBAN_BENCH", "../shared/bench"))
BEGIN, OUTBREAKS, SEED = 160, 300, 20261122
AHEAD = 8
Counts = NDArray[np.float64]
Alarms = Callable[[Counts, int, int], list[bool]]
"""(counts, from week, to week) → whether each is an alarm."""


_watches: dict[tuple[float, ...], Watch] = {}


def ours(counts: Counts, first: int, last: int) -> list[bool]:
    # What came before an outbreak is the same each time it is put in there, and judged once.
    known = tuple(counts[:first])
    if known not in _watches:
        _watches[known] = Watch()
        for at, count in enumerate(known):
            _watches[known].add(str(at), int(count))
    watch = _watches[known].copy()
    return [watch.add(str(at), int(counts[at])).alarm for at in range(first, last)]


def ears_c1(counts: Counts, first: int, last: int) -> list[bool]:
    return [
        bool(counts[at] > counts[at - 7 : at].mean() + 3 * counts[at - 7 : at].std(ddof=1))
        for at in range(first, last)
    ]


def ears_c2(counts: Counts, first: int, last: int) -> list[bool]:
    return [bool(counts[at] > c2(counts[:at])[1]) for at in range(first, last)]


def measure(alarms: Alarms, counts: Counts) -> tuple[float, float]:
    """Return (false alarms, detection) of a rule by the protocol."""
    chance = np.random.default_rng(SEED)
    false = float(np.mean(alarms(counts, BEGIN, len(counts))))
    seen = 0
    for _ in range(OUTBREAKS):
        begin = int(chance.integers(BEGIN, len(counts) - AHEAD))
        strength = chance.uniform(3, 10)
        size = max(1, int(chance.poisson(strength * max(1.0, counts[begin - 52 : begin].std()))))
        weeks = np.minimum(begin + np.floor(chance.lognormal(0, 0.5, size)).astype(int), len(counts) - 1)
        more = counts + np.bincount(weeks, minlength=len(counts))
        last = int(weeks.max()) + 1
        answers = alarms(more, begin, last)
        seen += any(answers[week - begin] for week in set(weeks.tolist()))
    return false, seen / OUTBREAKS


def main() -> None:
    folder = BENCH / "insight" / "outbreak"
    files = sorted(folder.glob("*_weekly.csv"))
    if not files:
        print(f"alerts: no series in {folder}; set BANGBAN_BENCH")
        return
    for file in files:
        with file.open(encoding="utf-8") as rows:
            counts = np.array([float(row["count"]) for row in csv.DictReader(rows)])
        print(f"alerts, {file.stem}: false alarms / detection")
        for name, rule in (("EARS C1", ears_c1), ("EARS C2", ears_c2), ("ours", ours)):
            false, seen = measure(rule, counts)
            print(f"  {name:8} {false:.3f} / {seen:.3f}", flush=True)


if __name__ == "__main__":
    main()
