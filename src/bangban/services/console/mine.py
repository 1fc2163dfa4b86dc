"""Which employees does this page speak of? Those the officer answers for, or all within his reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import one, within
from bangban.governance.guardians import guardian_in_force
from bangban.governance.models import DigitalEmployee, EmployeeStatus

GUARDIAN, DEPUTY = "guardian", "deputy"


@dataclass(frozen=True)
class Crew:
    """The employees a page counts. `asked` are those he still has to accept; `others` how many more he could see."""

    employees: Sequence[DigitalEmployee]
    asked: Sequence[DigitalEmployee]
    others: int
    is_all: bool

    @property
    def ids(self) -> list[int]:
        return [employee.pk for employee in self.employees]

    @property
    def makers(self) -> list[str]:
        """The employees as `Proposal.made_by` names them."""
        return [f"employee:{employee.number}" for employee in self.employees]

    @property
    def agency_ids(self) -> list[int]:
        return sorted({employee.agency_id for employee in self.employees})


def crew_of(officer: Officer, *, everything: bool = False) -> Crew:
    """The employees he guards or deputises for; all he may see, when he guards none or asks for `everything`."""
    rows = within(DigitalEmployee.objects.all(), officer, "console.read")
    seen = list(rows.exclude(status=EmployeeStatus.RETIRED).select_related("agency", "guardian", "deputy"))
    mine = [employee for employee in seen if officer.pk in (employee.guardian_id, employee.deputy_id)]
    is_all = everything or not mine
    return Crew(
        employees=seen if is_all else mine,
        asked=[employee for employee in mine if asked_as(employee, officer)],
        others=len(seen) - len(mine),
        is_all=is_all,
    )


def crew_of_one(employee: DigitalEmployee) -> Crew:
    return Crew([employee], (), 0, is_all=False)


def find_employee(officer: Officer, number: str) -> DigitalEmployee:
    """The employee with this number.

    Raises:
        NotFound: there is none within the officer's reach.
    """
    rows = DigitalEmployee.objects.select_related("agency", "guardian", "deputy")
    return one(rows, officer, "console.read", number=number)


def asked_as(employee: DigitalEmployee, officer: Officer) -> str:
    """ "guardian" or "deputy" when the officer was named so and has not accepted yet; else ""."""
    if employee.guardian_id == officer.pk and employee.guardian_accepted_at is None:
        return GUARDIAN
    if employee.deputy_id == officer.pk and employee.deputy_accepted_at is None:
        return DEPUTY
    return ""


def answers_for(employee: DigitalEmployee, officer: Officer, now: datetime) -> bool:
    """Whether he is the guardian who may sign for it now."""
    return guardian_in_force(employee, now) == officer
