"""By when must it be done, and who must be told that it is nearly or already late?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bangban.agencies.models import Officer, Role
from bangban.agencies.prepared import Prepared
from bangban.governance.calendar import calendar
from bangban.governance.clock import Deadline, deadline, find_profile
from bangban.governance.envelopes import instant
from bangban.governance.models import (
    WAITING_STATUSES,
    Case,
    CaseStatus,
    Complaint,
    ComplaintStatus,
    DigitalEmployee,
    EmployeeStatus,
    OrderState,
    StandingOrder,
)
from bangban.governance.notices import notify
from bangban.governance.scenarios.model import Scenario
from bangban.governance.sweep import BATCH, LOOK_BACK, Sweep
from bangban.ledger.record import Entry, append

COMPLAINT_WARNING = timedelta(days=1)
ORDER_WARNING = timedelta(days=7)
CONTRACT_WARNING = timedelta(days=30)
UNFINISHED = (*WAITING_STATUSES, CaseStatus.SUPPLEMENT, CaseStatus.DECIDED)

Watch = Callable[[datetime], int]
"""Tells what is due by now, a bounded number of events a round, and returns how many."""


def _unfinished(now: Any) -> QuerySet[Case]:
    """The cases opened before `now` in which somebody must still do something."""
    return Case.objects.filter(status__in=UNFINISHED, opened_at__lt=now).select_related("agency")


# What is asked every second, nearly always in vain: building these statements would cost ten times their running.
_NEARLY_DUE = Prepared(
    lambda now: (
        Case.objects.filter(status__in=UNFINISHED, warned=False, warn_at__lte=now, due_at__gt=now)
        .select_related("agency")
        .order_by("due_at")[:BATCH]
    ),
    now=Case._meta.get_field("due_at"),
)
_COMPLAINTS = Prepared(
    lambda since, until: Complaint.objects.filter(
        status=ComplaintStatus.OPEN, due_at__gt=since, due_at__lte=until
    ).select_related("case__agency", "case__employee__guardian"),
    since=Complaint._meta.get_field("due_at"),
    until=Complaint._meta.get_field("due_at"),
)
_ENDING = Prepared(
    lambda since, until: StandingOrder.objects.filter(
        state=OrderState.ACTIVE, expires_at__gt=since, expires_at__lte=until
    ).select_related("employee", "guardian"),
    since=StandingOrder._meta.get_field("expires_at"),
    until=StandingOrder._meta.get_field("expires_at"),
)
_looked_at: datetime | None = None
_overdue = Sweep(Case, _unfinished)
_further: list[Watch] = []


def deadline_for(scenario: Scenario, start: datetime) -> Deadline | None:
    """The deadline of a case of `scenario` opened at `start`; None when the scenario has no time limit."""
    if not scenario.time_limit:
        return None
    return deadline(find_profile(scenario.time_limit), start, calendar())


def due_after(profile: str, start: datetime) -> datetime:
    """When the limit named `profile` runs out, counted from `start`.

    Raises:
        UnknownProfile: no time limit has this name.
    """
    return warned_and_due(profile, start)[1]


def warned_and_due(profile: str, start: datetime) -> tuple[datetime | None, datetime]:
    """When to warn (None: never) and when the limit named `profile` runs out, counted from `start`.

    Raises:
        UnknownProfile: no time limit has this name.
    """
    found = deadline(find_profile(profile), start, calendar())
    if found.due is None:
        raise AssertionError("a limit without suspensions always runs out")
    return found.warn_at, found.due


def watch_also(watch: Watch) -> None:
    """Let a service's own deadlines be watched with the others'; called once, when the service starts."""
    _further.append(watch)


def forget() -> None:
    """Look again as an executor that just started does."""
    global _looked_at
    _looked_at = None
    _overdue.forget()


def warnings_and_overdue(now: datetime) -> int:
    """Tell the people concerned what is nearly due and what fell due since the last look; return how many events.

    For the executor's watch. What was late already when it came in (an import of old messages) stands in
    the overdue lists and is not told one by one.
    """
    global _looked_at
    if _looked_at is not None and _looked_at > now:
        # The clock was put back, as in `Sweep`.
        _looked_at = None
    since = max(_looked_at or now - LOOK_BACK, now - LOOK_BACK)
    told = _warn_cases(now) + _overdue_cases(now) + _complaints(since, now) + _orders(since, now)
    told += sum(watch(now) for watch in _further)
    if timezone.localdate(since) != timezone.localdate(now) or _looked_at is None:
        told += _contracts(now) + _holidays(now)
    _looked_at = now
    return told


def _warn_cases(now: datetime) -> int:
    told = 0
    for case in _NEARLY_DUE.all(now=now):
        with transaction.atomic():
            # Whoever sets the flag tells it: two executors may look at the same moment.
            if Case.objects.filter(pk=case.pk, warned=False).update(warned=True):
                told += _tell_case("case.warned", case, now)
    return told


def _overdue_cases(now: datetime) -> int:
    told = 0
    for case in _overdue.rows(now):
        with transaction.atomic():
            mine = Case.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=case.pk)
            if mine.exists():
                told += _tell_case("case.overdue", case, now)
    return told


def _tell_case(kind: str, case: Case, now: datetime) -> int:
    due = instant(case.due_at) if case.due_at else ""
    subject, details = f"case:{case.pk}", {"reference": case.reference, "due": due}
    key = f"{kind}:{case.pk}:{due}"
    if not notify(kind, key=key, agency=case.agency, subject=subject, details=details, now=now):
        return 0
    append([Entry(kind, "process:executor", case.agency_id, subject, {"due": due})])
    return 1


def _complaints(since: datetime, now: datetime) -> int:
    told = 0
    for kind, ahead in (("complaint.warned", COMPLAINT_WARNING), ("complaint.overdue", timedelta(0))):
        for complaint in _COMPLAINTS.all(since=since + ahead, until=now + ahead):
            case = complaint.case
            details = {"reference": case.reference, "due": instant(complaint.due_at)}
            guardian = case.employee.guardian if case.employee else None
            people = [guardian] if guardian else []
            told += _tell(
                kind, f"{kind}:{complaint.pk}", f"case:{case.pk}", details, now, people, agency=case.agency
            )
    return told


def _orders(since: datetime, now: datetime) -> int:
    told = 0
    for order in _ENDING.all(since=since + ORDER_WARNING, until=now + ORDER_WARNING):
        kind, employee = "standing_order.expiring", order.employee.number
        details = {"employee": employee, "scenario": order.scenario, "due": instant(order.expires_at)}
        told += _tell(kind, f"{kind}:{order.pk}", f"employee:{employee}", details, now, [order.guardian])
    return told


def _contracts(now: datetime) -> int:
    today = timezone.localdate(now)
    ending = DigitalEmployee.objects.exclude(status=EmployeeStatus.RETIRED).filter(
        contract_until__gte=today, contract_until__lte=today + CONTRACT_WARNING
    )
    told = 0
    for row in ending.select_related("agency", "guardian"):
        kind, until = "contract.ending", row.contract_until.isoformat() if row.contract_until else ""
        details = {"employee": row.number, "until": until}
        people = [row.guardian] if row.guardian else []
        key = f"{kind}:{row.pk}:{until}"
        told += _tell(kind, key, f"employee:{row.number}", details, now, people, agency=row.agency)
    return told


def _holidays(now: datetime) -> int:
    """The State Council publishes next year's holidays in late autumn: from December on they must be there."""
    today = timezone.localdate(now)
    needed = today.year + 1 if today.month == 12 else today.year
    if needed in calendar().years:
        return 0
    people = Officer.objects.filter(is_active=True, roles__role=Role.SYSTEM).distinct()
    kind = "holidays.missing"
    return _tell(kind, f"{kind}:{needed}", "", {"year": needed}, now, list(people))


def _tell(
    kind: str,
    key: str,
    subject: str,
    details: dict[str, Any],
    now: datetime,
    officers: Sequence[Officer],
    **agency: Any,
) -> int:
    with transaction.atomic():
        made = notify(kind, key=key, officers=officers, subject=subject, details=details, now=now, **agency)
    return int(made > 0)
