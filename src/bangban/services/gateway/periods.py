"""In which day or month does a moment fall, and when does the next one begin? On the wall clock of the installation."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from bangban.services.gateway.models import Period

RENEWED = {
    Period.DAY: {"zh": "次日零时", "en": "at midnight"},
    Period.MONTH: {"zh": "下月一日零时", "en": "on the first of next month"},
}


def start_of(period: str, now: datetime) -> date:
    """The first day of the period that `now` falls in."""
    today = _day(int(now.timestamp()) // 60, timezone.get_current_timezone_name())
    return today if period == Period.DAY else today.replace(day=1)


@lru_cache(4)
def _day(minute: int, zone: str) -> date:
    # Days begin with a minute wherever one may live; asked for every call, reckoned once a minute.
    return timezone.localdate(datetime.fromtimestamp(minute * 60, UTC), ZoneInfo(zone))


def seconds_to_end(period: str, start: date, now: datetime) -> float:
    """Seconds until the period that begins at `start` is over."""
    last = timezone.make_aware(datetime.combine(end_of(period, start), time()))
    return max(1.0, (last - now).total_seconds())


def end_of(period: str, start: date) -> date:
    """The first day after the period that begins at `start`."""
    if period == Period.DAY:
        return start + timedelta(days=1)
    return (start + timedelta(days=32)).replace(day=1)
