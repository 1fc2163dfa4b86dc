"""What do the clock's tests share? Moments on the wall clock, plain profiles, and strategies for both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bangban.governance.clock import Calendar, Profile, Suspension, load_calendar
from bangban.governance.clock.days import MAINLAND
from bangban.governance.clock.profiles import ExtensionRule

CALENDAR: Calendar = load_calendar()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MAINLAND)


def profile(unit: str = "working_days", limit: float = 5, **more: Any) -> Profile:
    settings = {"suspension": True, "extension": ExtensionRule(1000, needs_approval=False, times=9)} | more
    return Profile("test", "测试", "Test", unit, limit, **settings)  # type: ignore[arg-type]


starts = st.datetimes(datetime(2023, 1, 1), datetime(2026, 10, 1), timezones=st.just(MAINLAND))
profiles = st.one_of(
    st.builds(
        profile,
        st.sampled_from(["working_days", "calendar_days"]),
        st.integers(1, 60),
        start=st.sampled_from(["next_day", "same_day"]),
        last_day=st.sampled_from(["next_workday", "as_it_falls"]),
        closes=st.sampled_from(["midnight", "office"]),
        warn_before=st.integers(1, 5),
    ),
    st.builds(
        profile,
        st.sampled_from(["hours", "working_hours"]),
        st.floats(0.25, 100).map(lambda hours: round(hours * 4) / 4),
        warn_before=st.sampled_from([0.5, 1, 2]),
    ),
)
dates = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@st.composite
def suspensions(draw: st.DrawFn) -> list[Suspension]:
    """Up to three, ended, in any order, overlapping or not."""
    items = []
    for _ in range(draw(st.integers(0, 3))):
        begun = draw(starts)
        items.append(Suspension(begun, begun + timedelta(minutes=draw(st.integers(0, 60 * 24 * 30)))))
    return items
