"""When does a person answer? Office hours on workdays, from the calendar in force, holidays and make-up days included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from bangban.governance.calendar import calendar
from bangban.governance.clock import find_profile
from bangban.governance.clock.profiles import OFFICE_HOURS

PHONE = "12345"
"""The government service line of every Chinese city."""


@dataclass(frozen=True)
class Office:
    """Whether the office is open now, until when, and else when it opens."""

    windows: tuple[tuple[time, time], ...]
    closes_at: datetime | None
    opens_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.closes_at is not None


def office(profile: str = "", now: datetime | None = None) -> Office:
    """The office at `now`; its hours are those the time limit `profile` counts in."""
    days = calendar()
    local = days.local(now or timezone.now())
    windows = find_profile(profile).hours if profile else OFFICE_HOURS
    day = days.next_workday(local.date())
    for opens, closes in windows:
        if day == local.date() and opens <= local.time() < closes:
            return Office(windows, datetime.combine(day, closes, tzinfo=days.zone), None)
    later = [opens for opens, _ in windows if day > local.date() or opens > local.time()]
    if not later:
        day = days.next_workday(day + timedelta(days=1))
        later = [windows[0][0]]
    return Office(windows, None, datetime.combine(day, later[0], tzinfo=days.zone))
