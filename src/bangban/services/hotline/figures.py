"""How does the hotline do? By agency, class, area and time: how many, how fast, how content, how often returned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from bangban.agencies.models import Agency, AgencyKind, Duty, Officer, in_language
from bangban.agencies.tenancy import reach
from bangban.services.hotline.life import OPEN, visible
from bangban.services.hotline.models import Example, ExampleKind, OrderStatus, Satisfaction, WorkOrder

PLACES = 3000
"""Different places looked at for the areas; the most frequent ones."""


@dataclass(frozen=True)
class Line:
    """One agency's figures, or everybody's."""

    name: str
    orders: int = 0
    answered: int = 0
    late: int = 0
    """Answered after the deadline, or open and past it."""
    returned: int = 0
    urged: int = 0
    reopened: int = 0
    called: int = 0
    satisfied: int = 0

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


@dataclass(frozen=True)
class Figures:
    """Everything of one period. `days` are the days of the period, oldest first."""

    since: date
    until: date
    total: Line
    agencies: Sequence[Line]
    classes: Sequence[tuple[str, int]]
    areas: Sequence[tuple[str, int]]
    days: Sequence[tuple[date, int]]
    judged: int = 0
    agreed: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.judged if self.judged else None


def _counts(now: datetime) -> dict[str, Any]:
    done = (OrderStatus.ANSWERED, OrderStatus.ARCHIVED)
    late = (Q(status__in=done) & Q(closed_at__gt=F("due_at"))) | (Q(status__in=OPEN) & Q(due_at__lt=now))
    content = (Satisfaction.SATISFIED, Satisfaction.FAIR)
    return {
        "orders": Count("pk"),
        "answered": Count("pk", filter=Q(status__in=done)),
        "late": Count("pk", filter=late),
        "returned": Count("pk", filter=Q(status=OrderStatus.RETURNED)),
        "urged": Count("pk", filter=Q(urged__gt=0)),
        "reopened": Count("pk", filter=Q(reopened__gt=0)),
        "called": Count("pk", filter=~Q(satisfaction__in=("", Satisfaction.UNREACHED))),
        "satisfied": Count("pk", filter=Q(satisfaction__in=content)),
    }


def figures(officer: Officer, since: date, until: date, now: datetime | None = None) -> Figures:
    """Count the orders made from `since` to `until`, both included, of which the officer may read. Seven queries."""
    now = now or timezone.now()
    begins, ends = _moments(since, until)
    rows = _made(officer, begins, ends)
    known = {
        one.pk: one
        for one in Agency.objects.only("name_zh", "name_en", "short_zh", "short_en", "kind", "area")
    }
    names = list(_counts(now))
    by_agency: list[Any] = list(rows.values("agency_id").annotate(**_counts(now)))
    lines = [Line(known[row["agency_id"]].name, **{name: row[name] for name in names}) for row in by_agency]
    total = Line("", **{name: sum(getattr(line, name) for line in lines) for name in names})
    judged, agreed = _agreement(officer, begins, ends)
    return Figures(
        since,
        until,
        total,
        sorted(lines, key=lambda line: -line.orders),
        _classes(rows, known),
        _areas(rows, known),
        _days(rows, since, until),
        judged,
        agreed,
    )


def total_of(officer: Officer, since: date, until: date) -> Line:
    """Everybody's figures of the period, in one query: what another period is compared with."""
    counted = _made(officer, *_moments(since, until)).aggregate(**_counts(timezone.now()))
    return Line("", **counted)


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """When the first day begins and the last one ends."""
    begins = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    return begins, timezone.make_aware(datetime.combine(until + timedelta(days=1), datetime.min.time()))


def _made(officer: Officer, begins: datetime, ends: datetime) -> QuerySet[WorkOrder]:
    made = WorkOrder.objects.filter(created_at__gte=begins, created_at__lt=ends)
    return visible(made, officer).exclude(status=OrderStatus.WITHDRAWN).order_by()


def _classes(rows: Any, known: Mapping[int, Agency]) -> list[tuple[str, int]]:
    found = list(
        rows.exclude(category="")
        .values_list("agency_id", "category")
        .annotate(n=Count("pk"))
        .order_by("-n")[:15]
    )
    duties = Duty.objects.filter(agency_id__in={one[0] for one in found}, code__in={one[1] for one in found})
    titles = {(duty.agency_id, duty.code): in_language(duty.title_zh, duty.title_en) for duty in duties}
    counted: Counter[str] = Counter()
    for agency, category, n in found:
        counted[str(titles.get((agency, category), category))] += n
    return counted.most_common(10)


def _areas(rows: Any, known: Mapping[int, Agency]) -> list[tuple[str, int]]:
    """By street: a place belongs to the street whose area list names a part of it."""
    streets = [
        (one.name, [str(part) for part in one.area])
        for one in known.values()
        if one.kind == AgencyKind.STREET
    ]
    counted: Counter[str] = Counter()
    places = (
        rows.exclude(place="").values_list("place").annotate(n=Count("pk")).order_by("-n", "place")[:PLACES]
    )
    for place, n in places:
        street = next((name for name, parts in streets if any(part in place for part in parts)), "")
        if street:
            counted[street] += n
    return counted.most_common(10)


def _days(rows: Any, since: date, until: date) -> list[tuple[date, int]]:
    found = dict(rows.annotate(day=TruncDate("created_at")).values_list("day").annotate(Count("pk")))
    return [
        (day, found.get(day, 0))
        for day in (since + timedelta(days=n) for n in range((until - since).days + 1))
    ]


def _agreement(officer: Officer, begins: datetime, ends: datetime) -> tuple[int, int]:
    judged = Q(confirmed=True) & ~Q(proposed="") & ~Q(kind=ExampleKind.STANDING)
    rows = Example.objects.filter(
        judged, agency_id__in=reach(officer, "workorder.figures"), at__gte=begins, at__lt=ends
    )
    found = rows.aggregate(n=Count("pk"), same=Count("pk", filter=Q(label=F("proposed"))))
    return found["n"], found["same"]
