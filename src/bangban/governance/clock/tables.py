"""Which holidays and make-up workdays are published? Reads holidays.yaml, shipped and the city's own."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bangban import config
from bangban.errors import BadInput
from bangban.governance.clock.days import Calendar, Day, each_day
from bangban.governance.clock.yamlfile import Row, catalog_file, read_rows, stamp

FILE = "holidays.yaml"


class BadHolidays(BadInput):
    """节假日表 {file} 中 {field} 不正确：应为{expected}。 | In the holiday table {file}, {field} is not right: expected {expected}."""

    code = "bad_holidays"


def load_calendar(extra: Path | None = None) -> Calendar:
    """The shipped table, with the years of `extra` (default `$BANGBAN_HOME/holidays.yaml`) in their place.

    Read again when a file changes, so an edit needs no restart.

    Raises:
        BadHolidays: a file is not right.
    """
    own = config.load().path(FILE) if extra is None else extra
    shipped = catalog_file(FILE)
    return _load(shipped, stamp(shipped), own, stamp(own))


@lru_cache(maxsize=8)
def _load(shipped: Path, _: object, own: Path, own_stamp: object) -> Calendar:
    years = read_holidays(shipped)
    if own_stamp:
        years.update(read_holidays(own))
    days = {day: entry for table in years.values() for day, entry in table.items()}
    return Calendar(days, frozenset(years))


def read_holidays(file: Path) -> dict[int, dict[date, Day]]:
    """The days of each year in `file`.

    Raises:
        BadHolidays: the file is not right; the message names the field.
    """
    return {_year(file, key): _days(int(key), row) for key, row in read_rows(file, "years", BadHolidays)}


def _year(file: Path, key: Any) -> int:
    if not isinstance(key, int) or isinstance(key, bool) or not 1950 <= key <= 2200:
        raise BadHolidays(file=file, field=f"years.{key}", expected="1950…2200")
    return key


def _days(year: int, row: Row) -> dict[date, Day]:
    row.refuse_others("notice", "days")
    days: dict[date, Day] = {}
    for entry in row.each("days"):
        entry.refuse_others("zh", "en", "holiday", "workday")
        zh, en = entry.text("zh"), entry.text("en")
        for day in _holidays(entry):
            _put(days, day, Day("holiday", zh, en), year, entry, "holiday")
        for day in _dates(entry, "workday"):
            if day.weekday() < 5:
                raise entry.wrong("workday", f"Saturday | Sunday ({day})")
            _put(days, day, Day("workday", zh, en), year, entry, "workday")
    return days


def _put(days: dict[date, Day], day: date, what: Day, year: int, entry: Row, field: str) -> None:
    if day.year != year:
        raise entry.wrong(field, f"{year}-MM-DD ({day})")
    if day in days:
        raise entry.wrong(field, f"each day once ({day})")
    days[day] = what


def _holidays(entry: Row) -> list[date]:
    dates = _dates(entry, "holiday")
    if len(dates) == 2 and dates[0] <= dates[1] and (dates[1] - dates[0]).days < 31:
        return list(each_day(dates[0], dates[1]))
    if len(dates) > 1:
        raise entry.wrong("holiday", "YYYY-MM-DD | [first, last], at most 31 days")
    return dates


def _dates(entry: Row, field: str) -> list[date]:
    value = entry.values.get(field, [])
    dates = value if isinstance(value, list) else [value]
    # YAML reads a moment with a time as datetime, which is a date to isinstance.
    if any(type(day) is not date for day in dates):
        raise entry.wrong(field, "YYYY-MM-DD")
    return dates
