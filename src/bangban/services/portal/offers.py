"""What may a resident ask for here, and which agency receives it? Scenarios whose file says `portal: true`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangban.agencies.models import Agency
from bangban.governance.models import EmployeeScenario
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import Scenario
from bangban.services.portal.problems import NoReceiver

SOURCE = "portal"


def offered() -> list[Scenario]:
    """The scenarios residents may ask for, by code; each has a form with a `text`."""
    listed = [one for one in scenarios().values() if one.portal and "text" in fields_of(one)]
    return sorted(listed, key=lambda one: one.code)


def chosen(code: str = "") -> Scenario:
    """The offered scenario with this code; without a code the first.

    Raises:
        NoReceiver: none is offered.
    """
    listed = offered()
    found = next((one for one in listed if one.code == code), listed[0] if listed else None)
    if found is None:
        raise NoReceiver()
    return found


def fields_of(scenario: Scenario) -> Mapping[str, Any]:
    properties = scenario.input_schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}


def longest_text(scenario: Scenario, most: int) -> int:
    """How many characters the message may have: what the form allows, and never more than `most`."""
    return min(most, int(fields_of(scenario)["text"].get("maxLength", most)))


def receiver(scenario: Scenario) -> Agency:
    """The agency that keeps what residents send: the one that employs somebody for it, else one of its kind.

    Raises:
        NoReceiver: there is no such agency.
    """
    rows = EmployeeScenario.objects.filter(scenario=scenario.code, employee__agency__is_active=True)
    listed = rows.exclude(employee__status="retired").select_related("employee__agency")
    row = listed.order_by("employee__number").first()
    if row is not None:
        return row.employee.agency
    active = Agency.objects.filter(is_active=True)
    kinds = active.filter(kind__in=scenario.agency_kinds) if scenario.agency_kinds else active
    agency = kinds.order_by("path").first()
    if agency is None:
        raise NoReceiver()
    return agency


def inputs_for(scenario: Scenario, title: str, text: str) -> dict[str, str]:
    """What the scenario's form gets of a message: only fields it has."""
    known = fields_of(scenario)
    given = {"title": title, "text": text, "channel": SOURCE}
    return {name: value for name, value in given.items() if value and name in known}
