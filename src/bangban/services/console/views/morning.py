"""What happened while I was away? The guardian's first page of the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, has_permission, requires
from bangban.governance import reasons
from bangban.governance.models import (
    CaseStatus,
    Decision,
    DigitalEmployee,
    EmployeeStatus,
    OrderState,
)
from bangban.governance.notices import unread
from bangban.services.accounts.notices import line_of
from bangban.services.console import stopping
from bangban.services.console.figures import NOT_CARRIED_OUT, WEEK, Count3, Figures, figures_of, midnight
from bangban.services.console.findings import agreement_chart, oddities
from bangban.services.console.mine import Crew, asked_as, crew_of
from bangban.services.console.orders import lines as order_lines
from bangban.services.console.orders import orders_of
from bangban.services.console.views.refusals import refused_lines

BY_HAND = (CaseStatus.MANUAL, CaseStatus.REJECTED, CaseStatus.FAILED)
STALE = "faq.stale"
"""The notice that a published entry rests on text that changed: it stands here until somebody settled or read it."""
CONTRACT_WARNING = timedelta(days=30)
STATUS_TONES = {
    EmployeeStatus.ON_DUTY: "blue",
    EmployeeStatus.PROBATION: "blue",
    EmployeeStatus.SUSPENDED: "red",
    EmployeeStatus.DRAFT: "grey",
    EmployeeStatus.RETIRED: "grey",
}


@requires("console.read")
@require_safe
def morning(request: OfficerRequest) -> HttpResponse:
    """GET ?all=1: the employees the officer answers for, or all within his reach."""
    now, officer = timezone.now(), request.user
    crew = crew_of(officer, everything=request.GET.get("all") == "1")
    figures = figures_of(crew, now)
    stops = list(stopping.stops_seen(officer, "console.read").filter(lifted_at=None))
    live = Q(state=OrderState.ACTIVE) | Q(state=OrderState.SUSPENDED, state_at__gte=now - timedelta(days=30))
    orders = order_lines(orders_of(crew.ids, now).filter(live), now) if crew.ids else []
    chart = agreement_chart(figures)
    context: dict[str, Any] = {
        "crew": crew,
        "people": [_person(one, figures, stops, now) for one in crew.employees],
        "asked": [(one, asked_as(one, officer)) for one in crew.asked],
        "tiles": _tiles(figures),
        "work": _work(figures),
        "refused": refused_lines(figures.counts),
        "orders": [line for line in orders if line.attention],
        "orders_count": len(orders),
        "odd": oddities(figures),
        "failures": _failures(crew, figures, now),
        "chart": chart[0] if chart else None,
        "finding": chart[1] if chart else "",
        "figures": figures,
        "stale": [line_of(row) for row in unread(officer, kind=STALE)],
        "stops": [stopping.lines([stop], officer)[0] for stop in stops],
        "may_stop": has_permission(officer, "stop.set"),
        "may_accept": has_permission(officer, "guardian.accept"),
    }
    return render(request, "console/morning.html", context)


def _person(employee: DigitalEmployee, figures: Figures, stops: list[Any], now: datetime) -> dict[str, Any]:
    """One employee of the list: its state, and what the guardian should know about its file."""
    stop = stopping.stop_over(stops, employee)
    hints = []
    if employee.guardian_id is None or employee.guardian_accepted_at is None:
        hints.append(gettext("no guardian has accepted"))
    if employee.deputy_id is None or employee.deputy_accepted_at is None:
        hints.append(gettext("no deputy"))
    if employee.contract_until and employee.contract_until <= timezone.localdate(now) + CONTRACT_WARNING:
        hints.append(gettext("contract ends soon"))
    return {
        "employee": employee,
        "status": gettext("Stopped") if stop else employee.get_status_display(),
        "tone": "red" if stop else STATUS_TONES[EmployeeStatus(employee.status)],
        "cases": figures.counts.get(("case", str(employee.pk)), Count3()),
        "hints": hints,
    }


def _tiles(figures: Figures) -> list[dict[str, Any]]:
    """What waits: decisions, work by hand, what is late, complaints."""
    waiting, second = figures.of("waiting", [CaseStatus.WAITING]), figures.of("waiting", [CaseStatus.SECOND])
    by_hand, all_open = figures.of("waiting", BY_HAND), figures.of("waiting")
    complaints = figures.of("open")
    decide = waiting + second
    return [
        {
            "label": gettext("Wait for a decision"), "value": decide.month, "url": "/desk/",
            "note": _overdue(decide.today),
        },
        {"label": gettext("A person handles it"), "value": by_hand.month, "url": "/desk/?tab=hand",
         "note": _overdue(by_hand.today)},
        {
            "label": gettext("Overdue"), "value": all_open.today, "tone": "red" if all_open.today else "",
            "url": "/desk/?tab=all&overdue=1",
            "note": ngettext("%(count)d more is due within a day", "%(count)d more are due within a day", all_open.week)
            % {"count": all_open.week},
        },
        {
            "label": gettext("Open complaints"), "value": complaints.month, "url": reverse("console:complaints"),
            "tone": "red" if complaints.today else "amber" if complaints.month else "",
            "note": _overdue(complaints.today),
        },
    ]  # fmt: skip


def _overdue(count: int) -> str:
    return ngettext("%(count)d overdue", "%(count)d overdue", count) % {"count": count} if count else ""


def _work(figures: Figures) -> list[tuple[str, Count3]]:
    """What the employees did and what became of it: rows of a table, today, 7 days, 28 days."""
    return [
        (gettext("Cases taken on"), figures.of("case")),
        (gettext("Accepted by a person unchanged"), figures.decided("accepted")),
        (gettext("Accepted with changes"), figures.decided("amended")),
        (gettext("Rejected by a person"), figures.decided("rejected")),
        (gettext("Asked the resident for more"), figures.decided("asked_more")),
        (gettext("Decided under a standing order"), figures.decided("ordered")),
        (gettext("Took effect"), figures.of("effect")),
        (gettext("Undone again"), figures.of("effect", ["reversed"])),
        (gettext("Could not be carried out"), figures.decided("not_carried_out")),
        (gettext("Not taken on"), figures.of("refusal")),
    ]


def _failures(crew: Crew, figures: Figures, now: datetime) -> list[dict[str, Any]]:
    """The newest decisions of the week that were not carried out; asked only when there are any."""
    if not figures.decided("not_carried_out").week:
        return []
    rows = Decision.objects.filter(
        decided_at__gte=midnight(now) - timedelta(days=WEEK - 1), state__in=NOT_CARRIED_OUT,
        case__employee_id__in=crew.ids,
    ).select_related("case")  # fmt: skip
    return [
        {"case": row.case, "at": row.decided_at, "why": reasons.not_done(row.state_code)}
        for row in rows.order_by("-decided_at")[:5]
    ]
