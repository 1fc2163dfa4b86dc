"""Are the shipped days right? Against the notices' own figures, an independent package, and the year beyond."""

from __future__ import annotations

from datetime import date, datetime

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.governance.clock import CalendarOutOfRange, HolidaysUnknown, load_calendar
from bangban.governance.clock.days import NaiveTime, each_day
from tests.unit.governance.clock.moments import CALENDAR, dates


def test_every_shipped_day_agrees_with_an_independent_table() -> None:
    for day in each_day(date(2023, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True),  # Saturday, made up for the Spring Festival
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-11-21", False),
        ("2026-11-23", True),
    ],
)
def test_days_of_the_notices(day: str, works: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is works


def test_the_years_shipped() -> None:
    assert load_calendar().years == {2023, 2024, 2025, 2026}
    assert CALENDAR.unknown_years(date(2026, 12, 1), date(2028, 1, 1)) == (
        HolidaysUnknown(2027),
        HolidaysUnknown(2028),
    )
    assert CALENDAR.unknown_years(date(2026, 1, 1), date(2026, 12, 31)) == ()


def test_beyond_the_table_the_week_counts_and_a_warning_says_so() -> None:
    assert CALENDAR.is_workday(date(2031, 10, 1))
    assert not CALENDAR.is_workday(date(2031, 10, 4))
    warning = HolidaysUnknown(2031)
    assert "2031年" in warning.text("zh-hans")
    assert "2031" in warning.text("en")
    assert warning.as_dict()["code"] == "holidays_unknown"


@given(dates, st.integers(1, 200))
@settings(deadline=None)
def test_working_days_add_up(day: date, count: int) -> None:
    later = CALENDAR.add_working_days(day, count)
    assert CALENDAR.is_workday(later)
    assert CALENDAR.working_days_between(day, later) == count
    back = CALENDAR.add_working_days(later, -count)
    assert back <= CALENDAR.next_workday(day)


@given(dates)
@settings(deadline=None)
def test_adding_none_stays(day: date) -> None:
    assert CALENDAR.add_working_days(day, 0) == day
    assert CALENDAR.is_workday(CALENDAR.next_workday(day))


def test_moments_that_cannot_be_placed() -> None:
    with pytest.raises(NaiveTime):
        CALENDAR.local(datetime(2026, 1, 1))
    with pytest.raises(CalendarOutOfRange):
        CALENDAR.add_working_days(date(9999, 12, 30), 5)
    with pytest.raises(CalendarOutOfRange):
        CALENDAR.add_working_days(date(2200, 12, 30), 5)
