"""What is this employee, what has it done, and who answers for it? One employee's page, and what a guardian may do there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bangban.agencies.models import Officer
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.governance import guardians, reasons
from bangban.governance.employees import TRANSITIONS, change_status
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DigitalEmployee,
    EmployeeStatus,
    Step,
)
from bangban.governance.presentation import TONES
from bangban.governance.scenarios.load import scenarios
from bangban.services.accounts.recent import reauthenticated_at, require_recent_sign_in
from bangban.services.console import stopping
from bangban.services.console.figures import counts_of
from bangban.services.console.forms import AcceptForm, ReasonForm, StatusForm
from bangban.services.console.mine import asked_as, crew_of_one, find_employee
from bangban.services.console.orders import lines as order_lines
from bangban.services.console.orders import orders_of
from bangban.services.console.views.morning import STATUS_TONES
from bangban.services.console.views.refusals import refused_lines

SHOWN = 10
HISTORY = 30
GATES = {
    "advise": _("only advises"),
    "standing_order": _("a person, or a standing order"),
    "decide": _("a person decides each"),
    "two_person": _("two people decide each"),
    "never": _("never by an employee"),
}
# What a guardian does with an employee: the word on the button, its tone, and what it means.
MOVES = {
    EmployeeStatus.SUSPENDED: (_("Suspend"), "stop", _("It takes on no more work, and nothing of it takes effect. People handle what comes in.")),
    EmployeeStatus.PROBATION: (_("Put on probation"), "", _("It proposes; people decide every case. Standing orders do not apply.")),
    EmployeeStatus.ON_DUTY: (_("Put on duty"), "", _("It proposes, and standing orders apply within their bounds.")),
}  # fmt: skip
FIELDS = {
    "status": _("State"),
    "guardian": _("Guardian"),
    "guardian_accepted": _("Guardian accepted"),
    "deputy": _("Deputy guardian"),
    "deputy_accepted": _("Deputy accepted"),
    "scenarios": _("Scenarios"),
    "name_zh": _("Name"),
    "name_en": _("Name (English)"),
    "post_zh": _("Post"),
    "post_en": _("Post (English)"),
    "model_profile": _("Model"),
    "supplier": _("Supplier"),
    "contract_until": _("Contract until"),
    "daily_quota": _("Cases a day"),
}


@requires("console.read")
@require_safe
def employee_page(request: OfficerRequest, number: str) -> HttpResponse:
    return _show(request, find_employee(request.user, number))


def _show(request: OfficerRequest, employee: DigitalEmployee, form: StatusForm | None = None) -> HttpResponse:
    now, officer = timezone.now(), request.user
    crew = crew_of_one(employee)
    stops = list(stopping.stops_seen(officer, "console.read").filter(lifted_at=None))
    counts = counts_of(crew, now)
    context: dict[str, Any] = {
        "employee": employee,
        "tone": STATUS_TONES[EmployeeStatus(employee.status)],
        "stop": stopping.stop_over(stops, employee),
        "asked_as": asked_as(employee, officer),
        "cases_count": counts.get(("case", str(employee.pk))),
        "scenarios": _scenarios(employee),
        "orders": order_lines(orders_of([employee.pk], now)[:SHOWN], now),
        "cases": _last_cases(employee),
        "refused": refused_lines(counts),
        "history": _history(employee),
        "moves": _moves(employee, officer),
        "form": form,
        "accepted": bool(guardians.guardian_in_force(employee, now)),
    }
    return render(request, "console/employee.html", context, status=400 if form else 200)


def _scenarios(employee: DigitalEmployee) -> list[dict[str, Any]]:
    known = scenarios()
    return [
        {
            "code": row.scenario,
            "scenario": known.get(row.scenario),
            "gate": GATES[known[row.scenario].gate] if row.scenario in known else "",
        }
        for row in employee.scenario_rows.all()
    ]


def _last_cases(employee: DigitalEmployee) -> list[dict[str, Any]]:
    """The newest cases with who decided them, in one statement."""
    first = Decision.objects.filter(case=OuterRef("pk"), step=Step.FIRST).order_by("-decided_at")
    rows = Case.objects.filter(employee=employee).order_by("-opened_at")
    rows = rows.annotate(
        by_zh=Subquery(first.values("officer__name")[:1]), by_en=Subquery(first.values("officer__name_en")[:1]),
        by_order=Subquery(first.values("standing_order_id")[:1]),
    )  # fmt: skip
    return [
        {
            "case": row,
            "tone": TONES[CaseStatus(row.status)],
            "why": reasons.refused(row.refusal) if row.refusal and row.status == CaseStatus.MANUAL else "",
            "by": gettext("standing order") if row.by_order else _named(row.by_zh, row.by_en),
        }
        for row in rows[:SHOWN]
    ]


def _named(chinese: str | None, english: str | None) -> str:
    return Officer(name=chinese or "", name_en=english or "").shown_name if chinese else ""


def _history(employee: DigitalEmployee) -> list[dict[str, Any]]:
    """What changed, newest first: who, what, why; as the timeline draws it."""
    changes = list(employee.changes.all()[:HISTORY])
    named = {one.by for one in changes} | {
        f"officer:{value}" for one in changes if one.field in ("guardian", "deputy") for value in (one.before, one.after)
    }  # fmt: skip
    ids = [
        int(actor.removeprefix("officer:")) for actor in named if actor.removeprefix("officer:").isdecimal()
    ]
    people = {f"officer:{one.pk}": one.shown_name for one in Officer.objects.filter(pk__in=ids)}
    states = {state.value: str(state.label) for state in EmployeeStatus}
    known = scenarios()

    def said(field: str, value: str) -> str:
        if field == "status":
            return states.get(value, value)
        if field in ("guardian", "deputy"):
            return people.get(f"officer:{value}", value)
        if field == "scenarios":
            return "、".join(known[code].title_text if code in known else code for code in value.split())
        return "" if field.endswith("_accepted") else value

    return [
        {
            "at": one.at,
            "by": "officer" if one.by.startswith("officer:") else "system",
            "who": people.get(one.by) or gettext("System"),
            "what": _change(
                FIELDS.get(one.field, one.field), said(one.field, one.before), said(one.field, one.after)
            ),
            "text": reasons.given(one.reason),
            "state": "stopped" if one.field == "status" and one.after == EmployeeStatus.SUSPENDED else "",
        }
        for one in changes
    ]


def _change(field: Any, before: str, after: str) -> str:
    """“State: on probation → on duty”; only the field's name when there are no values to tell."""
    change = " → ".join(part for part in (before, after) if part)
    return gettext("%(field)s: %(change)s") % {"field": field, "change": change} if change else str(field)


def _moves(employee: DigitalEmployee, officer: Officer) -> list[dict[str, Any]]:
    """What the officer may make of the employee now: only its accepted guardian and deputy may."""
    accepted = {
        employee.guardian_id if employee.guardian_accepted_at else None,
        employee.deputy_id if employee.deputy_accepted_at else None,
    }
    if officer.pk not in accepted or not has_permission(officer, "guardian.accept"):
        return []
    open_to = TRANSITIONS[employee.status]
    return [
        {"to": to.value, "label": label, "tone": tone, "text": text}
        for to, (label, tone, text) in MOVES.items()
        if to in open_to
    ]


@requires("guardian.accept")
@require_POST
def status(request: OfficerRequest, number: str) -> HttpResponse:
    """POST to, reason: suspend, resume, put on duty."""
    employee = find_employee(request.user, number)
    form = StatusForm(request.POST)
    if not form.is_valid() or form.cleaned_data["to"] not in MOVES:
        return _show(request, employee, form)
    change_status(employee, form.cleaned_data["to"], request.user, form.cleaned_data["reason"])
    text = gettext("%(employee)s: %(status)s.") % {
        "employee": employee,
        "status": employee.get_status_display(),
    }
    messages.success(request, text)
    return HttpResponseRedirect(reverse("console:employee", args=[number]))


@requires("guardian.accept")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: OfficerRequest, number: str) -> HttpResponseBase:
    """GET: what the guardian answers for, in full. POST read=on: he accepts, after proving who he is."""
    employee = find_employee(request.user, number)
    named_as = asked_as(employee, request.user)
    if not named_as:
        _refuse(employee, request.user)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        again = require_recent_sign_in(request)
        if again is not None:
            return again
        proved: datetime | None = reauthenticated_at(request)
        if proved is None:
            raise guardians.ReauthenticationNeeded()
        guardians.accept_guardianship(employee, request.user, proved)
        messages.success(request, gettext("You now answer for %(employee)s.") % {"employee": employee})
        return HttpResponseRedirect(reverse("console:employee", args=[number]))
    return _show_accept(request, employee, form, ReasonForm())


@requires("guardian.accept")
@require_POST
def decline(request: OfficerRequest, number: str) -> HttpResponse:
    """POST reason: he will not do it; whoever named him is told."""
    employee = find_employee(request.user, number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show_accept(request, employee, AcceptForm(), form)
    guardians.decline_guardianship(employee, request.user, form.cleaned_data["reason"])
    messages.success(request, gettext("Declined. Whoever named you is told, with your reason."))
    return HttpResponseRedirect(reverse("console:morning"))


def _refuse(employee: DigitalEmployee, officer: Officer) -> None:
    if officer.pk in (employee.guardian_id, employee.deputy_id):
        raise guardians.AlreadyAccepted(employee=employee.number)
    raise guardians.NotNamedGuardian(employee=employee.number)


def _show_accept(
    request: OfficerRequest, employee: DigitalEmployee, form: AcceptForm, decline_form: ReasonForm
) -> HttpResponse:
    context = {
        "employee": employee,
        "named_as": asked_as(employee, request.user),
        "scenarios": _scenarios(employee),
        "form": form,
        "decline_form": decline_form,
    }
    wrong = form.errors or decline_form.errors
    return render(request, "console/accept.html", context, status=400 if wrong else 200)
