"""In which day or month does a moment fall, and when does the next one begin? On the wall clock of the installation."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from bangban.services.gateway.models import Period

RENEWED = {
    Period.DAY: {"zh": "次日零时", "en": "at midnight"},
    Period.MONTH: {"zh": "下月一日零时", "en": "on the first of next month"},
}


def start_of(period: str, now: datetime) -> date:
    """The first day of the period that `now` falls in."""
    today = timezone.localdate(now)
    return today if period == Period.DAY else today.replace(day=1)


def end_of(period: str, start: date) -> date:
    """The first day after the period that begins at `start`."""
    if period == Period.DAY:
        return start + timedelta(days=1)
    return (start + timedelta(days=32)).replace(day=1)
