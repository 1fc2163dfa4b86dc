"""What is stopped now, by whom, and who may release it again?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.governance.models import DigitalEmployee, EmployeeStatus, Stop, StopScope
from bangban.governance.scenarios.load import scenarios
from bangban.governance.stops import find_stop, may_lift

EVERYONE = (StopScope.SCENARIO, StopScope.EVERYTHING)


def stops_seen(officer: Officer, permission: str) -> QuerySet[Stop]:
    """Every stop that could concern the officer: those of his reach, of an agency above him, and the general ones."""
    ids = reach(officer, permission)
    above = [int(part) for part in officer.agency.path.split("/") if part]
    seen = Q(scope__in=EVERYONE) | Q(agency_id__in=[*ids, *above]) | Q(employee__agency_id__in=ids)
    return Stop.objects.filter(seen).select_related(
        "agency", "employee", "set_by", "set_by__agency", "lifted_by"
    )


def lines(stops: Iterable[Stop], officer: Officer) -> list[dict[str, Any]]:
    """What a page says of each stop."""
    return [{"stop": stop, "what": what_stops(stop), "may_lift": may_lift(stop, officer)} for stop in stops]


def what_stops(stop: Stop) -> str:
    """The scope in words: which employee, scenario or agency."""
    if stop.employee is not None:
        return f"{stop.employee.number} {stop.employee.name}"
    if stop.agency is not None:
        return stop.agency.name
    if stop.scope == StopScope.SCENARIO:
        known = scenarios().get(stop.scenario)
        return known.title_text if known else stop.scenario
    return gettext("Everything")


def stop_over(stops: Sequence[Stop], employee: DigitalEmployee) -> Stop | None:
    """The active stop under which `employee` does no work at all, if there is one."""
    return find_stop(
        [stop for stop in stops if stop.scope != StopScope.SCENARIO], "", employee, employee.agency.path
    )


def target_of(what: str, officer: Officer) -> tuple[str, dict[str, Any]]:
    """(scope, arguments of `stops.set_stop`) of a value of `choices`: "employee:0012", "scenario:CODE", "agency:ID", "everything:".

    Raises:
        NotFound: no such employee, scenario or agency within the officer's reach.
    """
    scope, _colon, name = what.partition(":")
    ids = reach(officer, "stop.set")
    if scope == StopScope.EVERYTHING:
        return scope, {}
    row: Any = None
    if scope == StopScope.EMPLOYEE:
        row = DigitalEmployee.objects.filter(number=name, agency_id__in=ids).first()
    elif scope == StopScope.AGENCY and name.isascii() and name.isdecimal() and len(name) < 19:
        row = Agency.objects.filter(pk__in=ids).filter(pk=int(name)).first()
    elif scope == StopScope.SCENARIO and name in scenarios():
        row = name
    if row is None:
        raise NotFound(what=what[:60])
    return scope, {scope: row}


def choices(officer: Officer) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What may be stopped, in groups: (heading, [(value, words)])."""
    ids = reach(officer, "stop.set")
    employees = DigitalEmployee.objects.filter(agency_id__in=ids).exclude(status=EmployeeStatus.RETIRED)
    agencies = Agency.objects.filter(pk__in=ids).order_by("path")
    kinds = sorted(scenarios().items())
    groups: list[tuple[Any, list[tuple[str, str]]]] = [
        (gettext("One digital employee"), [(f"employee:{one.number}", str(one)) for one in employees]),
        (
            gettext("One scenario, whoever does it"),
            [(f"scenario:{code}", one.title_text) for code, one in kinds],
        ),
        (gettext("One agency and all below it"), [(f"agency:{one.pk}", one.name) for one in agencies]),
    ]
    if has_permission(officer, "stop.everything"):
        everything = gettext("Everything, everywhere")
        groups.append((everything, [("everything:", everything)]))
    return [group for group in groups if group[1]]
