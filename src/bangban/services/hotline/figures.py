"""How does the hotline do? By agency, class, area and time: how many, how fast, how content, how often returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from bangban.agencies.models import Agency, AgencyKind, Duty, Officer, in_language
from bangban.services.hotline.life import OPEN, visible
from bangban.services.hotline.models import ExampleKind, OrderStatus, Satisfaction, WorkOrder

PLACES = 3000
"""Different places looked at for the areas; the most frequent ones."""


@dataclass(frozen=True)
class Line:
    """The figures of one agency, class, area, day, week or hour, or of all."""

    name: str = ""
    orders: int = 0
    answered: int = 0
    late: int = 0
    """Answered after the deadline, or open and past it."""
    returned: int = 0
    urged: int = 0
    reopened: int = 0
    called: int = 0
    satisfied: int = 0
    judged: int = 0
    """Orders that stand where a person decided about what the machine had proposed."""
    agreed: int = 0

    def __add__(self, other: Line) -> Line:
        return Line(self.name, *(getattr(self, name) + getattr(other, name) for name in COUNTED))

    @property
    def return_rate(self) -> float | None:
        return self.returned / self.orders if self.orders else None

    @property
    def late_rate(self) -> float | None:
        return self.late / self.orders if self.orders else None

    @property
    def satisfaction(self) -> float | None:
        """Of those reached, how many are satisfied or fairly so."""
        return self.satisfied / self.called if self.called else None

    @property
    def agreement(self) -> float | None:
        """Of those a person judged, how many stand with the agency the machine had proposed."""
        return self.agreed / self.judged if self.judged else None


COUNTED = tuple(field.name for field in fields(Line) if field.name != "name")


@dataclass(frozen=True)
class Figures:
    """Everything of one period. What is ranked has the most orders first, what is time the oldest."""

    since: date
    until: date
    total: Line
    agencies: Sequence[Line]
    classes: Sequence[Line]
    areas: Sequence[Line]
    days: Sequence[tuple[date, Line]]
    """Every day of the period."""
    hours: Sequence[Line]
    """The twenty-four hours of the day, all days together."""
    before: Line
    """All that was made from `compared_from` to the day before `since`."""

    @property
    def weeks(self) -> list[tuple[date, Line]]:
        """By the Monday a week begins with; the first and the last may be parts of a week."""
        found: dict[date, Line] = {}
        for day, line in self.days:
            monday = day - timedelta(days=day.weekday())
            found[monday] = found.get(monday, Line(monday.isoformat())) + line
        return list(found.items())


def _counts(now: datetime) -> dict[str, Any]:
    done = (OrderStatus.ANSWERED, OrderStatus.ARCHIVED)
    late = (Q(status__in=done) & Q(closed_at__gt=F("due_at"))) | (Q(status__in=OPEN) & Q(due_at__lt=now))
    content = (Satisfaction.SATISFIED, Satisfaction.FAIR)
    # A case that was dispatched anew has two orders: it is judged once, where it stands.
    judged = (
        Q(case__example__confirmed=True)
        & ~Q(case__example__proposed="")
        & ~Q(case__example__kind=ExampleKind.STANDING)
        & ~Q(status=OrderStatus.RETURNED)
    )
    return {
        "orders": Count("pk"),
        "answered": Count("pk", filter=Q(status__in=done)),
        "late": Count("pk", filter=late),
        "returned": Count("pk", filter=Q(status=OrderStatus.RETURNED)),
        "urged": Count("pk", filter=Q(urged__gt=0)),
        "reopened": Count("pk", filter=Q(reopened__gt=0)),
        "called": Count("pk", filter=~Q(satisfaction__in=("", Satisfaction.UNREACHED))),
        "satisfied": Count("pk", filter=Q(satisfaction__in=content)),
        "judged": Count("pk", filter=judged),
        "agreed": Count("pk", filter=judged & Q(case__example__label=F("case__example__proposed"))),
    }


def figures(
    officer: Officer,
    since: date,
    until: date,
    now: datetime | None = None,
    *,
    compared_from: date | None = None,
) -> Figures:
    """Count the orders made from `since` to `until`, both included, of which the officer may read. Five queries.

    `compared_from`: the first day of the period before, which is counted as a whole with the hours.
    """
    now = now or timezone.now()
    counts = _counts(now)
    rows = _made(officer, since, until)
    known = {
        one.pk: one
        for one in Agency.objects.only("name_zh", "name_en", "short_zh", "short_en", "kind", "area")
    }
    by_class = [(row, _line(row)) for row in rows.values("agency_id", "category").annotate(**counts)]
    hourly = _made(officer, compared_from or since, until).annotate(hour=TruncHour("created_at"))
    by_hour = [
        (timezone.localtime(row["hour"]), _line(row)) for row in hourly.values("hour").annotate(**counts)
    ]
    within = [(hour, line) for hour, line in by_hour if hour.date() >= since]
    return Figures(
        since,
        until,
        _sum(line for _, line in by_class),
        _ranked((known[row["agency_id"]].name, line) for row, line in by_class),
        _classes(by_class),
        _areas(rows, counts, known),
        _days(within, since, until),
        _hours(within),
        _sum(line for hour, line in by_hour if hour.date() < since),
    )


def _made(officer: Officer, since: date, until: date) -> QuerySet[WorkOrder]:
    begins, ends = (
        timezone.make_aware(datetime.combine(day, datetime.min.time()))
        for day in (since, until + timedelta(days=1))
    )
    made = WorkOrder.objects.filter(created_at__gte=begins, created_at__lt=ends)
    return visible(made, officer).exclude(status=OrderStatus.WITHDRAWN).order_by()


def _sum(lines: Iterable[Line]) -> Line:
    return reduce(Line.__add__, lines, Line())


def _line(row: Mapping[str, Any], name: str = "") -> Line:
    return Line(name, **{counted: row[counted] for counted in COUNTED})


def _ranked(named: Iterable[tuple[str, Line]]) -> list[Line]:
    """Lines of the same name as one, those with the most orders first."""
    found: dict[str, Line] = {}
    for name, line in named:
        found[name] = found.get(name, Line(name)) + line
    return sorted(found.values(), key=lambda line: (-line.orders, line.name))


def _classes(by_class: Sequence[tuple[Mapping[str, Any], Line]]) -> list[Line]:
    """By the duty that met, under its title; "" where a person chose the agency freely."""
    met = [(row["agency_id"], row["category"]) for row, _ in by_class if row["category"]]
    duties = Duty.objects.filter(agency_id__in={one for one, _ in met}, code__in={code for _, code in met})
    titles = {(duty.agency_id, duty.code): in_language(duty.title_zh, duty.title_en) for duty in duties}

    def name(row: Mapping[str, Any]) -> str:
        return str(titles.get((row["agency_id"], row["category"]), row["category"]))

    return _ranked((name(row), line) for row, line in by_class)


def _areas(rows: Any, counts: Mapping[str, Any], known: Mapping[int, Agency]) -> list[Line]:
    """By street: a place belongs to the street whose area list names a part of it; "" where none does."""
    streets = [
        (one.name, [str(part) for part in one.area])
        for one in known.values()
        if one.kind == AgencyKind.STREET
    ]

    def street(place: str) -> str:
        return next((name for name, parts in streets if any(part in place for part in parts)), "")

    places = rows.values("place").annotate(**counts).order_by("-orders", "place")[:PLACES]
    return _ranked((street(row["place"]), _line(row)) for row in places)


def _days(by_hour: Sequence[tuple[datetime, Line]], since: date, until: date) -> list[tuple[date, Line]]:
    found = {
        day: Line(day.isoformat())
        for day in (since + timedelta(days=n) for n in range((until - since).days + 1))
    }
    for hour, line in by_hour:
        found[hour.date()] += line
    return list(found.items())


def _hours(by_hour: Sequence[tuple[datetime, Line]]) -> list[Line]:
    found = [Line(f"{hour:02d}:00") for hour in range(24)]
    for hour, line in by_hour:
        found[hour.hour] += line
    return found
