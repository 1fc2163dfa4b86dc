"""Are there more messages this week than were to be expected? A threshold and a verdict for each week.

With three years behind it a week is compared with the same season of the years before, as Farrington and
others do (Journal of the Royal Statistical Society A 159, 1996): a quasi-Poisson count with trend and season,
past outbreaks weighed down. Trend is the level of the latest weeks, which a city's topics need: they come and
go faster than a line over five years can follow. With less behind it, a week is compared with the seven weeks
before it, leaving two out so that an outbreak does not hide itself: C2 of EARS (Hutwagner and others, Journal
of Urban Health 80, 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bangban.errors import BadInput

YEAR = 365.25 / 7
THREE_YEARS = 156
BASE, GUARD = 7, 2
"""C2: weeks of the baseline, and weeks left out between it and the week judged."""
SIGMAS = 3.0

LEVEL = 10
"""Weeks whose mean is the level of the moment; GUARD weeks before the one judged are left out."""
YEARS, HALF = 5, 4
"""The season: HALF weeks on either side of the same week, of at most YEARS years before."""
SEASON = 0.3
"""Share of what the season was in years before; the rest is the level of the moment, moved as the season does."""
OUTLYING = 2.5
"""Past counts further above their median than this many deviations are taken for outbreaks and cut there."""
CHANCE = 0.036
"""How rarely a week without an outbreak may pass its threshold: so that false alarms and missed outbreaks balance."""
LEAST = 0.5
"""The least that is expected: of what never came, one is no outbreak."""
SPREAD, LEAST_SPREAD = 104, 1.1
"""Weeks by which the spread beyond a Poisson count is measured, and what it is at least."""


class BadCount(BadInput):
    """第 {line} 周（{week}）的数量“{count}”不是非负整数。 | Week {line} ({week}) has the count "{count}", which is no whole number of at least 0."""

    code = "bad_count"


@dataclass(frozen=True)
class Week:
    week: str
    """What the series calls it."""
    count: int
    threshold: float | None
    """A count above it is an alarm; None while there is too little to compare with."""
    alarm: bool
    method: str
    """"c2", "farrington", or "" where there is too little."""
    expected: float | None = None


def judge(series: Sequence[tuple[str, int]]) -> list[Week]:
    """Judge each week of `series` (oldest first, no week left out) by the weeks before it alone.

    Raises:
        BadCount: a count is no whole number of at least 0.
    """
    watch = Watch()
    return [watch.add(week, count) for week, count in series]


class Watch:
    """A series that goes on: remembers what it needs to judge the next week."""

    def __init__(self) -> None:
        self._counts: list[int] = []
        self._strays: list[float] = []

    def copy(self) -> Watch:
        other = Watch()
        other._counts, other._strays = self._counts.copy(), self._strays.copy()
        return other

    def add(self, week: str, count: int) -> Week:
        """Judge the next week by those added before.

        Raises:
            BadCount: the count is no whole number of at least 0.
        """
        at = len(self._counts)
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise BadCount(line=at + 1, week=week, count=count)
        before = np.array(self._counts, float)
        expected = threshold = None
        method = ""
        if at >= YEAR:
            spread = dispersion(self._strays)
            usual = _expected(before, spread)
            if at >= THREE_YEARS:
                method, expected, threshold = "farrington", usual, _quantile(usual, spread)
            self._strays.append((count - usual) ** 2 / usual)
        if not method and at >= BASE + GUARD:
            method = "c2"
            expected, threshold = c2(before)
        self._counts.append(count)
        alarm = threshold is not None and count > threshold
        return Week(week, count, _rounded(threshold), alarm, method, _rounded(expected))


def c2(before: NDArray[np.float64]) -> tuple[float, float]:
    """Return the mean of the baseline, and that plus SIGMAS standard deviations."""
    base = before[-(BASE + GUARD) : -GUARD]
    mean = float(base.mean())
    return mean, mean + SIGMAS * float(base.std(ddof=1))


def dispersion(strays: Sequence[float]) -> float:
    """Return how much more counts vary than Poisson counts do: the mean of their latest squared Pearson residuals.

    The largest twentieth is left out: one outbreak must not hide the next.
    """
    latest = sorted(strays[-SPREAD:])
    kept = latest[: len(latest) - len(latest) // 20]
    return max(LEAST_SPREAD, sum(kept) / len(kept)) if kept else LEAST_SPREAD


def _expected(before: NDArray[np.float64], spread: float) -> float:
    """The level of the moment and the season of years before, outbreaks in both cut."""
    now = float(_damped(before[-(LEVEL + GUARD) : -GUARD], spread).mean())
    seasons, levels = [], []
    for year in range(1, YEARS + 1):
        middle = round(len(before) - year * YEAR)
        if middle < HALF + LEVEL + GUARD:
            break
        seasons.append(float(_damped(before[middle - HALF : middle + HALF + 1], spread).mean()))
        levels.append(float(_damped(before[middle - LEVEL - GUARD : middle - GUARD], spread).mean()))
    if not seasons:
        return max(LEAST, now)
    # How the season went on from the level before it; the square root, because a few years tell it roughly.
    turn = ((sum(seasons) + 0.5) / (sum(levels) + 0.5)) ** 0.5
    return max(LEAST, SEASON * sum(seasons) / len(seasons) + (1 - SEASON) * now * turn)


def _damped(counts: NDArray[np.float64], spread: float) -> NDArray[np.float64]:
    middle = float(np.median(counts))
    return np.minimum(counts, middle + OUTLYING * (spread * max(middle, 0.7)) ** 0.5)


def _quantile(mean: float, spread: float) -> float:
    """The least count that a negative binomial of that mean and dispersion exceeds with at most CHANCE."""
    from scipy.special import betainc

    size, share = mean / (spread - 1), 1 / spread
    low, high = -1, int(mean + 20 * (spread * mean) ** 0.5) + 20
    while high - low > 1:
        middle = (low + high) // 2
        if 1 - betainc(size, middle + 1, share) <= CHANCE:
            high = middle
        else:
            low = middle
    return float(high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
