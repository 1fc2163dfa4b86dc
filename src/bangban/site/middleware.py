"""What does every request get besides its view? An id, safe headers, the reader's language, and a page for a Problem."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from bangban.errors import Busy, Problem
from bangban.site import views
from bangban.site.display import Display, language_of

Next = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("bangban.site")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestFrame:
    """First and last: request id, language, display, security headers."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.id = secrets.token_hex(6)  # type: ignore[attr-defined]
        request.display = Display.of(request)  # type: ignore[attr-defined]
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        patch_vary_headers(response, ("Cookie",))
        if getattr(request, "user", None) is not None and "_auth_user_id" in request.session:
            # A signed-in page must not come back from a shared machine's cache after signing out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ProblemPages:
    """A Problem raised by a view becomes a page (or a fragment for htmx) that says what to do next."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and "Allow" in response.headers:
            return views.wrong_method(request, response.headers["Allow"])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | InterfaceError):
            # Locked for too long, the disk full, the server gone: rolled back, and worth another try.
            log.warning("%s %s %s %s", request.id, request.method, request.path, error)  # type: ignore[attr-defined]
            return views.problem(request, Busy())
        if not isinstance(error, Problem):
            return None
        log.info("%s %s %s %s", request.id, request.method, request.path, error.code)  # type: ignore[attr-defined]
        return views.problem(request, error)
