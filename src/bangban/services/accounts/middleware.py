"""May this session go on? Asked at every request, before any officer's page."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, get_user, logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from bangban.services.accounts import sessions, signing_in

SEEN = "accounts.seen"
NOTE_EVERY_SECONDS = 60
PASSIVE = "X-Bangban-Passive"
"""A page that asks again by itself says so in this header: that is not activity."""


class AccountMiddleware:
    """Says who asks; ends the session of an account that was closed or no longer proved enough; notes activity once a minute.

    Whoever lacks the second factor or must change his password is not signed in: the steps of signing in
    (`signing_in`) come first. Here only what changes while somebody is signed in is left to see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The officer as such, not Django's stand-in that reads him when he is first looked at: he always is, here.
        request.user = get_user(request)
        if request.user.is_authenticated:
            if signing_in.still_stands(request, request.user):
                self._note_activity(request)
            else:
                self._end(request, _("What your account may do has changed. Sign in again."))
        elif SESSION_KEY in request.session:
            self._end(request, _("This account is not in use any more. Ask the system administrator."))
        return self.get_response(request)

    def _note_activity(self, request: HttpRequest) -> None:
        # The session's own expiry counts from its last writing: written once a minute, it ends after
        # web.session_minutes without activity, give or take that minute.
        if request.headers.get(PASSIVE):
            return
        now = time.time()
        if not 0 <= now - request.session.get(SEEN, 0) < NOTE_EVERY_SECONDS:
            request.session[SEEN] = now
            sessions.seen(request.session.session_key or "", timezone.now())

    def _end(self, request: HttpRequest, why: str) -> None:
        sessions.end(request.session.session_key or "")
        logout(request)
        messages.warning(request, why)
