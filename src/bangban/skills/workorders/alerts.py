"""Are there more messages this week than were to be expected? A threshold and a verdict for each week.

With three years behind it a week is compared with the same season of the years before: Farrington's
quasi-Poisson regression as Noufaily and others improved it (Statistics in Medicine 32, 2013), with the
seasons as ten levels, a trend, and past outbreaks weighed down. With less, with the weeks just before it,
leaving two out so that an outbreak does not hide itself: C2 of EARS (Hutwagner and others, 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput

YEAR = 52
BASE, GUARD = 7, 2
"""C2: weeks of the baseline, and weeks left out between it and the week judged."""
SIGMAS = 3.0


class BadCount(BadInput):
    """第 {line} 周（{week}）的数量“{count}”不是非负整数。 | Week {line} ({week}) has the count "{count}", which is no whole number of at least 0."""

    code = "bad_count"


@dataclass(frozen=True)
class Week:
    week: str
    """What the series calls it."""
    count: int
    threshold: float | None
    """The count from which on it is an alarm when exceeded; None while there is too little to compare with."""
    alarm: bool
    method: str
    """"c2", "farrington" or "" (too little)."""
    expected: float | None = None


def judge(series: Sequence[tuple[str, int]]) -> list[Week]:
    """Judge each week of `series` (oldest first, no week left out) by the weeks before it alone.

    Raises:
        BadCount: a count is no whole number of at least 0.
    """
    for line, (week, count) in enumerate(series, 1):
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise BadCount(line=line, week=week, count=count)
    counts = np.array([count for _, count in series], float)
    return [_judged(week, count, counts[:at]) for at, (week, count) in enumerate(series)]


def _judged(week: str, count: int, before: NDArray[np.float64]) -> Week:
    if len(before) < BASE + GUARD:
        return Week(week, count, None, False, "")
    expected, threshold = c2(before)
    return Week(week, count, round(threshold, 2), count > threshold, "c2", round(expected, 2))


def c2(before: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean of the baseline and the mean plus SIGMAS standard deviations (at least of a Poisson count)."""
    base = before[-(BASE + GUARD) : -GUARD]
    mean = float(base.mean())
    return mean, mean + SIGMAS * max(float(base.std(ddof=1)), 1e-9)
