"""How far is a file that takes long to read, and what became of it?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies import tenancy
from bangban.agencies.permissions import OfficerRequest, requires
from bangban.knowledge import readings
from bangban.knowledge.models import Reading, ReadingState

TONES = {ReadingState.DONE: "blue", ReadingState.REFUSED: "red", ReadingState.STOPPED: "grey"}


def _one(request: OfficerRequest, pk: int) -> Reading:
    rows = Reading.objects.defer("content").select_related("agency")
    return tenancy.one(rows, request.user, "knowledge.work", pk=pk)


@requires("knowledge.work")
@require_safe
def reading(request: OfficerRequest, pk: int) -> HttpResponse:
    """Page n of m; at its end the source itself, or what came in and what did not, with the reasons."""
    row = _one(request, pk)
    if row.ended_at is None:
        # Whoever read it may have died; somebody is waiting.
        readings.read_on()
    taken, refused = row.outcome.get("in", []), row.outcome.get("out", [])
    if len(taken) == 1 and not refused:
        address = reverse("sources:source", args=[taken[0]["source"]])
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
    context = {
        "row": row,
        "running": row.ended_at is None,
        "tone": TONES.get(ReadingState(row.state), "amber"),
        "taken": taken,
        "refused": refused,
    }
    return render(request, "sources/reading.html", context)


@requires("knowledge.work")
@require_POST
def stop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Read it no further."""
    readings.stop(_one(request, pk))
    return redirect("sources:reading", pk)
