"""How much work was that? What was handled, in minutes a person was declared to need, beside what officers spent on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Length, TruncDate
from django.utils import timezone

from bangban.agencies.models import Agency
from bangban.errors import BadInput
from bangban.governance.models import Case, Decision, DecisionKind
from bangban.ledger.record import Entry, append
from bangban.services.gateway.models import Assumption, CallRecord

CALL = "call"
"""The item of a call that belongs to no scenario."""
MINUTES_A_DAY = 480
"""国务院关于职工工作时间的规定 (State Council Order 174, 1995), Art. 3: eight hours a day."""
LONGEST = 24 * 60.0


@dataclass
class Line:
    """One kind of work on one day. Seconds are what officers really took, from opening a case to deciding on it."""

    item: str
    items: int = 0
    characters: int = 0
    tokens: int = 0
    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    measured: int = 0
    """Decisions whose time is known."""
    seconds: int = 0
    assumption: Assumption | None = None

    @property
    def minutes(self) -> float | None:
        """Minutes a person was declared to need; None while nobody declared any."""
        return self.items * self.assumption.minutes if self.assumption else None

    @property
    def person_days(self) -> float | None:
        return None if self.minutes is None else self.minutes / MINUTES_A_DAY

    @property
    def spent(self) -> float:
        """Minutes officers spent accepting and correcting."""
        return self.seconds / 60


@dataclass(frozen=True)
class Workload:
    """All kinds of work of some agencies on one day."""

    day: date
    lines: Sequence[Line]

    @property
    def person_days(self) -> float:
        """Of what has an assumption."""
        return sum(line.person_days or 0.0 for line in self.lines)

    @property
    def spent_days(self) -> float:
        return sum(line.spent for line in self.lines) / MINUTES_A_DAY

    @property
    def undeclared(self) -> list[str]:
        """Kinds of work nobody declared minutes for: they are in no sum of person-days."""
        return [line.item for line in self.lines if line.assumption is None and line.items]

    def total(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)


def workload_of(agencies: Sequence[int], home: Agency, day: date) -> Workload:
    """Count what the digital employees of `agencies` handled on `day`; minutes as declared for `home`."""
    return days_before(agencies, home, day, 1)[0]


def days_before(agencies: Sequence[int], home: Agency, last: date, days: int) -> list[Workload]:
    """The workload of the days up to `last`, oldest first. Four statements, however many days."""
    wanted = [last - timedelta(days=back) for back in reversed(range(days))]
    span = tuple(
        timezone.make_aware(datetime.combine(day, time())) for day in (wanted[0], last + timedelta(days=1))
    )
    lines: dict[date, defaultdict[str, Line]] = {day: defaultdict(lambda: Line("")) for day in wanted}
    cases = Case.objects.filter(
        agency_id__in=agencies, opened_at__gte=span[0], opened_at__lt=span[1], employee__isnull=False
    )
    sums = {"n": Count("pk"), "size": Sum(Length("inputs"))}
    for day, item, count, characters in _grouped(cases, "opened_at", "scenario", **sums):
        lines[day][item].items, lines[day][item].characters = count, characters or 0
    calls = CallRecord.objects.filter(
        agency_id__in=agencies, at__gte=span[0], at__lt=span[1], outcome__in=["ok", "cut"]
    )
    sums = {
        "n": Count("pk"),
        "size": Sum("characters"),
        "used": Sum(F("prompt_tokens") + F("completion_tokens")),
    }
    for day, scenario, count, characters, tokens in _grouped(calls, "at", "scenario", **sums):
        line = lines[day][scenario or CALL]
        line.tokens = tokens or 0
        if not scenario:
            # A call with a scenario is part of a case, which is counted already.
            line.items, line.characters = count, characters or 0
    for day, item, accepted, corrected, rejected, measured, seconds in _decided(agencies, span):
        line = lines[day][item]
        line.accepted, line.corrected, line.rejected = accepted, corrected, rejected
        line.measured, line.seconds = measured, seconds or 0
    declared = assumptions_for(home)
    for of_day in lines.values():
        for item, line in of_day.items():
            line.item, line.assumption = item, declared.get(item)
    return [
        Workload(day, sorted(of_day.values(), key=lambda line: (-line.items, line.item)))
        for day, of_day in lines.items()
    ]


def _grouped(rows, moment, field, **sums):  # type: ignore[no-untyped-def]
    """Sums by the district's day of `moment` and by `field`."""
    by_day = rows.order_by().annotate(of_day=TruncDate(moment)).values("of_day", field)
    return by_day.annotate(**sums).values_list("of_day", field, *sums)


def _decided(agencies: Sequence[int], span: tuple[datetime, ...]):  # type: ignore[no-untyped-def]
    by_people = Decision.objects.filter(
        case__agency_id__in=agencies,
        decided_at__gte=span[0],
        decided_at__lt=span[1],
        officer__isnull=False,
        proposal__made_by__startswith="employee:",
    )
    kinds = {
        name: Count("pk", filter=Q(kind=kind))
        for name, kind in (
            ("accepted", DecisionKind.ACCEPT),
            ("corrected", DecisionKind.AMEND),
            ("rejected", DecisionKind.REJECT),
        )
    }
    return _grouped(
        by_people, "decided_at", "case__scenario", **kinds, measured=Count("seconds"), spent=Sum("seconds")
    )


def assumptions_for(home: Agency) -> dict[str, Assumption]:
    """What is declared for an agency: its own, else the nearest above it."""
    above = [int(part) for part in home.path.split("/") if part]
    rows = Assumption.objects.filter(agency_id__in=above).select_related("agency")
    return {row.item: row for row in sorted(rows, key=lambda row: len(row.agency.path))}


def declare(agency: Agency, item: str, minutes: float, source: str, by: str) -> Assumption:
    """Declare how many minutes a person needs for one item.

    Raises:
        BadInput: no minutes, more than a day, or no source.
    """
    if not 0 < minutes <= LONGEST or not source.strip():
        raise BadInput(what="minutes, source")
    with transaction.atomic():
        found, _made = Assumption.objects.update_or_create(
            agency=agency,
            item=item[:60],
            defaults={
                "minutes": minutes,
                "source": source.strip()[:300],
                "changed_by": by,
                "changed_at": timezone.now(),
            },
        )
        details = {"item": item, "seconds": round(minutes * 60)}
        append([Entry("gateway.assumed", by, agency.pk, f"assumption:{found.pk}", details)])
    return found
