"""Is an outbreak seen, a season not taken for one, and a series too short left unjudged?"""

from __future__ import annotations

import numpy as np
import pytest

from bangban.skills.workorders.alerts import BASE, GUARD, THREE_YEARS, BadCount, Watch, c2, judge


def seasonal(years: int, level: float = 20.0, seed: int = 7) -> list[tuple[str, int]]:
    chance = np.random.default_rng(seed)
    weeks = np.arange(years * 52)
    counts = chance.poisson(level * (1 + 0.5 * np.sin(2 * np.pi * weeks / 52.18)))
    return [(f"w{week}", int(count)) for week, count in zip(weeks, counts, strict=True)]


def test_the_first_weeks_are_not_judged() -> None:
    weeks = judge([(str(at), 5) for at in range(12)])
    assert [week.method for week in weeks] == [""] * (BASE + GUARD) + ["c2"] * 3
    assert weeks[0].threshold is None
    assert not any(week.alarm for week in weeks[: BASE + GUARD])


def test_short_history_is_judged_by_c2() -> None:
    counts = [4, 5, 6, 5, 4, 5, 6, 5, 4, 30]
    weeks = judge([(str(at), count) for at, count in enumerate(counts)])
    mean, threshold = c2(np.array(counts[:9], float))
    assert mean == pytest.approx(5)
    assert weeks[-1].threshold == pytest.approx(threshold, abs=0.01)
    assert weeks[-1].alarm


def test_an_outbreak_is_seen_and_the_season_is_not_taken_for_one() -> None:
    series = seasonal(6)
    quiet = judge(series)[THREE_YEARS:]
    assert {week.method for week in quiet} == {"farrington"}
    assert np.mean([week.alarm for week in quiet]) <= 0.08
    at = 250
    series[at] = (series[at][0], series[at][1] + 40)
    assert judge(series)[at].alarm


def test_a_past_outbreak_does_not_hide_the_next() -> None:
    series = seasonal(6)
    for at in (210, 211, 212, 213):
        series[at] = (series[at][0], series[at][1] + 200)
    before, after = judge(seasonal(6))[260], judge(series)[260]
    assert before.threshold is not None
    assert after.threshold is not None
    assert after.threshold <= before.threshold * 1.5


def test_a_week_is_judged_by_what_came_before_it_alone() -> None:
    series = seasonal(4)
    assert judge(series)[:180] == judge(series[:180])
    watch = Watch()
    for week, count in series[:-1]:
        watch.add(week, count)
    kept = watch.copy()
    assert watch.add(*series[-1]) == kept.add(*series[-1]) == judge(series)[-1]


def test_nothing_came_for_years() -> None:
    weeks = judge([(str(at), 0) for at in range(200)] + [("x", 5)])
    assert weeks[-1].alarm
    assert not any(week.alarm for week in weeks[:-1])


@pytest.mark.parametrize("count", [-1, 1.5, True, "3"])
def test_what_is_no_count_is_named(count: object) -> None:
    with pytest.raises(BadCount, match="w2"):
        judge([("w1", 1), ("w2", count)])  # type: ignore[list-item]
