"""May this employee take this work on now? Asked before any skill runs; the answer is a typed refusal or a post."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from bangban.agencies.both import in_both
from bangban.agencies.models import PLAIN_FIELDS, Agency, Officer
from bangban.agencies.prepared import Prepared
from bangban.errors import Refusal
from bangban.governance import guardians, refusals, stops
from bangban.governance.calendar import calendar
from bangban.governance.models import DigitalEmployee, EmployeeScenario, Stop, Usage
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import DATA_CLASSES, NEVER, SECRET, Scenario

BY_AGENCY = frozenset({"knowledge.passages", "hotline.learned"})
"""Sources that answer for one agency: what it may read, what its people decided."""
"""The source of passages, as a scenario's file names it."""
LARGEST_INPUTS = 1_000_000
"""Characters of the inputs as JSON; a longer message is refused with the reason, never cut."""

MOST_COUNTED = 2**31 - 1
"""Cases of one employee and scenario on one day where no quota is set: what the column holds."""

# Marks of classification as GB/T 9704-2012 7.2.2 and practice write them: 秘密★1年, 机密★, 绝密.
_SECRET_MARK = re.compile(
    r"(?:绝密|机密|秘密)\s{0,20}[★☆]|^[ \t\u3000]{0,40}(?:绝密|机密)[ \t\u3000\r]{0,40}$", re.MULTILINE
)


@dataclass(frozen=True)
class Work:
    """What somebody asks for. `asked_by` is an actor as the ledger names it ("officer:5", "resident:anonymous")."""

    scenario: str
    inputs: Mapping[str, Any]
    asked_by: str
    source: str
    employee: str | None = None
    agency: Agency | None = None
    """Where to look for an employee, and who keeps the case if a person must handle it."""
    data_class: str | None = None
    source_key: str | None = None
    resident_id: int | None = None
    opened_at: datetime | None = None
    keeper: Agency | None = None
    """Who keeps the case whoever proposes, as for an officer's own work; without it the employee's agency does."""
    for_person: bool = False
    """Whether a person was asked for: then no employee is looked for, and `agency` keeps the case."""
    uid: UUID = field(default_factory=uuid4)
    """The case's uid, known before the case is written."""


@dataclass(frozen=True)
class Post:
    """The answer: who takes the work on, or why nobody does."""

    work: Work
    scenario: Scenario
    inputs: dict[str, Any]
    employee: DigitalEmployee | None = None
    refusal: Refusal | None = None
    keep: bool = True
    """Whether a refused request still becomes a case that a person handles."""


PEOPLE = ("guardian", "deputy")
# The skill host's role may not read an officer's password digest, so it is not asked for.
_UNREAD = tuple(
    f"employee__{person}__{field.attname}"
    for person in PEOPLE
    for field in Officer._meta.concrete_fields
    if field.name not in PLAIN_FIELDS
)


def _listed(scenario: Any, number: Any = None) -> QuerySet[EmployeeScenario]:
    rows = EmployeeScenario.objects.filter(scenario=scenario).exclude(employee__status="retired")
    if number is not None:
        rows = rows.filter(employee__number=number)
    related = rows.select_related("employee__agency", *(f"employee__{person}" for person in PEOPLE))
    return related.defer(*_UNREAD).order_by("employee__number")


_LISTED = Prepared(
    _listed,
    scenario=EmployeeScenario._meta.get_field("scenario"),
    number=DigitalEmployee._meta.get_field("number"),
)


@dataclass
class Desk:
    """What is looked up once for a whole batch: stops, employees, guardians, calendar."""

    now: datetime
    stops: list[Stop] = field(default_factory=stops.active_stops)
    _employees: dict[tuple[str, str | None, int | None], list[DigitalEmployee]] = field(default_factory=dict)
    _standing: dict[int, Refusal | None] = field(default_factory=dict)

    def candidates(self, work: Work) -> list[DigitalEmployee]:
        """Employees that list the scenario, nearest agency first."""
        key = (work.scenario, work.employee, work.agency.pk if work.agency else None)
        if key not in self._employees:
            asked = {"scenario": work.scenario} | ({"number": work.employee} if work.employee else {})
            found = [row.employee for row in _LISTED.all(**asked)]
            if work.agency:
                # An agency asks its own employees, those above it and those below; not its neighbour's.
                own = work.agency.path
                found = [
                    one for one in found if own.startswith(one.agency.path) or one.agency.path.startswith(own)
                ]
                found.sort(key=lambda one: (not own.startswith(one.agency.path), -len(one.agency.path)))
            self._employees[key] = found
        return self._employees[key]

    def unfit(self, employee: DigitalEmployee) -> Refusal | None:
        """Why this employee may not work today at all, whatever the scenario."""
        if employee.pk not in self._standing:
            self._standing[employee.pk] = self._unfit(employee)
        return self._standing[employee.pk]

    def _unfit(self, employee: DigitalEmployee) -> Refusal | None:
        if not employee.works:
            return refusals.NotOnDuty(employee=employee.number, status=in_both(employee.get_status_display))
        if guardians.guardian_in_force(employee, self.now) is None:
            return refusals.NoGuardian(employee=employee.number)
        until = employee.contract_until
        if until and until < timezone.localdate(self.now):
            return refusals.ContractEnded(employee=employee.number, until=until.isoformat())
        return None


def admit(work: Work, desk: Desk) -> Post:
    """Decide whether an employee takes this on.

    Returns a Post whose `refusal` says why not. Inputs that do not fit the scenario's form are the
    caller's fault and raise.

    Raises:
        UnknownScenario: no such scenario, so nothing is kept.
        WrongInputs: the inputs do not fit the form.
    """
    scenario = find_scenario(work.scenario)
    inputs = clean_inputs(scenario, work.inputs)
    if scenario.gate == NEVER:
        never = refusals.NeverByMachine(scenario=scenario.title, refer_to=scenario.refer_to or scenario.title)
        return Post(work, scenario, inputs, refusal=never, keep=False)
    given = SECRET if _is_marked(inputs) else work.data_class
    given = given or scenario.data_class
    if given not in DATA_CLASSES or DATA_CLASSES.index(given) > DATA_CLASSES.index(scenario.data_class):
        refusal = refusals.DataClassRefused(given=given, allowed=scenario.data_class)
        return Post(work, scenario, inputs, refusal=refusal, keep=given != SECRET)
    if work.for_person:
        return Post(work, scenario, inputs, refusal=refusals.PersonAsked())
    candidates = desk.candidates(work)
    if not candidates:
        if work.employee:
            nobody: Refusal = refusals.NotOnList(scenario=scenario.title, employee=work.employee)
            return Post(work, scenario, inputs, refusal=nobody, keep=False)
        return Post(work, scenario, inputs, refusal=refusals.NoEmployee(scenario=scenario.title))
    reasons = []
    for employee in candidates:
        reason = desk.unfit(employee) or _hindered(scenario, employee, desk)
        if reason is None:
            return Post(work, scenario, inputs, employee=employee)
        reasons.append((employee, reason))
    employee, reason = reasons[0]
    return Post(work, scenario, inputs, employee=employee, refusal=reason)


def _is_marked(value: Any) -> bool:
    """Whether a mark of classification stands in any text of the inputs: read as written, its lines are lines."""
    if isinstance(value, str):
        return _SECRET_MARK.search(value) is not None
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_is_marked, inner))


def settings_of(post: Post) -> dict[str, Any]:
    """The scenario's settings for its skill; with the employee's agency where a source answers for one."""
    settings = dict(post.scenario.skill_settings)
    if BY_AGENCY.intersection(post.scenario.knowledge) and post.employee is not None:
        settings["agency"] = post.employee.agency.code
    return settings


def _hindered(scenario: Scenario, employee: DigitalEmployee, desk: Desk) -> Refusal | None:
    stop = stops.find_stop(desk.stops, scenario.code, employee, employee.agency.path)
    if stop:
        return refusals.Stopped(scope=in_both(stop.get_scope_display))
    if scenario.hours and not _within(scenario.hours, desk.now):
        hours = f"{scenario.hours['from']}–{scenario.hours['to']}"
        return refusals.OutOfHours(scenario=scenario.title, hours=hours)
    return None


def _within(hours: Mapping[str, Any], now: datetime) -> bool:
    local = timezone.localtime(now)
    if hours.get("workdays_only") and not calendar().is_workday(local.date()):
        return False
    return time.fromisoformat(hours["from"]) <= local.time() < time.fromisoformat(hours["to"])


def take_quota(employee: DigitalEmployee, scenario: Scenario, wanted: int, now: datetime) -> int:
    """Count up to `wanted` more cases against today's limits and return how many were granted.

    The count is a conditional UPDATE, so that parallel callers cannot pass the limit together.
    """
    limits = [limit for limit in (scenario.quota_per_day, employee.daily_quota) if limit is not None]
    today: dict[str, Any] = {"employee": employee, "scenario": scenario.code, "day": timezone.localdate(now)}
    most = min(limits, default=MOST_COUNTED)
    if _count_up(today, most, wanted):
        return wanted
    Usage.objects.get_or_create(**today)
    for granted in range(wanted, 0, -1):
        if _count_up(today, most, granted):
            return granted
    return 0


# As SQL: to build it anew for every case costs more than all the rest of its admission.
_COUNT_UP = (
    f'UPDATE {Usage._meta.db_table} SET "count" = "count" + %s'  # noqa: S608 — our own table
    ' WHERE employee_id = %s AND scenario = %s AND day = %s AND "count" <= %s'
)


def _count_up(today: Mapping[str, Any], most: int, by: int) -> bool:
    day = connection.ops.adapt_datefield_value(today["day"])
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, [by, today["employee"].pk, today["scenario"], day, most - by])
        return bool(cursor.rowcount)


def quota_refusal(employee: DigitalEmployee, scenario: Scenario) -> Refusal:
    limits = [limit for limit in (scenario.quota_per_day, employee.daily_quota) if limit is not None]
    return refusals.QuotaReached(employee=employee.number, quota=min(limits))


def clean_inputs(scenario: Scenario, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs without characters no database keeps, or raise WrongInputs naming the field."""
    cleaned = storable(dict(inputs))
    size = len(json.dumps(cleaned, ensure_ascii=False))
    if size > LARGEST_INPUTS:
        raise refusals.WrongInputs(field="*", reason=f"{size} > {LARGEST_INPUTS}")
    errors = sorted(scenario.form.iter_errors(cleaned), key=lambda one: list(map(str, one.path)))
    for error in errors[:1]:
        field_name = ".".join(map(str, error.path)) or "*"
        expected = {error.validator: error.validator_value}
        raise refusals.WrongInputs(field=field_name, reason=json.dumps(expected, ensure_ascii=False)[:200])
    # What must be said is not said by a blank; pages ask for the same (`questions`).
    for name in scenario.input_schema.get("required") or ():
        if isinstance(cleaned[name], str) and not cleaned[name].strip():
            raise refusals.WrongInputs(field=name, reason=json.dumps({"minLength": 1}))
    return cleaned


def storable(value: Any) -> Any:
    """The same without what no database keeps."""
    if isinstance(value, str):
        # NUL and lone surrogates stand for nothing a person wrote, and PostgreSQL refuses them.
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {str(storable(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value
