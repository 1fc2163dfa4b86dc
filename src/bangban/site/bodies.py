"""How much may be sent in one request? Looked at before anything reads it, for every route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from bangban.agencies.programs import API
from bangban.errors import TooLarge
from bangban.knowledge.intake import received
from bangban.site import views

MEGABYTE = 1024 * 1024
LARGEST = 4 * MEGABYTE
"""Bytes of a request to a route that takes no files: a form, or the API's JSON (whose text Django bounds further)."""
WITH_FILES: Mapping[str, int] = {
    "documents": 5 * 20 * MEGABYTE + LARGEST,
    "sources": received.LARGEST + LARGEST,
}
"""Services that take files: as many at once, of the size, as they say. The portal measures its own."""
DRAINED = 64 * MEGABYTE
"""A browser hears an answer only after it has sent everything; more than this beyond the bound is cut off."""
CHUNK = 64 * 1024

Next = Callable[[HttpRequest], HttpResponseBase]


class BodyBound:
    """Refuses a body that is too large, as a page or as the API's JSON, before the CSRF check would read it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, options: Any
    ) -> HttpResponse | None:
        service = request.resolver_match.app_name if request.resolver_match else ""
        if request.path.startswith(f"{API}sources"):
            # The API's routes are all of one app, and only these take files.
            service = "sources"
        if getattr(view, "bangban_measures_body", False):
            return None
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if length.isdecimal() and int(length) <= WITH_FILES.get(service, LARGEST):
            return None
        left = DRAINED
        while left > 0 and (chunk := request.read(min(CHUNK, left))):
            left -= len(chunk)
        return views.problem(request, TooLarge())
