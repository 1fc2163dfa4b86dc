"""Who pulled the brake, and on what? Checked before work begins and again right before it takes effect."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import demand, has_permission
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.governance import wakeup
from bangban.governance.models import DigitalEmployee, Stop, StopScope
from bangban.governance.refusals import ReasonNeeded
from bangban.ledger.record import Entry, append


def active_stops() -> list[Stop]:
    # Asked several times for every case, and nearly always in vain: the bare question costs a tenth.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {Stop._meta.db_table} WHERE lifted_at IS NULL LIMIT 1")  # noqa: S608
        if cursor.fetchone() is None:
            return []
    return list(Stop.objects.filter(lifted_at=None).select_related("agency"))


def find_stop(
    stops: list[Stop], scenario: str, employee: DigitalEmployee | None, agency_path: str
) -> Stop | None:
    """Return the first stop that covers this work, or None."""
    for stop in stops:
        covers = {
            StopScope.EVERYTHING: True,
            StopScope.SCENARIO: stop.scenario == scenario,
            StopScope.EMPLOYEE: employee is not None and stop.employee_id == employee.pk,
            StopScope.AGENCY: stop.agency is not None and agency_path.startswith(stop.agency.path),
        }
        if covers[StopScope(stop.scope)]:
            return stop
    return None


def set_stop(
    officer: Officer,
    scope: str,
    reason: str,
    *,
    employee: DigitalEmployee | None = None,
    scenario: str = "",
    agency: Agency | None = None,
    now: datetime | None = None,
) -> Stop:
    """Pull the brake. Whoever may stop at all may stop everything: better one stop too many.

    Raises:
        NotAllowed: the officer's roles carry no stop.
        NotFound: the employee or agency lies outside his reach.
        ReasonNeeded: no reason was given.
    """
    demand(officer, "stop.everything" if scope == StopScope.EVERYTHING else "stop.set")
    if not reason.strip():
        raise ReasonNeeded()
    target = employee.agency_id if employee else agency.pk if agency else None
    if target is not None and target not in reach(officer, "stop.set"):
        raise NotFound(what="agency")
    with transaction.atomic():
        stop = Stop.objects.create(
            scope=StopScope(scope),
            employee=employee,
            scenario=scenario,
            agency=agency,
            reason=reason.strip()[:200],
            set_by=officer,
            set_at=now or timezone.now(),
        )
        _record("stop.set", stop, officer)
        transaction.on_commit(wakeup.poke)
    return stop


def may_lift(stop: Stop, officer: Officer) -> bool:
    """Whoever could have set it over the same place; a general stop only by someone whose reach covers its author."""
    general = stop.scope == StopScope.EVERYTHING
    permission = "stop.everything" if general else "stop.set"
    if not has_permission(officer, permission):
        return False
    covered = reach(officer, permission)
    if stop.employee is not None:
        return stop.employee.agency_id in covered
    if stop.agency_id is not None:
        return stop.agency_id in covered
    return stop.set_by_id == officer.pk or stop.set_by.agency_id in covered


def lift_stop(stop: Stop, officer: Officer, reason: str, *, now: datetime | None = None) -> None:
    """Release the brake; the caller has asked for the password again.

    Raises:
        NotAllowed, ReasonNeeded: as for `set_stop`.
        NotFound: it lies outside the officer's reach, or somebody released it before.
    """
    demand(officer, "stop.everything" if stop.scope == StopScope.EVERYTHING else "stop.set")
    if not may_lift(stop, officer):
        raise NotFound(what="stop")
    if not reason.strip():
        raise ReasonNeeded()
    with transaction.atomic():
        lifted = Stop.objects.filter(pk=stop.pk, lifted_at=None).update(
            lifted_by=officer, lifted_at=now or timezone.now(), lift_reason=reason.strip()[:200]
        )
        if not lifted:
            raise NotFound(what="stop")
        _record("stop.lifted", stop, officer)
        transaction.on_commit(wakeup.poke)


def _record(kind: str, stop: Stop, officer: Officer) -> None:
    details = {
        "scope": stop.scope,
        "employee": stop.employee_id,
        "agency": stop.agency_id,
        "scenario": stop.scenario,
    }
    append([Entry(kind, f"officer:{officer.pk}", officer.agency_id, f"stop:{stop.pk}", details)])
