"""By when, exactly? Counts a time limit from its start, with suspensions and extensions, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bangban.errors import BadInput
from bangban.governance.clock.days import ONE_DAY, Calendar, HolidaysUnknown, check_range
from bangban.governance.clock.profiles import Profile
from bangban.governance.clock.spans import (
    Span,
    Suspension,
    at,
    instants,
    merged,
    stands_still,
    stands_still_for_good,
    without,
)
from bangban.governance.clock.steps import Step, Steps


class SuspensionRefused(BadInput):
    """时限“{profile}”不允许中止。 | The time limit "{profile}" allows no suspension."""

    code = "suspension_refused"


class ExtensionRefused(BadInput):
    """时限“{profile}”不允许延长。 | The time limit "{profile}" allows no extension."""

    code = "extension_refused"


class ExtendedTooOften(ExtensionRefused):
    """时限“{profile}”最多延长 {times} 次。 | The time limit "{profile}" can be extended {times} time(s) at most."""

    code = "extended_too_often"


class ExtendedTooFar(ExtensionRefused):
    """时限“{profile}”每次最多延长 {limit}（{unit}），不能延长 {amount}。 | The time limit "{profile}" can be extended by {limit} ({unit}) at most, not by {amount}."""

    code = "extended_too_far"


class ExtensionNotApproved(ExtensionRefused):
    """延长时限“{profile}”须经负责人批准。 | Extending the time limit "{profile}" needs the approval of the officer in charge."""

    code = "extension_not_approved"


class ExtendedTooLate(ExtensionRefused):
    """时限“{profile}”已于 {due} 届满，不能再延长。 | The time limit "{profile}" ended on {due} and can no longer be extended."""

    code = "extended_too_late"


@dataclass(frozen=True)
class Extension:
    """`amount` more of the profile's unit, granted at `at`; `approved_by` names the officer, "" nobody."""

    amount: float
    at: datetime
    approved_by: str = ""


@dataclass(frozen=True)
class Deadline:
    """When it is due. `due` (and `warn_at`) are None while the clock stands still until further notice."""

    due: datetime | None
    warn_at: datetime | None
    warnings: tuple[HolidaysUnknown, ...]
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "due": self.due.isoformat() if self.due else None,
            "warn_at": self.warn_at.isoformat() if self.warn_at else None,
            "warnings": [warning.as_dict() for warning in self.warnings],
            "steps": [step.as_dict() for step in self.steps],
        }


def deadline(
    profile: Profile,
    start: datetime,
    calendar: Calendar,
    suspensions: Sequence[Suspension] = (),
    extensions: Sequence[Extension] = (),
) -> Deadline:
    """Count `profile.limit`, and the extensions, from `start`.

    Days: the start day does not count under "next_day" (期间开始的日不计算在内); a day counts when the
    clock was not standing still at its close. Hours: only the time the clock was running counts. All
    moments must be aware; the result is on the calendar's wall clock.

    Raises:
        SuspensionRefused, ExtensionRefused: the profile does not allow it, or not like this.
        NaiveTime, CalendarOutOfRange, BadSuspension: a moment cannot be placed.
    """
    begun = calendar.local(start)
    if suspensions and not profile.suspension:
        raise SuspensionRefused(profile=profile.name)
    spans = merged(suspensions, calendar)
    limit = profile.limit
    due: datetime | None
    for number, extension in enumerate(sorted(extensions, key=lambda item: calendar.local(item.at)), 1):
        due = _count(replace(profile, limit=limit), begun, calendar, spans).due
        _check(profile, extension, number, due, calendar)
        limit += extension.amount
    return _count(replace(profile, limit=limit), begun, calendar, spans)


def total_limit(profile: Profile, extensions: Sequence[Extension]) -> float:
    return profile.limit + sum(extension.amount for extension in extensions)


def _check(
    profile: Profile, extension: Extension, number: int, due: datetime | None, calendar: Calendar
) -> None:
    rule = profile.extension
    name, amount = profile.name, extension.amount
    if rule is None:
        raise ExtensionRefused(profile=name)
    if number > rule.times:
        raise ExtendedTooOften(profile=name, times=rule.times)
    whole = not profile.counts_days or float(amount).is_integer()
    if not (0 < amount <= rule.limit and whole):
        raise ExtendedTooFar(profile=name, limit=f"{rule.limit:g}", unit=profile.unit, amount=f"{amount:g}")
    if rule.needs_approval and not extension.approved_by:
        raise ExtensionNotApproved(profile=name)
    if due is not None and calendar.local(extension.at) > due:
        raise ExtendedTooLate(profile=name, due=due.date())


def _count(profile: Profile, begun: datetime, calendar: Calendar, spans: Sequence[Span]) -> Deadline:
    count = _count_days if profile.counts_days else _count_hours
    return count(profile, begun, calendar, spans)


def first_day(profile: Profile, begun: datetime) -> date:
    """The first day that may count."""
    if profile.start == "same_day" and begun.time() < profile.closing_time:
        return begun.date()
    return begun.date() + ONE_DAY


def why_not(profile: Profile, day: date, calendar: Calendar, spans: Sequence[Span]) -> str:
    """Why `day` does not count: "suspended", "holiday", "weekend"; "" when it does."""
    if stands_still(day, spans):
        return "suspended"
    if profile.unit == "working_days" and not calendar.is_workday(day):
        return "holiday" if day in calendar.days else "weekend"
    return ""


def _count_days(profile: Profile, begun: datetime, calendar: Calendar, spans: Sequence[Span]) -> Deadline:
    steps = Steps(calendar, profile.unit)
    first = first_day(profile, begun)
    if first > begun.date():
        steps.day("started", begun.date())
    day, counted = first - ONE_DAY, 0
    warn_at = begun if profile.limit <= profile.warn_before else None
    while counted < profile.limit:
        day += ONE_DAY
        check_range(day)
        if stands_still_for_good(day, spans):
            steps.day("open", day)
            return Deadline(None, None, calendar.unknown_years(begun.date(), day), steps.all())
        reason = why_not(profile, day, calendar, spans)
        if reason:
            steps.day(reason, day)
            continue
        counted += 1
        makeup = profile.unit == "working_days" and day in calendar.days
        steps.day("makeup" if makeup else "counted", day, counted)
        if counted == profile.limit - profile.warn_before:
            warn_at = at(day, profile.closing_time, calendar)
    while profile.last_day == "next_workday" and not calendar.is_workday(day):
        steps.day("moved", day)
        day += ONE_DAY
    due = at(day, profile.closing_time, calendar)
    steps.moment("due", due)
    return Deadline(due, warn_at, calendar.unknown_years(begun.date(), day), steps.all())


def running(
    profile: Profile, begun: datetime, calendar: Calendar, spans: Sequence[Span]
) -> Iterator[tuple[date, datetime, datetime]]:
    """The stretches (day, from, to), in UTC, that count towards a limit in hours; without end."""
    day = begun.date()
    since = instants(begun)
    while not stands_still_for_good(day - ONE_DAY, spans):
        check_range(day)
        if profile.unit == "hours":
            windows = [
                (at(day, datetime.min.time(), calendar), at(day + ONE_DAY, datetime.min.time(), calendar))
            ]
        elif calendar.is_workday(day):
            windows = [(at(day, opens, calendar), at(day, ends, calendar)) for opens, ends in profile.hours]
        else:
            windows = []
        for opens, ends in windows:
            for part in without(max(instants(opens), since), instants(ends), spans):
                yield (day, *part)
        day += ONE_DAY


def _count_hours(profile: Profile, begun: datetime, calendar: Calendar, spans: Sequence[Span]) -> Deadline:
    steps = Steps(calendar, profile.unit)
    steps.moment("started_at", begun)
    left = timedelta(hours=profile.limit)
    until_warning = max(left - timedelta(hours=profile.warn_before), timedelta(0))
    warn_at = begun if not until_warning else None
    due: datetime | None = None
    spent: dict[date, timedelta] = {}
    day = begun.date()
    for day, opens, ends in running(profile, begun, calendar, spans):
        length = min(ends - opens, left)
        if warn_at is None and length >= until_warning:
            warn_at = (opens + until_warning).astimezone(calendar.zone)
        until_warning -= length
        left -= length
        spent[day] = spent.get(day, timedelta(0)) + length
        if not left:
            due = (opens + length).astimezone(calendar.zone)
            break
    for counted_day, length in spent.items():
        steps.day("hours", counted_day, round(length / timedelta(hours=1), 2))
    if due is None:
        steps.day("open", day)
        warn_at = None
    else:
        steps.moment("due", due)
    last = day if due is None else due.date()
    years = calendar.unknown_years(begun.date(), last) if profile.unit == "working_hours" else ()
    return Deadline(due, warn_at, years, steps.all())
