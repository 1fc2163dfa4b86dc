"""What happens when a guardian leaves? The deputy takes over in the same transaction, or the employee stops.

Leaving, transfer, the loss of the role and the end of an account all come through here, and nowhere else.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from bangban.agencies.models import Agency, Officer, OfficerRole, Role
from bangban.agencies.permissions import demand
from bangban.agencies.prepared import Prepared
from bangban.agencies.tenancy import reach
from bangban.errors import NotAllowed
from bangban.governance import changes, guardians, standing
from bangban.governance.changes import Actor, actor_of
from bangban.governance.models import DigitalEmployee, EmployeeStatus, OrderState
from bangban.governance.notices import notify
from bangban.governance.refusals import ReasonNeeded
from bangban.governance.remarks import enter

EXECUTOR = "process:executor"
EXPIRED = "监护人账号停用、到期或不再是监护人 / the guardian's account or role ended"


def deactivate_officer(officer: Officer, by: Actor, reason: str, *, now: datetime | None = None) -> None:
    """Close an officer's account. Every employee he guards goes to its deputy, or stops.

    Raises:
        NotAllowed: `by` may not edit accounts of his agency, or it is his own.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    _demand_edit(officer, by, reason, "officer.edit")
    with transaction.atomic():
        officer.is_active = False
        officer.save(update_fields=["is_active"])
        officer_leaves(officer, by, reason, now=now)
        enter("officer.left", officer, by, reason, {"how": "deactivated"})


def transfer_officer(
    officer: Officer, agency: Agency, by: Actor, reason: str, *, now: datetime | None = None
) -> None:
    """Move an officer to another agency. His roles stay behind: the security administrator grants new ones.

    Raises:
        NotAllowed: `by` may not edit accounts of both agencies, or it is his own.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    _demand_edit(officer, by, reason, "officer.edit")
    if isinstance(by, Officer) and agency.pk not in reach(by, "officer.edit"):
        raise NotAllowed(permission="officer.edit")
    with transaction.atomic():
        officer.roles.all().delete()
        officer_leaves(officer, by, reason, now=now)
        enter("officer.left", officer, by, reason, {"how": "transferred", "to": agency.code})
        officer.agency = agency
        officer.save(update_fields=["agency"])
    _forget_roles(officer)


def withdraw_role(role: OfficerRole, by: Actor, reason: str, *, now: datetime | None = None) -> None:
    """Take one role away. When it was what made him guardian of an employee, he leaves that employee.

    Raises:
        NotAllowed: `by` may not set roles in his agency, or they are his own.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    officer = role.officer
    _demand_edit(officer, by, reason, "officer.roles")
    with transaction.atomic():
        details = {"role": role.role, "agency": role.agency_id}
        role.delete()
        for employee in _guarded(officer):
            if role.role == Role.GUARDIAN and not guardians.is_fit(officer, employee, now):
                _leave(employee, officer, by, reason, now)
        enter("role.withdrawn", officer, by, reason, details)
    _forget_roles(officer)


def officer_leaves(officer: Officer, by: Actor, reason: str, *, now: datetime | None = None) -> None:
    """Let an officer leave every employee he is guardian or deputy of.

    Call it inside the transaction in which he leaves, after the change to his account.
    """
    now = now or timezone.now()
    for employee in _guarded(officer):
        _leave(employee, officer, by, reason, now)


def step_down(
    employee: DigitalEmployee, officer: Officer, reason: str, *, now: datetime | None = None
) -> None:
    """A guardian or deputy lays his charge down; the deputy takes over, or the employee stops.

    Raises:
        NotNamedGuardian: he is neither.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    if officer.pk not in (employee.guardian_id, employee.deputy_id):
        raise guardians.NotNamedGuardian(employee=employee.number)
    with transaction.atomic():
        _leave(employee, officer, officer, reason, now)
    employee.refresh_from_db()


def suspend_unguarded(now: datetime) -> int:
    """Hand over or stop every working employee whose guardian is no longer there; return how many.

    For the executor's watch: this is how the end of an account's term is noticed. One query when all is well.
    """
    found = 0
    for employee in unguarded(now):
        with transaction.atomic():
            row = changes.locked(employee)
            if not row.works or _is_guarded(row, now):
                continue
            if row.guardian is not None:
                _leave(row, row.guardian, EXECUTOR, EXPIRED, now)
            else:
                _stop(row, EXECUTOR, EXPIRED, now)
            found += 1
    return found


def _is_guarded(row: DigitalEmployee, now: datetime) -> bool:
    guardian = guardians.guardian_in_force(row, now)
    return guardian is not None and guardians.is_fit(guardian, row, now)


def unguarded(now: datetime) -> list[DigitalEmployee]:
    """The employees of `unguarded_rows`, read."""
    return _UNGUARDED.all(now=now)


def unguarded_rows(now: datetime) -> QuerySet[DigitalEmployee]:
    """Employees at work whose guardian is not there any more: empty, or the watch has a second to act."""
    gone = Q(guardian=None) | Q(guardian_accepted_at=None) | Q(guardian__is_active=False)
    expired = Q(guardian__valid_until__lte=now)
    still_guardians = OfficerRole.objects.filter(role=Role.GUARDIAN).values("officer_id")
    working = DigitalEmployee.objects.filter(status__in=(EmployeeStatus.PROBATION, EmployeeStatus.ON_DUTY))
    return working.filter(gone | expired | ~Q(guardian_id__in=still_guardians))


# Asked every second.
_UNGUARDED = Prepared(unguarded_rows, now=Officer._meta.get_field("valid_until"))


def _guarded(officer: Officer) -> list[DigitalEmployee]:
    rows = DigitalEmployee.objects.filter(Q(guardian=officer) | Q(deputy=officer))
    return list(rows.exclude(status=EmployeeStatus.RETIRED).select_related("agency"))


def _leave(employee: DigitalEmployee, officer: Officer, by: Actor, reason: str, now: datetime) -> None:
    row = changes.locked(employee)
    if row.deputy_id == officer.pk:
        changes.remember(row, by, "deputy", officer, "", reason, now)
        row.deputy, row.deputy_accepted_at = None, None
        row.save(update_fields=["deputy", "deputy_accepted_at"])
        changes.enter("guardian.left", row, by, {"as": "deputy", "officer": officer.pk})
        _tell("employee.no_deputy", row, now)
        return
    orders = row.standing_orders.filter(guardian=officer, state=OrderState.ACTIVE).select_related("employee")
    standing.revoke_orders(list(orders), reason, actor_of(by))
    changes.enter("guardian.left", row, by, {"as": "guardian", "officer": officer.pk})
    deputy = guardians.deputy_in_force(row, now)
    if deputy is None:
        changes.remember(row, by, "guardian", officer, "", reason, now)
        row.guardian, row.guardian_accepted_at = None, None
        row.save(update_fields=["guardian", "guardian_accepted_at"])
        if row.works:
            _stop(row, by, reason, now)
        return
    changes.remember(row, by, "guardian", officer, deputy, reason, now)
    changes.remember(row, by, "deputy", deputy, "", reason, now)
    row.guardian, row.guardian_accepted_at = deputy, row.deputy_accepted_at
    row.deputy, row.deputy_accepted_at = None, None
    row.save(update_fields=["guardian", "guardian_accepted_at", "deputy", "deputy_accepted_at"])
    changes.enter("guardian.replaced", row, by, {"from": officer.pk, "to": deputy.pk})
    _tell("guardian.replaced", row, now, deputy)
    _tell("employee.no_deputy", row, now)


def _stop(row: DigitalEmployee, by: Actor, reason: str, now: datetime) -> None:
    changes.move(row, EmployeeStatus.SUSPENDED, by, reason, now)
    _tell("employee.unguarded", row, now)


def _tell(kind: str, row: DigitalEmployee, now: datetime, *officers: Officer) -> None:
    key = f"{kind}:{row.pk}:{now:%Y%m%d%H%M%S%f}"
    whom = None if officers else row.agency
    details = {"employee": row.number}
    notify(
        kind,
        key=key,
        officers=officers,
        agency=whom,
        subject=f"employee:{row.number}",
        details=details,
        now=now,
    )


def _demand_edit(officer: Officer, by: Actor, reason: str, permission: str) -> None:
    if not reason.strip():
        raise ReasonNeeded()
    if not isinstance(by, Officer):
        return
    demand(by, permission)
    if by.pk == officer.pk or officer.agency_id not in reach(by, permission):
        raise NotAllowed(permission=permission)


def _forget_roles(officer: Officer) -> None:
    for name in ("_role_rows", "_reach"):
        officer.__dict__.pop(name, None)
