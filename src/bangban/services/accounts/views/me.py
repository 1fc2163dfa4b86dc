"""What does an officer see and do about his own account: roles, sign-ins, notices?"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bangban.agencies.models import Officer, Role
from bangban.agencies.permissions import requires
from bangban.services.accounts import notices, sessions
from bangban.services.accounts.recent import reauthenticated_at
from bangban.services.accounts.views.steps import show


@requires("self")
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Name, agency, roles, password, second factor, and the last sign-ins."""
    officer: Officer = request.user  # type: ignore[assignment]
    places = sessions.places(officer, request.session.session_key or "")
    roles = [
        (Role(row.role).label, row.agency.name)
        for row in officer.roles.select_related("agency").order_by("pk")
    ]
    return show(
        request, "me", officer=officer, roles=roles, places=places,
        elsewhere=sum(place.is_open and not place.is_here for place in places),
        proved_at=reauthenticated_at(request), minutes=settings.CONFIG["web.session_minutes"],
        unread=notices.unread(officer),
    )  # fmt: skip


@requires("self")
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponseBase:
    """End every sign-in of the officer but this one."""
    officer: Officer = request.user  # type: ignore[assignment]
    ended = sessions.sign_out_everywhere(officer, keep=request.session.session_key or "")
    told = ngettext("%(count)d other sign-in was ended.", "%(count)d other sign-ins were ended.", ended)
    messages.success(request, told % {"count": ended})
    return redirect("accounts:me")


@requires("self")
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the officer was told, newest first."""
    officer: Officer = request.user  # type: ignore[assignment]
    page = notices.page(officer, before=request.GET.get("before", ""))
    return show(request, "notices", lines=page.lines, older=page.older, unread=notices.unread(officer))


@requires("self")
@require_POST
def notices_read(request: HttpRequest) -> HttpResponseBase:
    """Mark everything as read."""
    officer: Officer = request.user  # type: ignore[assignment]
    notices.mark_read(officer, timezone.now())
    return redirect("accounts:notices")
