"""How far has a running clock come? What is used up, what is left, and whether it is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bangban.governance.clock.days import Calendar, each_day
from bangban.governance.clock.deadlines import (
    Extension,
    deadline,
    first_day,
    running,
    total_limit,
    why_not,
)
from bangban.governance.clock.profiles import Profile
from bangban.governance.clock.spans import Span, Suspension, at, instants, merged

HOUR = timedelta(hours=1)


def elapsed(
    profile: Profile,
    start: datetime,
    now: datetime,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
) -> float:
    """What is used up at `now`, in the profile's unit: days that counted and have closed, or hours run."""
    begun, moment = calendar.local(start), calendar.local(now)
    spans = merged(suspensions, calendar)
    if profile.counts_days:
        return len(_closed(profile, first_day(profile, begun), moment, calendar, spans))
    return _hours(profile, begun, moment, calendar, spans)


def remaining(
    profile: Profile,
    start: datetime,
    now: datetime,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
    extensions: Sequence[Extension] = (),
) -> float:
    """What is left at `now`, in the profile's unit; on the last day 1, overdue 0 or less.

    While the clock stands still until further notice: what will be left when it resumes.

    Raises:
        as `deadline`.
    """
    due = deadline(profile, start, calendar, suspensions, extensions).due
    if due is None:
        return total_limit(profile, extensions) - elapsed(profile, start, now, calendar, suspensions)
    begun, moment = calendar.local(start), calendar.local(now)
    spans = merged(suspensions, calendar)
    if not profile.counts_days:
        if moment <= due:
            return _hours(profile, max(begun, moment), due, calendar, spans)
        return -_hours(profile, due, moment, calendar, spans)
    if moment > due:
        return -len(_closed(profile, due.date() + timedelta(days=1), moment, calendar, spans))
    first = max(first_day(profile, begun), moment.date())
    left = [day for day in each_day(first, due.date()) if not why_not(profile, day, calendar, spans)]
    return sum(at(day, profile.closing_time, calendar) >= moment for day in left)


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Whether `now` is past `due`; never while the clock stands still (`due` None)."""
    return due is not None and now > due


def _closed(
    profile: Profile, first: date, moment: datetime, calendar: Calendar, spans: Sequence[Span]
) -> list[date]:
    return [
        day
        for day in each_day(first, moment.date())
        if at(day, profile.closing_time, calendar) < moment and not why_not(profile, day, calendar, spans)
    ]


def _hours(
    profile: Profile, begun: datetime, until: datetime, calendar: Calendar, spans: Sequence[Span]
) -> float:
    end = instants(until)
    spent = timedelta(0)
    for _, opens, ends in running(profile, begun, calendar, spans):
        if opens >= end:
            break
        spent += min(ends, end) - opens
    return spent / HOUR
