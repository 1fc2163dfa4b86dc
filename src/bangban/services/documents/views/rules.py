"""Which rules do officers reject too often, and what do the findings save?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bangban.agencies.permissions import OfficerRequest, requires
from bangban.services.documents import figures
from bangban.services.documents.words import LEVEL_TONES, LEVELS


@requires("document.figures")
@require_safe
def rules(request: OfficerRequest) -> HttpResponse:
    found = figures.agreements(request.user)
    rows = [
        {"of": one, "level": LEVELS.get(one.level, ""), "tone": LEVEL_TONES.get(one.level, "grey")}
        for one in found
    ]
    context = {
        "rows": rows,
        "doubted": sum(one.doubted for one in found),
        "times": figures.times(request.user),
        "days": figures.DAYS,
        "enough": figures.ENOUGH,
    }
    return render(request, "documents/rules.html", context)
