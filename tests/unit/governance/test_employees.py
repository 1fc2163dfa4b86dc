"""Does an employee move only along its life, and is every change recorded?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from bangban.errors import NotAllowed
from bangban.governance import employees, guardians, standing
from bangban.governance.models import (
    DigitalEmployee,
    EmployeeChange,
    EmployeeStatus,
    OrderState,
    StandingOrder,
)
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.scenarios.load import UnknownScenario
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import LedgerUnavailable


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))


def new(people, number="0099", **more):
    return employees.create_employee(
        number,
        people.centre,
        people.admin,
        name_zh="小新",
        post_zh="见习",
        reason="new",
        now=people.now,
        **more,
    )


def test_a_new_employee_is_a_draft_with_a_history(people) -> None:
    employee = new(people, name_en="Xin", daily_quota=5)
    assert (employee.status, employee.name_en, employee.daily_quota) == ("draft", "Xin", 5)
    assert employee.changes.get().after == "draft"
    assert kinds()[-1] == "employee.created"


@pytest.mark.parametrize(
    ("number", "more", "problem"),
    [
        ("0012", {}, employees.NumberTaken),
        ("", {}, employees.WrongField),
        ("number 1", {}, employees.WrongField),
        ("９９", {}, employees.WrongField),
        ("0099", {"name_en": "x" * 81}, employees.WrongField),
        ("0099", {"daily_quota": 0}, employees.WrongField),
        ("0099", {"daily_quota": 2**70}, employees.WrongField),
        ("0099", {"contract_until": "2027-01-01"}, employees.WrongField),
        ("0099", {"status": "on_duty"}, employees.WrongField),
        ("0099", {"guardian": None}, employees.WrongField),
    ],
)
def test_a_wrong_file_is_not_opened(people, number, more, problem) -> None:
    with pytest.raises(problem):
        new(people, number, **more)
    assert DigitalEmployee.objects.count() == 1


@pytest.mark.parametrize("before", list(EmployeeStatus))
@pytest.mark.parametrize("after", list(EmployeeStatus))
def test_only_the_table_moves_an_employee(people, before, after) -> None:
    employee = people.employee
    DigitalEmployee.objects.filter(pk=employee.pk).update(status=before)
    allowed = after in employees.TRANSITIONS[before]
    if allowed:
        employees.change_status(employee, after, people.admin, "because", now=people.now)
        assert employee.status == after
        return
    with pytest.raises(employees.WrongTransition):
        employees.change_status(employee, after, people.admin, "because", now=people.now)
    assert DigitalEmployee.objects.get(pk=employee.pk).status == before


def test_no_guardian_no_work(people) -> None:
    employee = new(people)
    with pytest.raises(employees.GuardianMissing):
        employees.change_status(employee, "probation", people.admin, "go", now=people.now)
    guardians.offer(employee, people.admin, "asked", guardian=people.spare, now=people.now)
    with pytest.raises(employees.GuardianMissing):
        employees.change_status(employee, "probation", people.admin, "go", now=people.now)
    guardians.accept_guardianship(employee, people.spare, people.now, now=people.now)
    employees.change_status(employee, "probation", people.admin, "go", now=people.now)
    assert employee.works


def test_an_ended_contract_keeps_it_from_work(people) -> None:
    employee = people.employee
    employees.change_status(employee, "suspended", people.guardian, "odd answers", now=people.now)
    yesterday = people.now.date() - timedelta(days=1)
    employees.edit_employee(employee, people.admin, "contract", contract_until=yesterday)
    with pytest.raises(employees.ContractOver):
        employees.change_status(employee, "on_duty", people.admin, "go", now=people.now)


def test_every_change_names_who_and_why_in_history_and_ledger(people) -> None:
    employee = people.employee
    changed = employees.edit_employee(
        employee, people.admin, "new supplier", supplier="甲公司", post_zh="分拨员"
    )
    assert changed == ["supplier"]
    line = employee.changes.first()
    assert (line.field, line.before, line.after, line.reason) == ("supplier", "", "甲公司", "new supplier")
    assert line.by == f"officer:{people.admin.pk}"
    entry = LedgerEntry.objects.latest("seq")
    assert (entry.kind, entry.subject) == ("employee.changed", "employee:0012")
    assert "甲公司" not in entry.details


def test_a_change_needs_a_reason(people) -> None:
    before = EmployeeChange.objects.count()
    for act in (
        lambda: employees.edit_employee(people.employee, people.admin, "  ", supplier="乙公司"),
        lambda: employees.change_status(people.employee, "suspended", people.admin, ""),
        lambda: employees.assign_scenarios(people.employee, [], people.admin, ""),
    ):
        with pytest.raises(ReasonNeeded):
            act()
    people.employee.refresh_from_db()
    assert (people.employee.supplier, people.employee.status) == ("", "on_duty")
    assert EmployeeChange.objects.count() == before


def test_others_may_not(people) -> None:
    for who in (people.handler, people.elsewhere, people.security):
        with pytest.raises(NotAllowed):
            employees.edit_employee(people.employee, who, "why", supplier="x")
        with pytest.raises(NotAllowed):
            employees.change_status(people.employee, "suspended", who, "why")
    with pytest.raises(NotAllowed):
        employees.edit_employee(people.employee, people.guardian, "why", supplier="x")
    employees.change_status(people.employee, "suspended", people.deputy, "odd answers")
    assert people.employee.status == "suspended"


def test_if_the_ledger_cannot_be_written_nothing_changes(people, monkeypatch) -> None:
    def broken(entries):
        raise LedgerUnavailable(reason="disk full")

    monkeypatch.setattr("bangban.governance.changes.append", broken)
    with pytest.raises(LedgerUnavailable), transaction.atomic():
        employees.change_status(people.employee, "suspended", people.admin, "why")
    assert DigitalEmployee.objects.get(number="0012").status == "on_duty"
    assert not EmployeeChange.objects.filter(after="suspended").exists()


def order_of(people) -> StandingOrder:
    return standing.sign_order(
        people.employee,
        "hotline.dispatch",
        people.guardian,
        min_confidence=0.7,
        daily_cap=10,
        expires_at=people.now + timedelta(days=30),
        now=people.now,
    )


def test_what_leaves_the_list_takes_its_standing_order_along(people) -> None:
    order = order_of(people)
    employees.assign_scenarios(
        people.employee, ["hotline.advise"], people.admin, "only advice", now=people.now
    )
    assert [row.scenario for row in people.employee.scenario_rows.all()] == ["hotline.advise"]
    order.refresh_from_db()
    assert order.state == OrderState.REVOKED
    assert "standing_order.withdrawn" in kinds()


def test_retiring_ends_everything(people) -> None:
    order = order_of(people)
    employees.change_status(people.employee, "retired", people.admin, "replaced", now=people.now)
    order.refresh_from_db()
    assert order.state == OrderState.REVOKED
    with pytest.raises(employees.EmployeeRetired):
        employees.edit_employee(people.employee, people.admin, "why", supplier="x")
    with pytest.raises(employees.EmployeeRetired):
        employees.assign_scenarios(people.employee, [], people.admin, "why")


def test_a_list_holds_only_what_an_employee_may_do(people, monkeypatch) -> None:
    with pytest.raises(UnknownScenario):
        employees.assign_scenarios(people.employee, ["nothing.here"], people.admin, "why")
    with pytest.raises(employees.ScenarioUnfit):
        employees.assign_scenarios(people.employee, ["enforcement.penalty"], people.admin, "why")
    known = employees.find_scenario("hotline.dispatch")
    only_streets = replace(known, agency_kinds=("street",))
    monkeypatch.setattr(employees, "find_scenario", lambda code: only_streets)
    with pytest.raises(employees.ScenarioUnfit):
        employees.assign_scenarios(people.employee, ["hotline.other"], people.admin, "why")
    assert people.employee.scenario_rows.count() == 1
