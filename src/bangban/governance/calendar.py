"""Which days are worked here? The administrator's table, as the clock reads it."""

from __future__ import annotations

import time
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from bangban import config
from bangban.agencies.models import Officer
from bangban.agencies.permissions import demand
from bangban.errors import BadInput
from bangban.governance.clock import Calendar, Day, load_calendar
from bangban.governance.clock.days import check_range
from bangban.governance.models import CalendarDay
from bangban.ledger.record import Entry, append

FRESH_SECONDS = 10.0
"""How long a process counts with the table it read; an edit reaches every process within that time."""

_kept: tuple[float, Calendar] | None = None


class NotAWeekend(BadInput):
    """{day} 是周一至周五，本来就上班；调休上班只能是周六或周日。 | {day} is worked anyway; only a Saturday or Sunday can be a make-up workday."""

    code = "not_a_weekend"


def calendar() -> Calendar:
    """The calendar in force: the years of the table, and the published ones that are not in it."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > FRESH_SECONDS:
        _kept = (now, _build(load_calendar()))
    return _kept[1]


def forget() -> None:
    """Read the table anew at the next question: an edit was made in this process."""
    global _kept
    _kept = None


def _build(published: Calendar) -> Calendar:
    own: dict[date, Day] = {}
    for row in CalendarDay.objects.all():
        shipped = published.days.get(row.day)
        english = shipped.en if shipped and shipped.zh == row.name else row.name
        own[row.day] = Day(
            "workday" if row.kind == CalendarDay.Kind.WORKDAY else "holiday", row.name, english
        )
    entered = {day.year for day in own}
    shipped_days = {day: what for day, what in published.days.items() if day.year not in entered}
    zone = ZoneInfo(config.load()["timezone"])
    return Calendar(shipped_days | own, frozenset(entered | published.years), zone)


def seed() -> int:
    """Copy the published years that the table does not have into it, so that they can be edited.

    Called after every upgrade; a year that is there, edited or not, stays as it is. Returns the days added.
    """
    entered = set(CalendarDay.objects.values_list("day__year", flat=True).distinct())
    rows = [
        CalendarDay(day=day, kind=what.kind, name=what.zh)
        for day, what in load_calendar().days.items()
        if day.year not in entered
    ]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    forget()
    return len(rows)


def set_day(day: date, kind: str, name: str, by: Officer) -> CalendarDay:
    """Enter a holiday or a make-up workday, or change one.

    Deadlines that were counted already stay as they were told to people; later ones count anew.

    Raises:
        NotAllowed: the officer may not edit the table.
        NotAWeekend: a make-up workday that is a Monday to Friday.
        CalendarOutOfRange: the year is before 1950 or after 2200.
    """
    demand(by, "holiday.edit")
    check_range(day)
    if kind == CalendarDay.Kind.WORKDAY and day.weekday() < 5:
        raise NotAWeekend(day=day)
    with transaction.atomic():
        row, _ = CalendarDay.objects.update_or_create(
            day=day, defaults={"kind": CalendarDay.Kind(kind), "name": name.strip()[:60]}
        )
        _record(by, day, kind)
        transaction.on_commit(forget)
    return row


def clear_day(day: date, by: Officer) -> None:
    """Let the week decide about `day` again.

    Raises:
        NotAllowed: the officer may not edit the table.
    """
    demand(by, "holiday.edit")
    with transaction.atomic():
        if CalendarDay.objects.filter(day=day).delete()[0]:
            _record(by, day, "")
        transaction.on_commit(forget)


def _record(by: Officer, day: date, kind: str) -> None:
    details = {"day": day.isoformat(), "kind": kind}
    append([Entry("holiday.changed", f"officer:{by.pk}", by.agency_id, f"day:{day.isoformat()}", details)])
