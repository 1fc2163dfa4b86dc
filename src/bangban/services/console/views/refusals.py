"""What did the employees not take on, and why? A list to look through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import within
from bangban.governance import reasons
from bangban.governance.models import DigitalEmployee, RefusalRecord
from bangban.governance.scenarios.load import scenarios
from bangban.services.console.figures import Count3
from bangban.services.console.paging import page


@requires("console.read")
@require_safe
def refusal_list(request: OfficerRequest) -> HttpResponse:
    """GET ?employee=&code=&scenario=&before=|after=: newest first."""
    wanted = {
        name: request.GET.get(name, "").replace("\0", "")[:60] for name in ("employee", "code", "scenario")
    }
    rows = within(RefusalRecord.objects.all(), request.user, "console.read")
    employees = list(within(DigitalEmployee.objects.all(), request.user, "console.read"))
    if wanted["employee"]:
        rows = rows.filter(employee__number=wanted["employee"])
    if wanted["code"]:
        rows = rows.filter(code=wanted["code"])
    if wanted["scenario"]:
        rows = rows.filter(scenario=wanted["scenario"])
    found = page(rows.select_related("employee", "case"), request.GET)
    context: dict[str, Any] = {
        "rows": lines(found.rows),
        "before": found.before,
        "after": found.after,
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "employees": [(one.number, f"{one.number} {one.name}") for one in employees],
        "codes": reasons.REFUSED.items(),
        "kinds": [(code, one.title_text) for code, one in sorted(scenarios().items())],
    }
    return render(request, "console/refusals.html", context)


def lines(rows: list[RefusalRecord]) -> list[dict[str, Any]]:
    """What a list says of each refusal; its case and employee are loaded."""
    known = scenarios()
    return [
        {
            "at": row.at,
            "why": reasons.refused(row.code),
            "employee": row.employee,
            "scenario": known[row.scenario].title_text if row.scenario in known else row.scenario,
            "case": row.case,
            "title": (row.case.title or gettext("(no words)")) if row.case else "",
        }
        for row in rows
    ]


def refused_lines(counts: Mapping[tuple[str, str], Count3]) -> list[dict[str, Any]]:
    """Reason, how often, and where to read more: most frequent first."""
    found = [(code, count) for (what, code), count in counts.items() if what == "refusal"]
    base = reverse("console:refusals")
    return [
        {"why": reasons.refused(code), "count": count, "url": f"{base}?code={code}"}
        for code, count in sorted(found, key=lambda one: -one[1].month)
    ]
