"""How is a change of an employee recorded? A line of its history with the reason, and a line in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangban.agencies.models import Officer
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import reach
from bangban.errors import NotAllowed
from bangban.governance.models import DigitalEmployee, EmployeeChange, EmployeeStatus
from bangban.governance.refusals import ReasonNeeded
from bangban.ledger.record import Entry, append

Actor = Officer | str
"""An officer, whose rights are checked; or a ledger actor ("process:executor", "operator:root")."""


def actor_of(by: Actor) -> str:
    """Return how the ledger names `by`."""
    return f"officer:{by.pk}" if isinstance(by, Officer) else by


def demand_over(employee: DigitalEmployee, by: Actor, *, guardian_too: bool = False) -> None:
    """Raise NotAllowed unless `by` may edit this employee; with `guardian_too`, its guardian and deputy may."""
    if not isinstance(by, Officer):
        return
    accepted = {
        employee.guardian_id if employee.guardian_accepted_at else None,
        employee.deputy_id if employee.deputy_accepted_at else None,
    }
    if guardian_too and by.pk in accepted and has_permission(by, "stop.set"):
        return
    if employee.agency_id not in reach(by, "employee.edit"):
        raise NotAllowed(permission="employee.edit")


def locked(employee: DigitalEmployee) -> DigitalEmployee:
    """The row as it is now, held until the transaction ends (SQLite's transaction holds everything)."""
    rows = DigitalEmployee.objects.select_for_update(of=("self",))
    return rows.select_related("agency", "guardian", "deputy").get(pk=employee.pk)


def remember(
    employee: DigitalEmployee, by: Actor, field: str, before: Any, after: Any, reason: str, now: datetime
) -> None:
    """Write one line of the employee's history.

    Raises:
        ReasonNeeded: there is no reason.
    """
    if not reason.strip():
        raise ReasonNeeded()
    EmployeeChange.objects.create(
        employee=employee,
        at=now,
        by=actor_of(by),
        field=field,
        before=_text(before),
        after=_text(after),
        reason=reason.strip()[:200],
    )


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:200]


def enter(kind: str, employee: DigitalEmployee, by: Actor, details: Mapping[str, Any]) -> None:
    """Enter one line about the employee in the ledger."""
    append([Entry(kind, actor_of(by), employee.agency_id, f"employee:{employee.number}", details)])


def move(row: DigitalEmployee, after: str, by: Actor, reason: str, now: datetime) -> None:
    """Set the status and record it. Inside the caller's transaction, on a locked row."""
    remember(row, by, "status", row.status, after, reason, now)
    enter("employee.status", row, by, {"before": str(row.status), "after": str(after)})
    row.status, row.status_reason = EmployeeStatus(after), reason.strip()[:200]
    row.save(update_fields=["status", "status_reason"])
