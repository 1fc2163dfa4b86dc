"""Which kinds of work are declared, and what does each file say in plain words? And which files are wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from bangban import catalog
from bangban.agencies.models import AgencyKind, in_language
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import within
from bangban.errors import NotFound
from bangban.governance import stops
from bangban.governance.clock import Profile, load_profiles
from bangban.governance.models import DigitalEmployee, EmployeeScenario, StopScope
from bangban.governance.scenarios.load import BadScenario, faults, refused_files, scenarios
from bangban.governance.scenarios.model import Scenario
from bangban.services.register.words import DATA_CLASSES, GATES, IMPACTS, UNITS, tone_of

PACKAGED = Path(catalog.__file__).parent
EXAMPLES = 50


@requires("scenario.read")
@require_safe
def scenario_list(request: OfficerRequest) -> HttpResponse:
    """Every scenario in force, and every file that is not because it is wrong."""
    listed = within(EmployeeScenario.objects.all(), request.user, "scenario.read", "employee__agency")
    done_by: dict[str, list[str]] = {}
    for code, number in listed.values_list("scenario", "employee__number"):
        done_by.setdefault(code, []).append(number)
    brakes = {stop.scenario for stop in stops.active_stops() if stop.scope == StopScope.SCENARIO}
    context = {
        "rows": [
            {
                "scenario": one,
                "gate": GATES[one.gate][0],
                "data": DATA_CLASSES[one.data_class],
                "numbers": sorted(done_by.get(code, [])),
                "stopped": code in brakes,
                "shipped": _is_shipped(one.file),
            }
            for code, one in sorted(scenarios().items())
        ],
        "faults": [_fault(one) for one in refused_files()],
    }
    return render(request, "register/scenarios.html", context)


@requires("scenario.read")
@require_safe
def scenario_page(request: OfficerRequest, code: str) -> HttpResponse:
    """One scenario in plain words; the faults of its file, if that is wrong."""
    scenario = scenarios().get(code)
    if scenario is None:
        wrong = [one for one in refused_files() if Path(str(one.details["file"])).stem == code]
        if not wrong:
            raise NotFound(what=gettext("scenario"))
        found = [_fault(one) for one in faults(Path(str(wrong[0].details["file"])))]
        return render(request, "register/scenario_wrong.html", {"code": code, "faults": found})
    employees = within(DigitalEmployee.objects.all(), request.user, "scenario.read")
    doing = employees.filter(scenario_rows__scenario=code).select_related("agency", "guardian")
    context: dict[str, Any] = {
        "scenario": scenario,
        "gate": GATES[scenario.gate],
        "impact": IMPACTS[scenario.impact],
        "data": DATA_CLASSES[scenario.data_class],
        "kinds": [AgencyKind(kind).label for kind in scenario.agency_kinds],
        "limit": _limit(scenario),
        "inputs": _inputs(scenario),
        "examples": [_example(one.inputs, one.expect) for one in scenario.evaluation[:EXAMPLES]],
        "count": len(scenario.evaluation),
        "employees": [{"employee": one, "tone": tone_of(one)} for one in doing],
        "stops": [
            stop
            for stop in stops.active_stops()
            if stop.scope == StopScope.EVERYTHING or stop.scenario == code
        ],
        "shipped": _is_shipped(scenario.file),
        "file": Path(scenario.file).name,
    }
    return render(request, "register/scenario.html", context)


def _is_shipped(file: str) -> bool:
    return PACKAGED in Path(file).parents


def _fault(one: BadScenario) -> dict[str, Any]:
    """What is wrong where, for a page. Files are named without the folders of this machine."""
    expected = one.details["expected"]
    english = (get_language() or "").startswith("en")
    file = Path(str(one.details["file"]))
    return {
        "file": file.name,
        "code": file.stem,
        "line": one.details["line"],
        "column": one.details["column"],
        "field": one.details["field"],
        "expected": expected.en if english else expected.zh,
    }


def _limit(scenario: Scenario) -> dict[str, Any] | None:
    profile: Profile | None = load_profiles().get(scenario.time_limit)
    if profile is None:
        return None
    return {
        "name": in_language(profile.zh, profile.en),
        "limit": f"{profile.limit:g}",
        "unit": UNITS[profile.unit],
        "basis": [in_language(one["zh"], one["en"]) for one in profile.basis],
    }


def _inputs(scenario: Scenario) -> list[dict[str, Any]]:
    """The fields of the input form: {name, label, required, longest, choices}."""
    needed = scenario.input_schema.get("required", ())
    return [
        {
            "name": name,
            "label": in_language(*_titles(name, field)),
            "required": name in needed,
            "longest": field.get("maxLength"),
            "choices": field.get("enum", ()),
        }
        for name, field in scenario.input_schema.get("properties", {}).items()
    ]


def _titles(name: str, field: Mapping[str, Any]) -> tuple[str, str]:
    own = field.get("x-title", {})
    chinese = own.get("zh") or field.get("title") or name
    return chinese, own.get("en", "")


def _example(inputs: Mapping[str, Any], expect: Mapping[str, Any]) -> dict[str, Any]:
    """One evaluation case: what is asked, and what must come out."""
    asked = inputs.get("text") or " · ".join(f"{name}: {value}" for name, value in inputs.items())
    return {"asked": asked, "expect": [(name, _expected(value)) for name, value in expect.items()]}


def _expected(value: Any) -> str:
    if isinstance(value, Mapping):
        if "one_of" in value:
            return gettext(" or ").join(map(str, value["one_of"]))
        if "at_most" in value:
            return f"≤ {value['at_most']}"
        if "at_least" in value:
            return f"≥ {value['at_least']}"
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
