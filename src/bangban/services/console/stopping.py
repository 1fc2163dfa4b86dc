"""What is stopped now, by whom, and who may release it again?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from bangban.agencies.models import Agency, Officer
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.governance.models import DigitalEmployee, Stop, StopScope
from bangban.governance.scenarios.load import scenarios
from bangban.governance.stops import find_stop

EVERYONE = (StopScope.SCENARIO, StopScope.EVERYTHING)
SCOPES = {
    StopScope.EMPLOYEE: gettext_lazy("One digital employee"),
    StopScope.SCENARIO: gettext_lazy("One scenario, whoever does it"),
    StopScope.AGENCY: gettext_lazy("One agency and all below it"),
    StopScope.EVERYTHING: gettext_lazy("Everything, everywhere"),
}


def stops_seen(officer: Officer, permission: str) -> QuerySet[Stop]:
    """Every stop that could concern the officer: those of his reach, of an agency above him, and the general ones."""
    ids = reach(officer, permission)
    above = [int(part) for part in officer.agency.path.split("/") if part]
    seen = Q(scope__in=EVERYONE) | Q(agency_id__in=[*ids, *above]) | Q(employee__agency_id__in=ids)
    return Stop.objects.filter(seen).select_related(
        "agency", "employee", "set_by", "set_by__agency", "lifted_by"
    )


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


def target_of(scope: str, given: Mapping[str, str], officer: Officer) -> dict[str, Any]:
    """The arguments of `stops.set_stop` from a form's fields `employee` (number), `scenario`, `agency` (id).

    Raises:
        NotFound: no such employee, scenario or agency within the officer's reach.
    """
    ids = reach(officer, "stop.set")
    if scope == StopScope.EMPLOYEE:
        row = DigitalEmployee.objects.filter(number=given["employee"], agency_id__in=ids).first()
        return {"employee": _found(row, "employee")}
    if scope == StopScope.AGENCY:
        number = given["agency"]
        known = Agency.objects.filter(pk__in=ids)
        return {
            "agency": _found(known.filter(pk=int(number)).first() if number.isdecimal() else None, "agency")
        }
    if scope == StopScope.SCENARIO:
        return {
            "scenario": _found(given["scenario"] if given["scenario"] in scenarios() else None, "scenario")
        }
    return {}


def _found(row: Any, what: str) -> Any:
    if row is None:
        raise NotFound(what=what)
    return row


def choices(officer: Officer, employees: Sequence[DigitalEmployee]) -> dict[str, list[tuple[Any, str]]]:
    """What each scope may name, for the form's lists."""
    agencies = Agency.objects.filter(pk__in=reach(officer, "stop.set")).order_by("path")
    return {
        "employee": [(one.number, f"{one.number} {one.name}") for one in employees],
        "scenario": [(code, one.title_text) for code, one in sorted(scenarios().items())],
        "agency": [(one.pk, one.name) for one in agencies],
    }
