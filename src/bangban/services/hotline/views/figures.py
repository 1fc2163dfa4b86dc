"""How does the hotline do, and how do its figures leave as a report or a table?"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bangban.agencies.downloads import download
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.ledger.record import Entry, append
from bangban.services.hotline import dashboard, exports, papers, reports
from bangban.services.hotline.figures import figures
from bangban.services.hotline.views.rooms import rooms


@requires("workorder.figures")
@require_safe
def page(request: OfficerRequest) -> HttpResponse:
    """GET ?days=7|30|90 or ?since=&until=, &by=agency|class|area|day|week|hour."""
    asked = dashboard.asked(request.GET, timezone.localdate())
    found = figures(request.user, asked.since, asked.until)
    context = {
        "rooms_here": rooms(request.user, "figures"),
        "found": found,
        "asked": asked,
        "periods": [
            {"label": gettext("%(n)s days") % {"n": n}, "url": asked.address(days=n), "current": n == asked.days}
            for n in dashboard.SPANS
        ],
        "dimensions": [
            {"label": one.label, "url": asked.address(by=key), "current": key == asked.by}
            for key, one in dashboard.DIMENSIONS.items()
        ],
        "tiles": dashboard.tiles(found.total),
        "by": dashboard.DIMENSIONS[asked.by].label,
        "charts": dashboard.charts(found, asked.by),
        "lines": dashboard.lines(found, asked.by),
    }  # fmt: skip
    return render(request, "hotline/figures.html", context)


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
