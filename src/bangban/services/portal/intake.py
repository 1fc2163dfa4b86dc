"""What if far too much is sent? The form answers, not a broken connection, and nothing is read into memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from bangban.services.portal import uploads
from bangban.services.portal.forms import LONGEST_TEXT
from bangban.services.portal.problems import MessageTooLarge

LARGEST = uploads.MOST * uploads.LARGEST + 4 * 1024 * 1024
"""Bytes of a request that is read at all: the files and the text."""
DRAINED = 4 * LARGEST
"""A browser hears an answer only after it has sent everything; more than this is cut off."""
CHUNK = 1024 * 1024

View = Callable[..., HttpResponseBase]
Refused = Callable[[HttpRequest, MessageTooLarge], HttpResponse]


def letterbox(refused: Refused | None = None) -> Callable[[View], View]:
    """Let a view take posts of bounded size. What is too large goes to `refused`, or becomes the problem's page.

    The size is looked at before the CSRF check, which reads the body; that check is made right after.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
            problem = _too_large(request) if request.method == "POST" else None
            if problem is None:
                return protected(request, *args, **more)
            if refused is None:
                raise problem
            return refused(request, problem)

        # See `site.bodies`: what is too large is this view's own to answer.
        guarded.bangban_measures_body = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def _too_large(request: HttpRequest) -> MessageTooLarge | None:
    problem = MessageTooLarge(
        characters=LONGEST_TEXT, files=uploads.MOST, megabytes=uploads.LARGEST // (1024 * 1024)
    )
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    if not length.isdecimal() or int(length) > LARGEST:
        left = DRAINED
        while left > 0 and (chunk := request.read(CHUNK)):
            left -= len(chunk)
        return problem
    try:
        len(request.POST)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return problem
    return None
