"""How long ago did this officer last prove who he is? Asked before guardians accept, orders are signed, stops lifted."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

PROVED_AT = "accounts.proved_at"
HELD = "accounts.held"
HELD_LIMIT = 64_000
"""Characters of a form kept while its sender proves who he is."""
MINUTES = 5

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def mark_proved(request: HttpRequest) -> None:
    """Note that the officer has just proved who he is."""
    request.session[PROVED_AT] = time.time()


def reauthenticated_at(request: HttpRequest) -> datetime | None:
    """When the officer of this session last proved who he is (signing in counts); None if it is not known."""
    at = request.session.get(PROVED_AT)
    return datetime.fromtimestamp(at, UTC) if at else None


def is_recent(request: HttpRequest, minutes: float = MINUTES) -> bool:
    """Whether that was less than `minutes` ago. A clock set back proves nothing: a time to come is not recent."""
    at = request.session.get(PROVED_AT)
    return at is not None and 0 <= time.time() - at < minutes * 60


def require_recent_sign_in(request: HttpRequest, minutes: float = MINUTES) -> HttpResponseRedirect | None:
    """None when the last proof is recent enough; otherwise the redirect to the page that asks for a new one.

    A form that was being sent is held in the session, and sent on after a press of "continue": nothing
    typed is lost. Uploaded files are not held.
    """
    if is_recent(request, minutes):
        return None
    asked = {"next": request.get_full_path()}
    if request.method == "POST":
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        fields = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
        if sum(len(name) + len(value) for name, value in fields) <= HELD_LIMIT:
            key = secrets.token_urlsafe(12)
            # One form at a time: the last one somebody tried to send.
            request.session[HELD] = {"key": key, "path": request.get_full_path(), "fields": fields}
            asked["held"] = key
    return HttpResponseRedirect(f"{reverse('accounts:again')}?{urlencode(asked)}")


def held_form(request: HttpRequest, key: str, *, take: bool = False) -> dict[str, Any] | None:
    """The form held under `key`: {path, fields}; with `take` it is held no longer."""
    held: dict[str, Any] | None = request.session.get(HELD)
    if not key or held is None or held["key"] != key:
        return None
    if take:
        del request.session[HELD]
    return held


def recent_sign_in(minutes: float = MINUTES) -> Callable[[View], View]:
    """The same as a decorator, worn below `@requires(…)`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return require_recent_sign_in(request, minutes) or view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate
