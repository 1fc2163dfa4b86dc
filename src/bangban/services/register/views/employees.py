"""Which digital employees are there, and what is on file about one? The pages everybody on the staff may read."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bangban.agencies.downloads import download
from bangban.agencies.models import Officer, in_language
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import may, one, within
from bangban.errors import BadInput
from bangban.governance import guardians, stops
from bangban.governance.atrs import as_text, record_of
from bangban.governance.figures import figures_of
from bangban.governance.models import DigitalEmployee, EmployeeStatus
from bangban.governance.scenarios.load import scenarios
from bangban.governance.statements import STATEMENTS, stated
from bangban.ledger.record import Entry, append
from bangban.services.register.history import history
from bangban.services.register.paging import page
from bangban.services.register.words import GATES, STATUS_TONES, STATUS_WORDS, tone_of

WORKING = (EmployeeStatus.PROBATION, EmployeeStatus.ON_DUTY)
TABS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "working": (_("At work"), WORKING),
    "resting": (_("Not at work"), (EmployeeStatus.DRAFT, EmployeeStatus.SUSPENDED)),
    "retired": (_("Retired"), (EmployeeStatus.RETIRED,)),
}
SHOWN = 6
HISTORY = 200


def find_employee(officer: Officer, number: str, permission: str = "employee.read") -> DigitalEmployee:
    """The employee with this number, within the officer's reach (else NotFound)."""
    rows = DigitalEmployee.objects.select_related("agency", "guardian", "deputy")
    return one(rows, officer, permission, number=number)


@requires("employee.read")
@require_safe
def employee_list(request: OfficerRequest) -> HttpResponse:
    """GET ?tab=working|resting|retired&q=&before=|after=: the registry, by number."""
    tab = request.GET.get("tab", "") if request.GET.get("tab") in TABS else "working"
    words = request.GET.get("q", "").strip().replace("\0", "")[:60]
    seen = within(DigitalEmployee.objects.all(), request.user, "employee.read")
    if words:
        seen = seen.filter(
            Q(number__icontains=words)
            | Q(name_zh__icontains=words)
            | Q(name_en__icontains=words)
            | Q(post_zh__icontains=words)
            | Q(agency__name_zh__icontains=words)
        )
    counts = dict(seen.order_by().values_list("status").annotate(Count("pk")))
    shown = seen.filter(status__in=TABS[tab][1]).select_related("agency", "guardian", "deputy")
    found = page(shown.prefetch_related("scenario_rows"), request.GET, "number")
    known, now = scenarios(), timezone.now()
    brakes = stops.active_stops() if found.rows else []
    base = reverse("register:employees")
    context: dict[str, Any] = {
        "rows": [
            {
                "employee": row,
                "tone": tone_of(row),
                "guardian": guardians.guardian_in_force(row, now),
                "scenarios": [
                    known[listed.scenario].title_text if listed.scenario in known else listed.scenario
                    for listed in row.scenario_rows.all()
                ],
                "stop": stops.find_stop(brakes, "", row, row.agency.path),
                "over": row.contract_until is not None and row.contract_until < timezone.localdate(now),
            }
            for row in found.rows
        ],
        "before": found.before,
        "after": found.after,
        "tabs": [
            {
                "label": label,
                "url": f"{base}?tab={key}",
                "count": sum(counts.get(status, 0) for status in statuses),
                "current": key == tab,
            }
            for key, (label, statuses) in TABS.items()
        ],
        "tab": tab,
        "words": words,
        "may_edit": has_permission(request.user, "employee.edit"),
    }
    return render(request, "register/employees.html", context)


def tabs_of(employee: DigitalEmployee, here: str) -> list[dict[str, Any]]:
    """The views of one file."""
    labels = (
        ("employee", gettext("File")),
        ("employee-figures", gettext("Figures")),
        ("employee-history", gettext("History")),
        ("employee-record", gettext("Transparency record")),
    )
    return [
        {"label": label, "url": reverse(f"register:{name}", args=[employee.number]), "current": name == here}
        for name, label in labels
    ]


def head_of(request: OfficerRequest, employee: DigitalEmployee, here: str) -> dict[str, Any]:
    """What stands above every page about one employee."""
    return {
        "employee": employee,
        "tone": STATUS_TONES[EmployeeStatus(employee.status)],
        "tabs": tabs_of(employee, here),
        "may_edit": may(request.user, "employee.edit", employee.agency_id)
        and employee.status != EmployeeStatus.RETIRED,
    }


@requires("employee.read")
@require_safe
def employee_page(request: OfficerRequest, number: str) -> HttpResponse:
    """Who it is, who answers for it, what it may do, what stops it."""
    employee = find_employee(request.user, number)
    now, known = timezone.now(), scenarios()
    changes = list(employee.changes.all()[: SHOWN + 1])
    context = head_of(request, employee, "employee") | {
        "says": STATUS_WORDS[employee.status],
        "in_force": guardians.guardian_in_force(employee, now) is not None,
        "contract_over": employee.contract_until is not None and employee.contract_until < timezone.localdate(now),
        "stop": stops.find_stop(stops.active_stops(), "", employee, employee.agency.path),
        "scenarios": [
            {"code": row.scenario, "scenario": known.get(row.scenario), "gate": GATES[known[row.scenario].gate][0] if row.scenario in known else ""}
            for row in employee.scenario_rows.all()
        ],
        "history": history(employee, changes[:SHOWN]),
        "more_history": len(changes) > SHOWN,
    }  # fmt: skip
    return render(request, "register/employee.html", context)


@requires("employee.read")
@require_safe
def employee_figures(request: OfficerRequest, number: str) -> HttpResponse:
    """What it did and how people judged it, counted now."""
    employee = find_employee(request.user, number)
    context = head_of(request, employee, "employee-figures") | {"figures": figures_of(employee)}
    return render(request, "register/employee_figures.html", context)


@requires("employee.read")
@require_safe
def employee_history(request: OfficerRequest, number: str) -> HttpResponse:
    """Every change of its file, newest first."""
    employee = find_employee(request.user, number)
    changes = list(employee.changes.all()[:HISTORY])
    context = head_of(request, employee, "employee-history") | {"history": history(employee, changes), "limit": HISTORY if len(changes) == HISTORY else 0}  # fmt: skip
    return render(request, "register/employee_history.html", context)


@requires("employee.read")
@require_safe
def employee_record(request: OfficerRequest, number: str) -> HttpResponse:
    """What the transparency record is, and how to take it away."""
    employee = find_employee(request.user, number)
    wanting = [key for key in STATEMENTS if not any(stated(employee, key))]
    context = head_of(request, employee, "employee-record") | {
        "missing": [in_language(STATEMENTS[key].zh, STATEMENTS[key].en) for key in wanting],
        "may_write": has_permission(request.user, "employee.edit"),
    }
    return render(request, "register/employee_record.html", context)


@requires("employee.read")
@require_safe
def employee_record_file(request: OfficerRequest, number: str, kind: str) -> HttpResponse:
    """The transparency record as a file: `kind` is "md" (in the page's language) or "json" (both languages)."""
    employee = find_employee(request.user, number)
    if kind not in ("md", "json"):
        raise BadInput(what=f".{kind[:10]}")
    record = record_of(employee)
    text = (
        json.dumps(record, ensure_ascii=False, indent=1)
        if kind == "json"
        else as_text(record, get_language() or "zh-hans")
    )
    with transaction.atomic():
        append([Entry("export.made", f"officer:{request.user.pk}", employee.agency_id, f"employee:{employee.number}", {"what": "atrs"})])  # fmt: skip
    types = {"md": "text/markdown; charset=utf-8", "json": "application/json"}
    return download(text, f"atrs-{employee.number}.{kind}", types[kind])
