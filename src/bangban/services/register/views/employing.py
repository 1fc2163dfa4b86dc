"""How does the system administrator keep the registry of employees? Each change with its reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bangban.agencies.answering import answered
from bangban.agencies.models import Agency, Officer, Role
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import reach
from bangban.governance import employees, guardians
from bangban.governance.models import DigitalEmployee, EmployeeStatus
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import NEVER, Scenario
from bangban.governance.statements import write
from bangban.services.register.forms import (
    EmployeeForm,
    NewEmployeeForm,
    PeopleForm,
    ReasonForm,
    ScenariosForm,
    StatementsForm,
    StatusForm,
)
from bangban.services.register.views.employees import find_employee
from bangban.services.register.words import GATES, IMPACTS, STATUS_WORDS

# What may be made of an employee here: the word on the button, and its tone.
MOVES: dict[str, tuple[Any, str]] = {
    EmployeeStatus.PROBATION: (_("Put on probation"), ""),
    EmployeeStatus.ON_DUTY: (_("Put on duty"), ""),
    EmployeeStatus.SUSPENDED: (_("Suspend"), "stop"),
    EmployeeStatus.RETIRED: (_("Retire"), "danger"),
}


@requires("employee.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: OfficerRequest) -> HttpResponse:
    """Open the file of a new employee: a draft, without guardian and without work."""
    over = Agency.objects.filter(pk__in=reach(request.user, "employee.edit"), is_active=True)
    form = NewEmployeeForm(over, request.POST or None)

    def act() -> str:
        agency = over.get(pk=form.cleaned_data["agency"])
        made = employees.create_employee(
            form.cleaned_data["number"],
            agency,
            request.user,
            reason=form.cleaned_data["reason"],
            **form.fields_given(),
        )
        return gettext("The file of %(employee)s is open. Next: name a guardian, and list its scenarios.") % {
            "employee": made
        }

    url = reverse("register:employee", args=[request.POST.get("number") or "-"])
    return answered(request, "register/employee_form.html", form, {"is_new": True}, act, url)


@requires("employee.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: OfficerRequest, number: str) -> HttpResponse:
    employee = find_employee(request.user, number, "employee.edit")
    names = [name for name in EmployeeForm.base_fields if name != "reason"]
    form = EmployeeForm(request.POST or None, initial={name: getattr(employee, name) for name in names})

    def act() -> str:
        changed = employees.edit_employee(
            employee, request.user, form.cleaned_data["reason"], **form.fields_given()
        )
        return gettext("Saved.") if changed else gettext("Nothing was different.")

    return answered(
        request, "register/employee_form.html", form, {"employee": employee}, act, _file(employee)
    )


@requires("employee.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: OfficerRequest, number: str) -> HttpResponse:
    """Write what only the agency can say, for the transparency record."""
    employee = find_employee(request.user, number, "employee.edit")
    form = StatementsForm(employee, request.POST or None)

    def act() -> str:
        changed = write(employee, request.user, form.cleaned_data["reason"], form.given())
        return gettext("Saved.") if changed else gettext("Nothing was different.")

    record = reverse("register:employee-record", args=[employee.number])
    context = {"employee": employee, "record": record}
    return answered(request, "register/employee_statements.html", form, context, act, record)


@requires("employee.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask officers to be guardian and deputy; they accept in their console."""
    employee = find_employee(request.user, number, "employee.edit")
    fit = _fit_officers(employee)
    form = PeopleForm(
        [(one.pk, f"{one.shown_name} · {one.agency.short}") for one in fit], request.POST or None
    )
    by_id = {one.pk: one for one in fit}

    def act() -> str:
        guardian, deputy = (by_id.get(form.cleaned_data[name]) for name in ("guardian", "deputy"))
        guardians.offer(employee, request.user, form.cleaned_data["reason"], guardian=guardian, deputy=deputy)
        return gettext("Asked. It counts once they have accepted it themselves.")

    context = {"employee": employee, "works": employee.works, "nobody": not fit}
    return answered(request, "register/employee_people.html", form, context, act, _file(employee))


def _fit_officers(employee: DigitalEmployee) -> list[Officer]:
    """Officers whose role of guardian reaches the employee's agency."""
    above = [int(part) for part in employee.agency.path.split("/") if part]
    rows = Officer.objects.filter(is_active=True, roles__role=Role.GUARDIAN, roles__agency_id__in=above)
    return list(rows.select_related("agency").distinct().order_by("agency_id", "username"))


@requires("employee.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: OfficerRequest, number: str) -> HttpResponse:
    """Which scenarios it may do."""
    employee = find_employee(request.user, number, "employee.edit")
    listed = list(employee.scenario_rows.values_list("scenario", flat=True))
    fit = {code: one for code, one in scenarios().items() if _is_fit(one, employee)}
    lost = [code for code in listed if code not in fit]
    choices = [(code, _described(one)) for code, one in fit.items()] + [(code, code) for code in lost]
    form = ScenariosForm(choices, listed, request.POST or None)

    def act() -> str:
        employees.assign_scenarios(
            employee, form.cleaned_data["scenarios"], request.user, form.cleaned_data["reason"]
        )
        return gettext("The list of scenarios is saved.")

    context = {"employee": employee, "nothing": not choices}
    return answered(request, "register/employee_scenarios.html", form, context, act, _file(employee))


def _is_fit(scenario: Scenario, employee: DigitalEmployee) -> bool:
    return scenario.gate != NEVER and (
        not scenario.agency_kinds or employee.agency.kind in scenario.agency_kinds
    )


def _described(scenario: Scenario) -> str:
    return f"{scenario.title_text} · {GATES[scenario.gate][0]} · {scenario.impact} {IMPACTS[scenario.impact]}"


@requires("employee.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: OfficerRequest, number: str) -> HttpResponse:
    """GET: what may be made of it now, and what each means. POST to, reason: do it."""
    employee = find_employee(request.user, number, "employee.edit")
    form = StatusForm(request.POST or None)
    open_to = employees.TRANSITIONS[employee.status]
    moves = [
        {"to": to, "label": label, "tone": tone, "text": STATUS_WORDS[to]}
        for to, (label, tone) in MOVES.items()
        if to in open_to
    ]

    def act() -> str:
        employees.change_status(employee, form.cleaned_data["to"], request.user, form.cleaned_data["reason"])
        return gettext("%(employee)s: %(status)s.") % {
            "employee": employee,
            "status": employee.get_status_display(),
        }

    if request.method == "POST" and form.data.get("to") not in open_to:
        form.add_error(None, gettext("That is not possible from here. Look again at what it is now."))
    context = {"employee": employee, "moves": moves, "blank": ReasonForm(auto_id=False)}
    return answered(request, "register/employee_status.html", form, context, act, _file(employee))


def _file(employee: DigitalEmployee) -> str:
    return reverse("register:employee", args=[employee.number])
