"""What did the employees do, and how did people judge it? Counted in three statements, whatever the number of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast
from django.utils import timezone

from bangban.governance.deadlines import UNFINISHED
from bangban.governance.models import (
    Case,
    CaseOpening,
    Complaint,
    ComplaintStatus,
    Decision,
    DecisionKind,
    DecisionState,
    Effect,
    EffectState,
    RefusalRecord,
    Step,
)
from bangban.services.console.mine import Crew

DAYS = 28
WEEK = 7
SAMPLE = 2000
"""Medians are taken over this many newest decisions."""
NOT_CARRIED_OUT = (DecisionState.REFUSED, DecisionState.FAILED)


class LocalDay(Func):
    """The day of a moment on the wall clock of Asia/Shanghai, reckoned by the database itself."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+8 hours')", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "((%(expressions)s AT TIME ZONE 'Asia/Shanghai')::date)"
        return self.as_sql(compiler, connection, template=template, **more)


@dataclass(frozen=True)
class Count3:
    """How often: today, in seven days, in 28 days. For what is unfinished: overdue, due within a day, altogether."""

    today: int = 0
    week: int = 0
    month: int = 0

    def __add__(self, other: Count3) -> Count3:
        return Count3(self.today + other.today, self.week + other.week, self.month + other.month)


@dataclass
class Day:
    """What was decided on one day about the employees' proposals."""

    day: date
    accepted: int = 0
    amended: int = 0
    rejected: int = 0
    asked_more: int = 0
    ordered: int = 0
    not_carried_out: int = 0

    @property
    def judged(self) -> int:
        """Proposals a person accepted, changed or rejected."""
        return self.accepted + self.amended + self.rejected

    @property
    def overridden(self) -> int:
        return self.amended + self.rejected

    @property
    def by_person(self) -> int:
        return self.judged + self.asked_more


@dataclass(frozen=True)
class Figures:
    """Everything the console says in numbers; rates are 0…1, None when nothing was counted."""

    counts: dict[tuple[str, str], Count3]
    days: Sequence[Day]
    seconds_with: float | None = None
    seconds_without: float | None = None
    sampled: int = field(default=0)

    def of(self, what: str, keys: Iterable[str] | None = None) -> Count3:
        """The counts of `what`, of all keys or of these."""
        wanted = None if keys is None else {str(key) for key in keys}
        found = [
            n for (kind, key), n in self.counts.items() if kind == what and (wanted is None or key in wanted)
        ]
        return sum(found, Count3())

    def decided(self, name: str) -> Count3:
        """Sum a number of `Day`: today, the last seven days, all."""
        values = [getattr(day, name) for day in self.days]
        return Count3(values[-1], sum(values[-WEEK:]), sum(values))

    @property
    def complaint_rate(self) -> float | None:
        return _share(self.of("complaint").month, self.of("case").month)

    @property
    def reversal_rate(self) -> float | None:
        return _share(self.of("effect", [EffectState.REVERSED]).month, self.of("effect").month)

    @property
    def agreement_rate(self) -> float | None:
        return _share(self.decided("accepted").month, self.decided("judged").month)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def figures_of(crew: Crew, now: datetime) -> Figures:
    """Count for the employees of `crew`."""
    if not crew.employees:
        return Figures({}, _empty_days(now))
    seconds = _seconds(crew, now)
    with_one = [taken for taken, with_proposal in seconds if with_proposal]
    without = [taken for taken, with_proposal in seconds if with_proposal is False]
    return Figures(
        counts=counts_of(crew, now),
        days=days_of(crew, now),
        seconds_with=float(median(with_one)) if with_one else None,
        seconds_without=float(median(without)) if without else None,
        sampled=len(seconds),
    )


def midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def counts_of(crew: Crew, now: datetime) -> dict[tuple[str, str], Count3]:
    """(what, key) → counts, in one statement: "case" by employee id, "refusal" by code, "effect" and "complaint"
    by state; and what is unfinished, "waiting" by status and "open" complaints."""
    today = midnight(now)
    week, month = today - timedelta(days=WEEK - 1), today - timedelta(days=DAYS - 1)

    def since(rows: QuerySet[Any], what: str, key: Any, at: str) -> QuerySet[Any]:
        rows = rows.filter(**{f"{at}__gte": month})
        return _counted(rows, what, key, Q(**{f"{at}__gte": today}), Q(**{f"{at}__gte": week}))

    overdue, soon = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=now + timedelta(days=1))
    cases = Case.objects.filter(employee_id__in=crew.ids)
    unfinished = cases.filter(agency_id__in=crew.agency_ids, status__in=UNFINISHED)
    complaints = Complaint.objects.filter(case__employee_id__in=crew.ids)
    parts = [
        since(RefusalRecord.objects.filter(employee_id__in=crew.ids), "refusal", F("code"), "at"),
        since(Effect.objects.filter(case__employee_id__in=crew.ids), "effect", F("state"), "ran_at"),
        since(complaints, "complaint", F("status"), "made_at"),
        _counted(unfinished, "waiting", F("status"), overdue, soon),
        _counted(complaints.filter(status=ComplaintStatus.OPEN), "open", Value(""), overdue, soon),
    ]
    found = since(cases, "case", F("employee_id"), "opened_at").union(*parts, all=True)
    return {(what, key): Count3(first, second, third) for what, key, first, second, third in found}


def _counted(rows: QuerySet[Model], what: str, key: Any, first: Q, second: Q) -> QuerySet[Any]:
    text = CharField()
    named = rows.order_by().annotate(what=Value(what, output_field=text), sort=Cast(key, text))
    counted = named.values("what", "sort").annotate(
        first=Count("pk", filter=first), second=Count("pk", filter=second), third=Count("pk")
    )
    return counted.values_list("what", "sort", "first", "second", "third")


def _empty_days(now: datetime) -> list[Day]:
    last = timezone.localdate(now)
    return [Day(last - timedelta(days=back)) for back in reversed(range(DAYS))]


_FIELDS: Mapping[str, str] = {
    DecisionKind.ACCEPT: "accepted",
    DecisionKind.AMEND: "amended",
    DecisionKind.REJECT: "rejected",
    DecisionKind.ASK: "asked_more",
}


def days_of(crew: Crew, now: datetime) -> list[Day]:
    """The last 28 days, oldest first: what people, or standing orders, made of the employees' proposals."""
    days = {day.day: day for day in _empty_days(now)}
    start = midnight(now) - timedelta(days=DAYS - 1)
    rows = Decision.objects.filter(decided_at__gte=start, step=Step.FIRST, proposal__made_by__in=crew.makers)
    by_order = Q(standing_order__isnull=False)
    counted = (
        rows.order_by().annotate(day=LocalDay("decided_at"))
        .values("day", "kind")
        .annotate(
            people=Count("pk", filter=~by_order), ordered=Count("pk", filter=by_order),
            not_done=Count("pk", filter=Q(state__in=NOT_CARRIED_OUT)),
        )
    )  # fmt: skip
    for row in counted:
        day, name = days.get(row["day"]), _FIELDS.get(row["kind"])
        if day is None or name is None:
            continue
        setattr(day, name, getattr(day, name) + row["people"])
        day.ordered += row["ordered"]
        day.not_carried_out += row["not_done"]
    return list(days.values())


def _seconds(crew: Crew, now: datetime) -> list[tuple[int, bool | None]]:
    """(seconds from opening to decision, whether a proposal lay there) of the newest decisions of people."""
    opening = CaseOpening.objects.filter(case_id=OuterRef("case_id"), officer_id=OuterRef("officer_id"))
    # EXISTS, not a join: the database then walks the newest decisions and stops at the sample's size.
    theirs = Case.objects.filter(pk=OuterRef("case_id"), employee_id__in=crew.ids)
    rows = Decision.objects.filter(
        Exists(theirs), decided_at__gte=midnight(now) - timedelta(days=DAYS - 1), step=Step.FIRST,
        seconds__isnull=False,
    )  # fmt: skip
    rows = rows.annotate(with_proposal=Subquery(opening.values("with_proposal")[:1])).order_by("-decided_at")
    return [(taken or 0, lay) for taken, lay in rows.values_list("seconds", "with_proposal")[:SAMPLE]]
