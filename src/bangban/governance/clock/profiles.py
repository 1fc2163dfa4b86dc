"""Which time limit holds for this kind of work, and on what basis? The profiles of clock_profiles.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from bangban import config
from bangban.errors import BadInput, NotFound
from bangban.governance.clock.yamlfile import Row, catalog_file, read_rows, stamp

Unit = Literal["hours", "calendar_days", "working_days", "working_hours"]
UNITS = ("hours", "calendar_days", "working_days", "working_hours")
FILE = "clock_profiles.yaml"
LARGEST = 3660
"""The most days or hours a limit may have: a typing error further up would count for centuries."""

OFFICE_HOURS = ((time(8, 30), time(12)), (time(14), time(17, 30)))


class BadProfiles(BadInput):
    """时限配置 {file} 中 {field} 不正确：应为{expected}。 | In the time limits {file}, {field} is not right: expected {expected}."""

    code = "bad_clock_profiles"


class UnknownProfile(NotFound):
    """没有名为“{name}”的时限。可用的：{known}。 | No time limit is named "{name}". Known: {known}."""

    code = "unknown_clock_profile"


@dataclass(frozen=True)
class ExtensionRule:
    limit: float
    """The most one extension may add, in the profile's unit."""
    needs_approval: bool = True
    times: int = 1


@dataclass(frozen=True)
class Profile:
    """One time limit. `limit`, `extension.limit` and `warn_before` are in `unit`."""

    name: str
    zh: str
    en: str
    unit: Unit
    limit: float
    start: Literal["same_day", "next_day"] = "next_day"
    """Units of days: whether the day the clock starts counts. Hours run from the moment itself."""
    last_day: Literal["next_workday", "as_it_falls"] = "next_workday"
    """Calendar days: whether a last day on a day off moves to the next workday."""
    closes: Literal["midnight", "office"] = "midnight"
    """Units of days: whether the last day ends at 24:00 (shown as 23:59:59) or when the office closes."""
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    extension: ExtensionRule | None = None
    suspension: bool = False
    warn_before: float = 1
    basis: tuple[Mapping[str, str], ...] = ()
    """Each {"zh", "en"} and, where the text itself was seen, "article"."""

    @property
    def counts_days(self) -> bool:
        return self.unit in ("calendar_days", "working_days")

    @property
    def closing_time(self) -> time:
        return self.hours[-1][1] if self.closes == "office" else time(23, 59, 59)


def load_profiles(extra: Path | None = None) -> dict[str, Profile]:
    """The shipped profiles, with those of `extra` (default `$BANGBAN_HOME/clock_profiles.yaml`) in their place.

    Read again when a file changes.

    Raises:
        BadProfiles: a file is not right.
    """
    own = config.load().path(FILE) if extra is None else extra
    shipped = catalog_file(FILE)
    return _load(shipped, stamp(shipped), own, stamp(own))


def find_profile(name: str) -> Profile:
    """The profile `name`.

    Raises:
        UnknownProfile: there is none.
    """
    profiles = load_profiles()
    if name not in profiles:
        raise UnknownProfile(name=name, known=", ".join(sorted(profiles)))
    return profiles[name]


@lru_cache(maxsize=8)
def _load(shipped: Path, _: object, own: Path, own_stamp: object) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    for file in (shipped, own) if own_stamp else (shipped,):
        for name, row in read_rows(file, "profiles", BadProfiles):
            profiles[str(name)] = _profile(str(name), row)
    return profiles


def _profile(name: str, row: Row) -> Profile:
    rule: Unit = row.choice("unit", UNITS)
    extension = row.mapping("extension")
    hours = _hours(row) if "hours" in row.values else OFFICE_HOURS
    limit = _amount(row, "limit", rule)
    row.refuse_others(
        *("zh", "en", "unit", "limit", "start", "last_day", "closes", "hours"),
        *("extension", "suspension", "warn_before", "basis"),
    )
    return Profile(
        name=name,
        zh=row.text("zh"),
        en=row.text("en"),
        unit=rule,
        limit=limit,
        start=row.choice("start", ("next_day", "same_day")),
        last_day=row.choice("last_day", ("next_workday", "as_it_falls")),
        closes=row.choice("closes", ("midnight", "office")),
        hours=hours,
        extension=_extension(extension, rule) if extension else None,
        suspension=row.boolean("suspension", False),
        warn_before=_amount(row, "warn_before", rule) if "warn_before" in row.values else 1,
        basis=tuple(_basis(entry) for entry in row.each("basis")),
    )


def _basis(row: Row) -> Mapping[str, str]:
    row.refuse_others("zh", "en", "article")
    article = {"article": str(row.values["article"])} if "article" in row.values else {}
    return {"zh": row.text("zh"), "en": row.text("en"), **article}


def _extension(row: Row, unit: Unit) -> ExtensionRule:
    row.refuse_others("limit", "needs_approval", "times")
    times = row.values.get("times", 1)
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise row.wrong("times", "1, 2, …")
    return ExtensionRule(_amount(row, "limit", unit), row.boolean("needs_approval", True), times)


def _amount(row: Row, field: str, unit: Unit) -> float:
    value: Any = row.values.get(field)
    whole = unit.endswith("days")
    expected = f"{'1, 2' if whole else '0.5, 1'}, … {LARGEST} ({unit})"
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        raise row.wrong(field, expected)
    if not 0 < value <= LARGEST:
        raise row.wrong(field, expected)
    return value


def _hours(row: Row) -> tuple[tuple[time, time], ...]:
    expected = '[["08:30", "12:00"], ["14:00", "17:30"]], ascending'
    try:
        pairs = [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.values["hours"]]
    except (TypeError, ValueError) as error:
        raise row.wrong("hours", expected) from error
    flat = [moment for pair in pairs for moment in pair]
    if not flat or any(moment.tzinfo for moment in flat) or flat != sorted(set(flat)):
        raise row.wrong("hours", expected)
    return tuple(pairs)
