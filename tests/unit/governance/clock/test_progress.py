"""What is used up, and what is left? By hand, and against the deadline itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.governance.clock import (
    Extension,
    Profile,
    Suspension,
    deadline,
    elapsed,
    find_profile,
    is_overdue,
    remaining,
)
from tests.unit.governance.clock.moments import CALENDAR, moment, profile, profiles, starts, suspensions

REPLY = find_profile("hotline.reply")
START = moment("2026-09-18T10:00")


@pytest.mark.parametrize(
    ("now", "used", "left"),
    [
        ("2026-09-18T10:00", 0, 5),
        ("2026-09-19T12:00", 0, 5),
        ("2026-09-20T12:00", 0, 5),
        ("2026-09-20T18:00", 1, 4),
        ("2026-09-24T09:00", 4, 1),
        ("2026-09-24T17:30", 4, 1),
        ("2026-09-24T17:31", 5, 0),
        ("2026-09-27T10:00", 5, 0),
        ("2026-09-28T18:00", 6, -1),
    ],
)
def test_days_by_hand(now: str, used: int, left: int) -> None:
    assert elapsed(REPLY, START, moment(now), CALENDAR) == used
    assert remaining(REPLY, START, moment(now), CALENDAR) == left
    assert is_overdue(moment("2026-09-24T17:30"), moment(now)) is (left < 1)


def test_hours_by_hand() -> None:
    dispatch, start = find_profile("hotline.dispatch"), moment("2026-11-23T11:00")
    assert elapsed(dispatch, start, moment("2026-11-23T14:30"), CALENDAR) == 1.5
    assert remaining(dispatch, start, moment("2026-11-23T14:30"), CALENDAR) == 0.5
    assert remaining(dispatch, start, moment("2026-11-24T09:00"), CALENDAR) == -3.0


def test_a_still_clock_is_not_overdue() -> None:
    still = [Suspension(moment("2026-11-24T10:00"))]
    start, now = moment("2026-11-20T10:00"), moment("2027-06-01T10:00")
    assert deadline(profile(), start, CALENDAR, still).due is None
    assert not is_overdue(None, now)
    assert elapsed(profile(), start, now, CALENDAR, still) == 1
    assert remaining(profile(), start, now, CALENDAR, still, [Extension(2, start)]) == 6


@given(profiles, starts, suspensions(), st.integers(0, 60 * 24 * 90))
@settings(max_examples=150, deadline=None)
def test_what_is_left_agrees_with_the_deadline(limits: Profile, start, items, minutes: int) -> None:
    now = start + timedelta(minutes=minutes)
    due = deadline(limits, start, CALENDAR, items).due
    left = remaining(limits, start, now, CALENDAR, items)
    used = elapsed(limits, start, now, CALENDAR, items)
    if is_overdue(due, now):
        assert left <= 0
    else:
        assert left >= 0
        if limits.unit != "calendar_days":
            # A last day that moved is longer than its limit; all other counts close.
            assert left + used == pytest.approx(limits.limit)
    later = now + timedelta(hours=7)
    assert elapsed(limits, start, later, CALENDAR, items) >= used
    assert remaining(limits, start, later, CALENDAR, items) <= left
