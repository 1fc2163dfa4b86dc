"""How does the hotline do, and how do its figures leave as a report or a table?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bangban.agencies.downloads import download
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.ledger.record import Entry, append
from bangban.services.hotline import exports, papers, reports
from bangban.services.hotline.figures import figures
from bangban.services.hotline.views.rooms import rooms

SPANS = {"7": 7, "30": 30, "90": 90}


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


@requires("workorder.figures")
@require_safe
def page(request: OfficerRequest) -> HttpResponse:
    """GET ?days=7|30|90."""
    days = SPANS.get(request.GET.get("days", ""), 30)
    today = timezone.localdate()
    found = figures(request.user, today - timedelta(days=days - 1), today)
    total = found.total
    context: dict[str, Any] = {
        "rooms_here": rooms(request.user, "figures"),
        "found": found,
        "tabs": [
            {"label": gettext("%(n)s days") % {"n": n}, "url": f"?days={n}", "current": n == days}
            for n in SPANS.values()
        ],
        "tiles": [
            {"label": gettext("Work orders"), "value": total.orders},
            {"label": gettext("Overdue"), "value": _share(total.late_rate), "tone": "red" if total.late else ""},
            {"label": gettext("Return rate"), "value": _share(total.return_rate)},
            {"label": gettext("Satisfied"), "value": _share(total.satisfaction), "note": gettext("%(n)s called back") % {"n": total.called}},
            {"label": gettext("Agreement with people"), "value": _share(found.agreement), "note": gettext("%(n)s decisions by people") % {"n": found.judged}},
        ],
        "by_day": {
            "kind": "line",
            "labels": [day.strftime("%m-%d") for day, _ in found.days],
            "series": [{"name": gettext("Work orders"), "values": [n for _, n in found.days]}],
            "x_name": gettext("Day"),
        },
        "by_class": _ranking(found.classes, gettext("Class")),
        "by_area": _ranking(found.areas, gettext("Area")),
    }  # fmt: skip
    return render(request, "hotline/figures.html", context)


def _ranking(rows: Sequence[tuple[str, int]], name: str) -> dict[str, Any] | None:
    if not rows:
        return None
    return {
        "kind": "ranking",
        "labels": [label for label, _ in rows],
        "series": [{"name": gettext("Work orders"), "values": [n for _, n in rows]}],
        "x_name": name,
    }


@requires("workorder.figures")
@require_safe
def report(request: OfficerRequest, period: str) -> HttpResponse:
    name, data = reports.document(request.user, period, timezone.localdate())
    by, agency = f"officer:{request.user.pk}", request.user.agency_id
    with transaction.atomic():
        details = {"what": f"report.{period}", "bytes": len(data)}
        append([Entry("export.made", by, agency, f"agency:{agency}", details)])
    return download(data, name, papers.DOCX)


@requires("workorder.figures")
@require_safe
def export(request: OfficerRequest, form: str) -> HttpResponse:
    name, data = exports.table(request.user, form)
    return download(data, name, exports.FORMATS[form])
