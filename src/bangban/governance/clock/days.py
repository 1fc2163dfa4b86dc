"""Is this day a workday? The week, corrected by the published holidays and make-up workdays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bangban.errors import BadInput

MAINLAND = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1950, 2200
"""A start outside is a typing error, and counting from it would run past what `date` can hold."""


class CalendarOutOfRange(BadInput):
    """日期 {day} 不在 1950 至 2200 年之间，无法计算时限。请检查日期。 | The date {day} is not between 1950 and 2200, so no time limit can be counted. Check the date."""

    code = "calendar_out_of_range"


class NaiveTime(BadInput):
    """时间 {moment} 没有时区，无法计算时限。 | The time {moment} has no time zone, so no time limit can be counted."""

    code = "naive_time"


@dataclass(frozen=True)
class Day:
    """What the table says of one date: "holiday" (off) or "workday" (a weekend day made up for)."""

    kind: Literal["holiday", "workday"]
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class HolidaysUnknown:
    """A warning, never raised: a deadline counted through a year whose holidays are not in the table."""

    year: int
    code = "holidays_unknown"

    def text(self, language: str = "zh-hans") -> str:
        if language.startswith("en"):
            return f"The holidays of {self.year} are not in the table yet: counted Monday to Friday, to be counted again once they are published."
        return f"{self.year}年的节假日安排尚未录入，暂按周一至周五为工作日计算；公布后请录入并重新计算。"

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "year": self.year,
            "message": {"zh": self.text("zh"), "en": self.text("en")},
        }


@dataclass(frozen=True)
class Calendar:
    """The days that differ from the week, the years whose table is complete, and the zone it holds in."""

    days: Mapping[date, Day]
    years: frozenset[int]
    zone: ZoneInfo = MAINLAND

    def is_workday(self, day: date) -> bool:
        special = self.days.get(day)
        return day.weekday() < 5 if special is None else special.kind == "workday"

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th workday after `day` (before it, when negative); `day` itself does not count.

        Raises:
            CalendarOutOfRange: `day` or the result lies outside 1950…2200.
        """
        step = ONE_DAY if count >= 0 else -ONE_DAY
        left = abs(count)
        check_range(day)
        while left:
            day += step
            check_range(day)
            left -= self.is_workday(day)
        return day

    def next_workday(self, day: date) -> date:
        """`day` itself when it is a workday, else the first one after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Workdays after `after`, up to and including `until`; 0 when `until` is not later."""
        return sum(self.is_workday(day) for day in each_day(after + ONE_DAY, until))

    def unknown_years(self, first: date, last: date) -> tuple[HolidaysUnknown, ...]:
        """One warning a year between the two dates that the table does not cover."""
        return tuple(
            HolidaysUnknown(year) for year in range(first.year, last.year + 1) if year not in self.years
        )

    def local(self, moment: datetime) -> datetime:
        """`moment` on this calendar's wall clock.

        Raises:
            NaiveTime: it has no time zone.
            CalendarOutOfRange: it lies outside 1950…2200.
        """
        if moment.tzinfo is None or moment.utcoffset() is None:
            raise NaiveTime(moment=moment)
        check_range(moment.date())
        return moment.astimezone(self.zone)


def check_range(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarOutOfRange(day=day)


def each_day(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
