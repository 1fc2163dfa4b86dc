"""How much did the digital employees handle today, what would people have needed, and what did officers spend on it?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from bangban.agencies.downloads import download
from bangban.agencies.models import Agency
from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotFound
from bangban.governance.scenarios.load import scenarios
from bangban.ledger.record import Entry, append
from bangban.services.gateway import sheets, workload
from bangban.services.gateway.answering import answered
from bangban.services.gateway.forms import AssumptionForm
from bangban.services.gateway.rooms import rooms
from bangban.services.gateway.words import item_name
from bangban.services.gateway.workload import CALL, MINUTES_A_DAY, Workload

CHART_DAYS = 14
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires("workload.read")
@require_safe
def workload_page(request: OfficerRequest) -> HttpResponse:
    """GET ?day=YYYY-MM-DD: one day; today without."""
    day = _day(request)
    agencies, home = _agencies(request)
    days = workload.days_before(agencies, home, day, CHART_DAYS)
    found = days[-1]
    today = timezone.localdate()
    context = {
        "day": day,
        "is_today": day == today,
        "previous": (day - timedelta(days=1)).isoformat(),
        "next": (day + timedelta(days=1)).isoformat() if day < today else "",
        "rows": [{"line": line, "name": item_name(line.item)} for line in found.lines],
        "tiles": _tiles(found),
        "undeclared": [item_name(item) for item in found.undeclared],
        "chart": _chart(days),
        "finding": _finding(found),
        "minutes_a_day": MINUTES_A_DAY,
        "may_declare": has_permission(request.user, "workload.declare"),
        "rooms_here": rooms(request.user, "workload"),
    }
    return render(request, "gateway/workload.html", context)


@requires("workload.declare")
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: OfficerRequest) -> HttpResponse:
    """Declare minutes for one kind of work, in the officer's own agency."""
    home = request.user.agency
    if home.pk not in reach(request.user, "workload.declare"):
        raise NotFound(what="agency")
    items = [(CALL, item_name(CALL)), *((code, one.title_text) for code, one in sorted(scenarios().items()))]
    asked = request.GET.get("item", "")
    old = workload.assumptions_for(home).get(asked)
    initial = {"item": asked, "minutes": old.minutes if old else None, "source": old.source if old else ""}
    form = AssumptionForm(items, request.POST or None, initial=initial)

    def act() -> str:
        given = form.cleaned_data
        by = f"officer:{request.user.pk}"
        workload.declare(home, given["item"], given["minutes"], given["source"], by)
        return gettext("Declared. It stays on record with your name.")

    context = {
        "title": gettext("Declare minutes"),
        "lead": gettext("How long a person needs for one item. It is an assumption, and is shown as one, with its source."),
        "send": gettext("Declare"),
        "room": gettext("Workload"),
    }  # fmt: skip
    return answered(request, form, context, act, reverse("gateway:workload"))


@requires("workload.read")
@require_safe
def table_file(request: OfficerRequest, kind: str) -> HttpResponse:
    """GET ?day=: the table as csv or xlsx."""
    from django.db import transaction

    if kind not in FILES:
        raise NotFound(what=kind)
    day = _day(request)
    agencies, home = _agencies(request)
    rows = sheets.table(workload.workload_of(agencies, home, day), item_name)
    data = sheets.as_csv(rows) if kind == "csv" else sheets.as_xlsx(rows, gettext("Workload"))
    with transaction.atomic():
        details = {"what": "workload", "day": day.isoformat(), "rows": len(rows) - 1}
        append([Entry("export.made", f"officer:{request.user.pk}", home.pk, "", details)])
    return download(data, f"workload-{day.isoformat()}.{kind}", FILES[kind])


def _agencies(request: OfficerRequest) -> tuple[list[int], Agency]:
    return reach(request.user, "workload.read"), request.user.agency


def _day(request: OfficerRequest) -> date:
    given = request.GET.get("day", "")
    if not given:
        return timezone.localdate()
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise BadInput(what=f"day {given[:20]!r}") from error
    if not date(2000, 1, 1) <= day <= timezone.localdate():
        raise BadInput(what=f"day {given[:20]!r}")
    return day


def _tiles(found: Workload) -> list[dict[str, Any]]:
    declared = gettext("by declared minutes; %(minutes)d a day") % {"minutes": MINUTES_A_DAY}
    return [
        {"label": gettext("Items"), "value": f"{found.total('items'):,}"},
        {"label": gettext("Characters"), "value": f"{found.total('characters'):,}"},
        {"label": gettext("Tokens"), "value": f"{found.total('tokens'):,}"},
        {"label": gettext("Person-days, assumed"), "value": f"{found.person_days:.2f}", "note": declared},
        {
            "label": gettext("Person-days officers spent"),
            "value": f"{found.spent_days:.2f}",
            "note": gettext("measured, from opening to deciding"),
        },
    ]


def _chart(days: list[Workload]) -> dict[str, Any]:
    return {
        "kind": "line",
        "labels": [one.day.strftime("%m-%d") for one in days],
        "series": [
            {"name": gettext("Person-days, assumed"), "values": [round(one.person_days, 2) for one in days]},
            {"name": gettext("Person-days officers spent"), "values": [round(one.spent_days, 2) for one in days]},
        ],
        "x_name": gettext("Day"),
        "y_name": gettext("Person-days"),
    }  # fmt: skip


def _finding(found: Workload) -> str:
    if not found.person_days:
        return gettext("Nothing was converted to person-days: no minutes are declared for what was handled.")
    said = {"assumed": f"{found.person_days:.2f}", "spent": f"{found.spent_days:.2f}"}
    return gettext("Assumed %(assumed)s person-days of work; officers spent %(spent)s on checking it.") % said
