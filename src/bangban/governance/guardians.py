"""Who answers for an employee? A guardian who accepted it in writing, and the deputy who takes over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer, Role
from bangban.errors import Problem
from bangban.governance import changes
from bangban.governance.models import DigitalEmployee, EmployeeStatus
from bangban.governance.notices import notify

FRESH = timedelta(minutes=5)
"""How long ago somebody may have proved who he is before he accepts."""
SKEW = timedelta(seconds=5)
"""How far an identity provider's clock may run ahead of ours."""


class NotNamedGuardian(Problem):
    """您不是数字员工 {employee} 指定的监护人或副监护人，不能受任。 | You are not named as guardian or deputy of employee {employee}, so you cannot accept."""

    code = "not_named_guardian"
    status = 403


class ReauthenticationNeeded(Problem):
    """请先再次验证身份（5 分钟内有效），再确认受任。 | Prove who you are once more (it counts for 5 minutes), then accept."""

    code = "reauthentication_needed"
    status = 403


class AlreadyAccepted(Problem):
    """您已经受任数字员工 {employee} 的监护职责，无需重复确认。 | You have accepted employee {employee} already."""

    code = "already_accepted"
    status = 409


class UnfitGuardian(Problem):
    """{officer} 不能担任数字员工 {employee} 的监护人：须有在用账号、监护人角色并管辖该部门，且监护人与副监护人不能是同一人。 | {officer} cannot guard employee {employee}: it takes an account in use, the role of guardian over its agency, and guardian and deputy must be two people."""

    code = "unfit_guardian"
    status = 409


def guardian_in_force(employee: DigitalEmployee, now: datetime) -> Officer | None:
    """The guardian who answers for `employee` now, or None: then it does no work."""
    guardian = employee.guardian
    if guardian is None or employee.guardian_accepted_at is None or not guardian.may_work(now):
        return None
    return guardian


def deputy_in_force(employee: DigitalEmployee, now: datetime) -> Officer | None:
    """The deputy who would take over now, or None."""
    deputy = employee.deputy
    if deputy is None or employee.deputy_accepted_at is None or not is_fit(deputy, employee, now):
        return None
    return deputy


def is_fit(officer: Officer, employee: DigitalEmployee, now: datetime) -> bool:
    """Whether the officer's account is in use and his role of guardian reaches the employee's agency."""
    if not officer.may_work(now):
        return False
    over = officer.roles.filter(role=Role.GUARDIAN).values_list("agency__path", flat=True)
    return any(employee.agency.path.startswith(path) for path in over)


def offer(
    employee: DigitalEmployee,
    by: Officer | str,
    reason: str,
    *,
    guardian: Officer | None = None,
    deputy: Officer | None = None,
    now: datetime | None = None,
) -> None:
    """Ask an officer to be guardian, another to be deputy, or both; they answer with `accept_guardianship`.

    Whoever is asked replaces the one who was named. When that was the guardian in force, the employee
    stops working until the new one accepts: name the successor as deputy and hand over instead.

    Raises:
        NotAllowed: `by` may not edit this employee.
        UnfitGuardian: one of them cannot be a guardian here.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    changes.demand_over(employee, by)
    with transaction.atomic():
        row = changes.locked(employee)
        named = {"guardian": guardian, "deputy": deputy}
        asked = {name: officer for name, officer in named.items() if officer is not None}
        for name, officer in asked.items():
            other = asked.get("deputy" if name == "guardian" else "guardian")
            standing_other = row.deputy if name == "guardian" else row.guardian
            if not is_fit(officer, row, now) or officer == (other or standing_other):
                raise UnfitGuardian(officer=officer.shown_name, employee=row.number)
        for name, officer in asked.items():
            _name(row, name, officer, by, reason, now)
        row.save(update_fields=[field for name in asked for field in (name, f"{name}_accepted_at")])
        if "guardian" in asked and row.works:
            changes.move(row, EmployeeStatus.SUSPENDED, by, reason, now)
    employee.refresh_from_db()


def _name(
    row: DigitalEmployee, name: str, officer: Officer, by: Officer | str, reason: str, now: datetime
) -> None:
    changes.remember(row, by, name, getattr(row, name) or "", officer, reason, now)
    setattr(row, name, officer)
    setattr(row, f"{name}_accepted_at", None)
    changes.enter("guardian.asked", row, by, {"as": name, "officer": officer.pk})
    details = {"employee": row.number}
    key = f"guardian.asked:{row.pk}:{name}:{officer.pk}:{now:%Y%m%d%H%M%S%f}"
    notify(
        "guardian.asked",
        key=key,
        officers=[officer],
        subject=f"employee:{row.number}",
        details=details,
        now=now,
    )


def accept_guardianship(
    employee: DigitalEmployee, officer: Officer, reauthenticated_at: datetime, *, now: datetime | None = None
) -> str:
    """Note that the officer accepts to answer for the employee; returns "guardian" or "deputy".

    `reauthenticated_at` is when he last proved who he is (password, or the provider's auth_time): he
    signs here, so a session somebody else found open must not be enough.

    Raises:
        NotNamedGuardian, AlreadyAccepted, UnfitGuardian: it is not his to accept.
        ReauthenticationNeeded: the proof is older than five minutes, or from the future.
    """
    now = now or timezone.now()
    if not now - FRESH <= reauthenticated_at <= now + SKEW:
        raise ReauthenticationNeeded()
    with transaction.atomic():
        row = changes.locked(employee)
        name = _named_as(row, officer)
        if getattr(row, f"{name}_accepted_at") is not None:
            raise AlreadyAccepted(employee=row.number)
        if not is_fit(officer, row, now):
            raise UnfitGuardian(officer=officer.shown_name, employee=row.number)
        setattr(row, f"{name}_accepted_at", now)
        row.save(update_fields=[f"{name}_accepted_at"])
        changes.remember(
            row, officer, f"{name}_accepted", "", now.isoformat(), "本人确认受任 / accepted in person", now
        )
        changes.enter("guardian.accepted", row, officer, {"as": name, "officer": officer.pk})
    employee.refresh_from_db()
    return name


def decline_guardianship(
    employee: DigitalEmployee, officer: Officer, reason: str, *, now: datetime | None = None
) -> None:
    """Note that the officer will not do it, and tell those who may name another.

    Raises:
        NotNamedGuardian: he was not asked.
        AlreadyAccepted: he accepted before; leaving is another matter (`departures.step_down`).
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = changes.locked(employee)
        name = _named_as(row, officer)
        if getattr(row, f"{name}_accepted_at") is not None:
            raise AlreadyAccepted(employee=row.number)
        changes.remember(row, officer, name, officer, "", reason, now)
        setattr(row, name, None)
        row.save(update_fields=[name])
        changes.enter("guardian.declined", row, officer, {"as": name, "officer": officer.pk})
        key = f"guardian.declined:{row.pk}:{name}:{officer.pk}:{now:%Y%m%d%H%M%S%f}"
        subject = f"employee:{row.number}"
        notify(
            "guardian.declined",
            key=key,
            agency=row.agency,
            subject=subject,
            details={"employee": row.number},
            now=now,
        )
    employee.refresh_from_db()


def _named_as(row: DigitalEmployee, officer: Officer) -> str:
    if row.guardian_id == officer.pk:
        return "guardian"
    if row.deputy_id == officer.pk:
        return "deputy"
    raise NotNamedGuardian(employee=row.number)
