"""What is owed across the agencies: one page with the lists, and how each agency stands?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.services.hotline.board import KINDS, MOST, loads
from bangban.services.hotline.views.rooms import open_incidents, rooms


@requires("workorder.read")
@require_safe
def board(request: OfficerRequest) -> HttpResponse:
    """GET ?kind=&agency=: the most pressing of one list."""
    kind = KINDS.get(request.GET.get("kind", ""), KINDS["answer"])
    agency = request.GET.get("agency", "")[:60]
    standing = loads(request.user, timezone.now())
    found = list(kind.rows(request.user, agency)[: MOST + 1])
    beside = f"&agency={agency}" if agency else ""
    tabs = [
        {"label": one.label, "url": f"?kind={one.key}{beside}", "current": one is kind}
        for one in KINDS.values()
    ]
    chosen = next((one.agency for one in standing if one.agency.code == agency), None)
    context = {
        "rooms_here": rooms(request.user, "board"),
        "incidents": open_incidents(request.user),
        "kind": kind,
        "tabs": tabs,
        "tasks": [kind.task(row) for row in found[:MOST]],
        "more": len(found) > MOST,
        "most": MOST,
        "loads": standing,
        "agency": agency,
        "chosen": chosen,
    }
    return render(request, "hotline/board.html", context)
