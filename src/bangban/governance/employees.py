"""How does a digital employee come to be, change and retire? Every change is recorded with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.both import in_both
from bangban.agencies.models import Agency
from bangban.errors import BadInput, Problem
from bangban.governance import changes, guardians, standing
from bangban.governance.models import DigitalEmployee, EmployeeScenario, EmployeeStatus, OrderState
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import NEVER

DRAFT, PROBATION, ON_DUTY = EmployeeStatus.DRAFT, EmployeeStatus.PROBATION, EmployeeStatus.ON_DUTY
SUSPENDED, RETIRED = EmployeeStatus.SUSPENDED, EmployeeStatus.RETIRED

TRANSITIONS: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({PROBATION, RETIRED}),
    PROBATION: frozenset({ON_DUTY, SUSPENDED, RETIRED}),
    ON_DUTY: frozenset({PROBATION, SUSPENDED, RETIRED}),
    SUSPENDED: frozenset({PROBATION, ON_DUTY, RETIRED}),
    RETIRED: frozenset(),
}
WORKING = (PROBATION, ON_DUTY)
EDITABLE = (
    *("name_zh", "name_en", "post_zh", "post_en", "model_profile"),
    *("supplier", "contract_until", "daily_quota"),
)
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{0,11}", re.ASCII)


class WrongTransition(Problem):
    """数字员工 {employee} 现为“{before}”，不能改为“{after}”。 | Employee {employee} is "{before}" and cannot become "{after}"."""

    code = "wrong_transition"
    status = 409


class GuardianMissing(Problem):
    """数字员工 {employee} 还没有受任的监护人，不能上岗。请先指定监护人并由其本人确认。 | Employee {employee} has no guardian who accepted, so it may not work. Name one, and let him accept."""

    code = "guardian_missing"
    status = 409


class ContractOver(Problem):
    """数字员工 {employee} 的服务合同已于 {until} 到期，不能上岗。请先更新合同期限。 | The contract of employee {employee} ended on {until}, so it may not work. Renew it first."""

    code = "contract_over"
    status = 409


class EmployeeRetired(Problem):
    """数字员工 {employee} 已退役，档案不能再改。 | Employee {employee} is retired, and its file no longer changes."""

    code = "employee_retired"
    status = 409


class NumberTaken(Problem):
    """工号 {number} 已被使用，请换一个。 | The number {number} is taken; choose another."""

    code = "number_taken"
    status = 409


class WrongField(BadInput):
    """“{field}”填写有误：应为{expected}。 | "{field}" is not right: expected {expected}."""

    code = "wrong_field"


class ScenarioUnfit(Problem):
    """“{scenario}”不能列入数字员工 {employee} 的清单：它不由数字员工办理，或不适用于本类部门。 | "{scenario}" cannot be put on the list of employee {employee}: no employee may do it, or not at this kind of agency."""

    code = "scenario_unfit"
    status = 409


def create_employee(
    number: str,
    agency: Agency,
    by: changes.Actor,
    *,
    name_zh: str,
    post_zh: str,
    reason: str,
    now: datetime | None = None,
    **more: Any,
) -> DigitalEmployee:
    """Open the file of a new employee, as a draft. `more` are other fields of `EDITABLE`.

    Raises:
        NotAllowed: `by` may not edit employees of this agency.
        WrongField: the number, a name or another field is not right.
        NumberTaken: another employee has this number.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    if not _NUMBER.fullmatch(number):
        raise WrongField(field="number", expected="1–12 × 0-9 A-Z -")
    employee = DigitalEmployee(number=number, agency=agency, created_at=now)
    changes.demand_over(employee, by)
    for name, value in {"name_zh": name_zh, "post_zh": post_zh, **more}.items():
        setattr(employee, name, _fitting(name, value))
    if DigitalEmployee.objects.filter(number=number).exists():
        raise NumberTaken(number=number)
    with transaction.atomic():
        employee.save(force_insert=True)
        changes.remember(employee, by, "status", "", DRAFT, reason, now)
        changes.enter("employee.created", employee, by, {"agency": agency.code})
    return employee


def edit_employee(
    employee: DigitalEmployee, by: changes.Actor, reason: str, *, now: datetime | None = None, **fields: Any
) -> list[str]:
    """Change fields of `EDITABLE`; return the names of those that changed.

    Raises:
        NotAllowed, EmployeeRetired, WrongField, ReasonNeeded: nothing was changed.
    """
    now = now or timezone.now()
    changes.demand_over(employee, by)
    with transaction.atomic():
        row = changes.locked(employee)
        if row.status == RETIRED:
            raise EmployeeRetired(employee=row.number)
        changed = []
        for name, given in fields.items():
            value, before = _fitting(name, given), getattr(row, name)
            if value != before:
                changes.remember(row, by, name, before, value, reason, now)
                setattr(row, name, value)
                changed.append(name)
        if changed:
            row.save(update_fields=changed)
            changes.enter("employee.changed", row, by, {"fields": changed})
    employee.refresh_from_db()
    return changed


def change_status(
    employee: DigitalEmployee, to: str, by: changes.Actor, reason: str, *, now: datetime | None = None
) -> None:
    """Move an employee on in its life, along `TRANSITIONS`. Retiring withdraws its standing orders.

    Raises:
        NotAllowed: `by` is neither its administrator nor its guardian or deputy.
        WrongTransition: not from where it is.
        GuardianMissing, ContractOver: it may not work.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    changes.demand_over(employee, by, guardian_too=True)
    with transaction.atomic():
        row = changes.locked(employee)
        after = EmployeeStatus(to)
        if after not in TRANSITIONS[row.status]:
            before = in_both(row.get_status_display)
            raise WrongTransition(employee=row.number, before=before, after=in_both(after.label))
        if after in WORKING:
            _demand_fit(row, now)
        changes.move(row, after, by, reason, now)
        if after == RETIRED:
            active = list(row.standing_orders.filter(state=OrderState.ACTIVE))
            standing.revoke_orders(active, reason, changes.actor_of(by))
    employee.refresh_from_db()


def _demand_fit(row: DigitalEmployee, now: datetime) -> None:
    if guardians.guardian_in_force(row, now) is None:
        raise GuardianMissing(employee=row.number)
    if row.contract_until and row.contract_until < timezone.localdate(now):
        raise ContractOver(employee=row.number, until=row.contract_until)


def assign_scenarios(
    employee: DigitalEmployee,
    codes: Iterable[str],
    by: changes.Actor,
    reason: str,
    *,
    now: datetime | None = None,
) -> None:
    """Make `codes` the employee's list. What leaves the list takes its standing orders with it.

    Raises:
        NotAllowed, EmployeeRetired, ReasonNeeded: nothing was changed.
        UnknownScenario: no such scenario is in force.
        ScenarioUnfit: it is never done by an employee, or not at this kind of agency.
    """
    now = now or timezone.now()
    changes.demand_over(employee, by)
    wanted = set(codes)
    with transaction.atomic():
        row = changes.locked(employee)
        if row.status == RETIRED:
            raise EmployeeRetired(employee=row.number)
        listed = set(row.scenario_rows.values_list("scenario", flat=True))
        for code in sorted(wanted - listed):
            _demand_assignable(row, code)
        if wanted == listed:
            return
        EmployeeScenario.objects.bulk_create(
            EmployeeScenario(employee=row, scenario=code) for code in wanted - listed
        )
        row.scenario_rows.exclude(scenario__in=wanted).delete()
        gone = row.standing_orders.filter(state=OrderState.ACTIVE, scenario__in=listed - wanted)
        standing.revoke_orders(list(gone), reason, changes.actor_of(by))
        changes.remember(
            row, by, "scenarios", " ".join(sorted(listed)), " ".join(sorted(wanted)), reason, now
        )
        changes.enter("employee.changed", row, by, {"fields": ["scenarios"], "scenarios": sorted(wanted)})


def _demand_assignable(row: DigitalEmployee, code: str) -> None:
    scenario = find_scenario(code)
    elsewhere = scenario.agency_kinds and row.agency.kind not in scenario.agency_kinds
    if scenario.gate == NEVER or elsewhere:
        raise ScenarioUnfit(scenario=scenario.title_text, employee=row.number)


def _fitting(name: str, value: Any) -> Any:
    """Return `value` as the field keeps it, or raise WrongField."""
    if name not in EDITABLE:
        raise WrongField(field=name, expected=", ".join(EDITABLE))
    if name == "contract_until":
        if value is not None and type(value) is not date:
            raise WrongField(field=name, expected="YYYY-MM-DD")
        return value
    if name == "daily_quota":
        if value is not None and (type(value) is not int or not 1 <= value <= 1_000_000):
            raise WrongField(field=name, expected="1–1000000")
        return value
    longest = getattr(DigitalEmployee._meta.get_field(name), "max_length", None) or 0
    text = str(value or "").strip()
    if len(text) > longest or (not text and name in ("name_zh", "post_zh", "model_profile")):
        raise WrongField(field=name, expected=f"1–{longest}")
    return text
