"""What stands out: hot issues, early warnings with their threshold plot? Only looked at here; decided on the desk."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.agencies.tenancy import one, within
from bangban.services.hotline import lookout
from bangban.services.hotline.models import Alert, AlertState, HotIssue, HotMember
from bangban.services.hotline.views.rooms import hotline_of, rooms

SHOWN, SAMPLES, DAYS, ALERTS = 20, 3, 30, 50
TONES = {AlertState.PROPOSED: "amber", AlertState.RAISED: "red", AlertState.WITHDRAWN: "grey"}


@requires("case.read")
@require_safe
def hot(request: OfficerRequest) -> HttpResponse:
    """The hottest issues of the officer's hotline; a worker is asked to look again when it is long ago."""
    agency = hotline_of(request.user, "case.read")
    lookout.ask(agency.pk)
    issues = list(HotIssue.objects.filter(agency=agency).order_by("-heat", "pk")[:SHOWN])
    context = {
        "rooms_here": rooms(request.user, "hot"),
        "agency": agency,
        "issues": issues,
        "ranking": _ranking(issues),
        "places": _places(issues),
    }
    return render(request, "hotline/hot.html", context)


def _ranking(issues: list[HotIssue]) -> dict[str, Any] | None:
    if not issues:
        return None
    return {
        "kind": "ranking",
        "labels": [issue.name for issue in issues[:10]],
        "series": [{"name": gettext("Messages"), "values": [issue.messages for issue in issues[:10]]}],
        "x_name": gettext("Issue"),
    }


def _places(issues: list[HotIssue]) -> dict[str, Any] | None:
    counted: Counter[str] = Counter()
    for issue in issues:
        if issue.place:
            counted[issue.place.split("、")[0]] += issue.messages
    if len(counted) < 2:
        return None
    top = counted.most_common(10)
    return {
        "kind": "ranking",
        "labels": [place for place, _ in top],
        "series": [{"name": gettext("Messages"), "values": [n for _, n in top]}],
        "x_name": gettext("Place"),
    }


@requires("case.read")
@require_safe
def issue(request: OfficerRequest, pk: int) -> HttpResponse:
    """One issue: its messages by day, the newest ones, and what it was called before."""
    found = one(HotIssue.objects.select_related("agency"), request.user, "case.read", pk=pk)
    members = HotMember.objects.filter(issue=found)
    since = timezone.now() - timedelta(days=DAYS)
    days = dict(
        members.filter(case__opened_at__gte=since).order_by().annotate(day=TruncDate("case__opened_at"))
        .values_list("day").annotate(Count("pk"))
    )  # fmt: skip
    today = timezone.localdate()
    labels = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    context = {
        "rooms_here": rooms(request.user, "hot"),
        "issue": found,
        "rows": [m.case for m in members.select_related("case__agency").order_by("-case__opened_at")[:30]],
        "chart": {
            "kind": "bar",
            "labels": [day.strftime("%m-%d") for day in labels],
            "series": [{"name": gettext("Messages"), "values": [days.get(day, 0) for day in labels]}],
            "x_name": gettext("Day"),
        },
        "names": [name for _, name in reversed(found.names)],
    }
    return render(request, "hotline/issue.html", context)


@requires("case.read")
@require_safe
def alerts(request: OfficerRequest) -> HttpResponse:
    rows = within(Alert.objects.select_related("about", "case"), request.user, "case.read")
    context = {
        "rooms_here": rooms(request.user, "alerts"),
        "rows": [(row, TONES[AlertState(row.state)]) for row in rows.order_by("-at", "-pk")[:ALERTS]],
    }
    return render(request, "hotline/alerts.html", context)


@requires("case.read")
@require_safe
def alert(request: OfficerRequest, pk: int) -> HttpResponse:
    """One warning with its plot: to the hotline it is a proposal, to the agency concerned it is there once raised."""
    rows = Alert.objects.select_related("about", "agency", "case").prefetch_related(
        Prefetch("case__decisions")
    )
    ours = within(rows, request.user, "case.read").filter(pk=pk).first()
    row = ours or one(rows.filter(state=AlertState.RAISED), request.user, "case.read", field="about", pk=pk)
    weeks = row.series
    context = {
        "rooms_here": rooms(request.user, "alerts"),
        "alert": row,
        "tone": TONES[AlertState(row.state)],
        "ours": ours is not None,
        "chart": {
            "kind": "line",
            "labels": [week[0] for week in weeks],
            "series": [
                {"name": gettext("Messages"), "values": [week[1] for week in weeks]},
                {"name": gettext("Threshold"), "values": [week[2] for week in weeks]},
            ],
            "x_name": gettext("Week from"),
        }
        if weeks
        else None,
    }
    return render(request, "hotline/alert.html", context)
