"""Which days are worked here? The administrator's table, as the clock reads it."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

from bangban.config import load
from bangban.governance.clock import Calendar, Day
from bangban.governance.models import CalendarDay

FRESH_SECONDS = 10.0
"""How long a process counts with the table it read; an edit reaches every process within that time."""

_kept: tuple[float, Calendar] | None = None


def calendar() -> Calendar:
    """The calendar in force."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > FRESH_SECONDS:
        days = {
            row.day: Day(kind=row.kind, zh=row.name, en=row.name)
            for row in CalendarDay.objects.all()
        }
        years = frozenset(day.year for day in days)
        _kept = (now, Calendar(days, years, ZoneInfo(load()["timezone"])))
    return _kept[1]


def forget() -> None:
    """Read the table anew at the next question: an edit was made in this process."""
    global _kept
    _kept = None
