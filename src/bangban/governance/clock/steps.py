"""How was it counted? The lines a person can follow with a calendar in hand, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bangban.governance.clock.days import Calendar

UNITS_ZH = {"working_days": "个工作日", "calendar_days": "日"}
UNITS_EN = {"working_days": "working day", "calendar_days": "day"}

TEXTS = {
    "started": ("{dates} 开始计算，当日不计入", "{dates}: the clock starts; this day does not count"),
    "started_at": ("{dates} {time} 开始计算", "{dates} {time}: the clock starts"),
    "counted": ("{dates} 第{count}{unit}", "{dates}: {unit} {count}"),
    "makeup": (
        "{dates} {name}调休上班，第{count}{unit}",
        "{dates}: {unit} {count} (make-up workday, {name})",
    ),
    "hours": ("{dates} 计 {count} 小时", "{dates}: {count} h"),
    "weekend": ("{dates} 休息日，不计入", "{dates}: weekend, not counted"),
    "holiday": ("{dates} {name}放假，不计入", "{dates}: {name}, not counted"),
    "suspended": ("{dates} 中止期间，不计入", "{dates}: suspended, not counted"),
    "moved": ("{dates} 最后一日逢休息日，顺延", "{dates}: the last day falls on a day off, moved on"),
    "due": ("{dates} {time} 到期", "{dates} {time}: due"),
    "open": ("{dates} 起中止，恢复后继续计算", "from {dates}: suspended until further notice"),
}


@dataclass(frozen=True)
class Step:
    """Days treated alike. `reason` is a key of `TEXTS`; counts are of the profile's unit."""

    reason: str
    first: date
    last: date
    count_first: float = 0
    count_last: float = 0
    unit: str = ""
    name_zh: str = ""
    name_en: str = ""
    time: str = ""

    def text(self, language: str = "zh-hans") -> str:
        english = language.startswith("en")
        dates = _dates_en(self.first, self.last) if english else _dates_zh(self.first, self.last)
        count = f"{self.count_first:g}"
        if self.count_last != self.count_first:
            count += f"–{self.count_last:g}" if english else f"至{self.count_last:g}"
        return TEXTS[self.reason][english].format(
            dates=dates,
            count=count,
            unit=(UNITS_EN if english else UNITS_ZH).get(self.unit, self.unit),
            name=self.name_en if english else self.name_zh,
            time=self.time,
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "text": {"zh": self.text("zh"), "en": self.text("en")},
        }


class Steps:
    """Collects steps while counting, joining neighbours that are treated alike."""

    def __init__(self, calendar: Calendar, unit: str) -> None:
        self.calendar = calendar
        self.unit = unit
        self.done: list[Step] = []
        self.alike = ("", "", "")
        self.first = self.last = date.min
        self.count_first = self.count_last = 0.0

    def day(self, reason: str, day: date, count: float = 0) -> None:
        special = self.calendar.days.get(day) if reason in ("holiday", "makeup") else None
        alike = (reason, special.zh, special.en) if special else (reason, "", "")
        if alike != self.alike or reason == "hours":
            self._close()
            self.alike, self.first, self.count_first = alike, day, count
        self.last, self.count_last = day, count

    def moment(self, reason: str, moment: datetime) -> None:
        self._close()
        day = moment.date()
        # A day that ends at 24:00 is kept as its last second, and read as 24:00.
        time = "24:00" if moment.strftime("%H:%M:%S") == "23:59:59" else moment.strftime("%H:%M")
        self.done.append(Step(reason, day, day, unit=self.unit, time=time))

    def all(self) -> tuple[Step, ...]:
        self._close()
        return tuple(self.done)

    def _close(self) -> None:
        reason, name_zh, name_en = self.alike
        if reason:
            counts = self.count_first, self.count_last
            self.done.append(Step(reason, self.first, self.last, *counts, self.unit, name_zh, name_en))
            self.alike = ("", "", "")


def _dates_zh(first: date, last: date) -> str:
    text = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return text
    if first.year != last.year:
        return f"{text}至{last.year}年{last.month}月{last.day}日"
    return f"{text}至{last.month}月{last.day}日"


def _dates_en(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
