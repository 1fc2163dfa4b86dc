"""When does the clock stand still? Suspensions, for whole days and for hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bangban.errors import BadInput
from bangban.governance.clock.days import Calendar


class BadSuspension(BadInput):
    """中止的结束时间 {end} 早于开始时间 {start}。 | The suspension ends ({end}) before it starts ({start})."""

    code = "bad_suspension"


@dataclass(frozen=True)
class Suspension:
    """The clock stands still from `start` to `end`; `end` None: until further notice."""

    start: datetime
    end: datetime | None = None
    reason: str = ""


Span = tuple[datetime, datetime | None]
"""A suspension on the calendar's wall clock; merged spans are in order and do not touch."""


def merged(suspensions: Iterable[Suspension], calendar: Calendar) -> list[Span]:
    """Put suspensions in order and join those that overlap, so that no time is left out twice.

    Raises:
        BadSuspension: one ends before it starts.
        NaiveTime, CalendarOutOfRange: a moment cannot be placed on the calendar.
    """
    spans: list[Span] = []
    for item in suspensions:
        start = calendar.local(item.start)
        end = None if item.end is None else calendar.local(item.end)
        if end is not None and end < start:
            raise BadSuspension(start=item.start, end=item.end)
        spans.append((start, end))
    spans.sort(key=lambda span: span[0])
    joined: list[Span] = []
    for start, end in spans:
        if joined and (joined[-1][1] is None or start <= joined[-1][1]):
            before = joined[-1][1]
            if before is not None and (end is None or end > before):
                joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def stands_still(day: date, spans: Sequence[Span]) -> bool:
    """Whether `day` is left out of a count of days: the clock stood still when the day closed.

    The day of suspension is left out and the day of resumption counts, so that suspending for an hour
    gains nobody a day.
    """
    return any(start.date() <= day and (end is None or day < end.date()) for start, end in spans)


def stands_still_for_good(day: date, spans: Sequence[Span]) -> bool:
    return bool(spans) and spans[-1][1] is None and spans[-1][0].date() <= day


def instants(moment: datetime) -> datetime:
    """The same moment in UTC: differences of wall-clock times are wrong where clocks are put forward."""
    return moment.astimezone(UTC)


def at(day: date, clock_time: time, calendar: Calendar) -> datetime:
    return datetime.combine(day, clock_time, tzinfo=calendar.zone)


def without(start: datetime, end: datetime, spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """The parts of [start, end) during which the clock runs, in order. All moments in UTC."""
    parts = []
    for still_from, still_until in spans:
        if instants(still_from) >= end or start >= end:
            break
        if still_until is not None and instants(still_until) <= start:
            continue
        if instants(still_from) > start:
            parts.append((start, instants(still_from)))
        start = end if still_until is None else instants(still_until)
    if start < end:
        parts.append((start, end))
    return parts
