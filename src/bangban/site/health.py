"""Is this process alive, and is it ready for people?"""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from bangban.agencies.permissions import public
from bangban.site import steps


@public("liveness check; says only that the process answers")
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@public("readiness check; names the part that is missing, nothing else")
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and no migration waits; otherwise 503 with the part that is missing."""
    try:
        waits = steps.known() - steps.taken()
    except DatabaseError:
        return JsonResponse({"ready": False, "missing": ["database"]}, status=503)
    if waits:
        return JsonResponse({"ready": False, "missing": ["migrations"]}, status=503)
    return JsonResponse({"ready": True, "missing": []})
