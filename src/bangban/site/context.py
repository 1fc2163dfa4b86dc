"""What does every page's frame need: who reads it, which rooms are open to them, how it is shown?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from bangban import __version__
from bangban.agencies.permissions import has_permission
from bangban.site.display import Display


@dataclass(frozen=True)
class Room:
    """One entry of the navigation: shown to those who have `permission`; "" is for everybody."""

    path: str
    label: Any
    permission: str = ""
    exact: bool = False


RESIDENT_ROOMS = (
    Room("/", _("Home"), exact=True),
    Room("/ask/", _("Leave a message")),
    Room("/follow/", _("Follow a message")),
    Room("/employees/", _("Digital employees")),
)
STAFF_ROOMS = (
    Room("/desk/", _("Inbox"), "case.read"),
    Room("/workorders/", _("Work orders"), "workorder.read"),
    Room("/documents/", _("Documents"), "document.read"),
    Room("/console/", _("Guardian's console"), "console.read"),
    Room("/register/employees/", _("Digital employees"), "employee.read"),
    Room("/register/scenarios/", _("Scenarios"), "scenario.read"),
    Room("/console/complaints/", _("Complaints"), "complaint.read"),
    Room("/register/ledger/", _("Ledger"), "ledger.read"),
    Room("/register/officers/", _("Officers"), "officer.read"),
    Room("/register/installation/", _("Installation"), "installation.read"),
)


def _open_rooms(request: HttpRequest) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    staff = user is not None and user.is_authenticated
    rooms = STAFF_ROOMS if staff else RESIDENT_ROOMS
    opened = [room for room in rooms if not room.permission or has_permission(user, room.permission)]  # type: ignore[arg-type]
    # The longest matching path is where the reader stands: /console/complaints/ is not also /console/.
    inside = [
        room
        for room in opened
        if request.path == room.path or (not room.exact and request.path.startswith(room.path))
    ]
    here = max(inside, key=lambda room: len(room.path), default=None)
    return [{"path": room.path, "label": room.label, "here": room is here} for room in opened]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `display`, `rooms`, `demo`, `version`, `request_id`."""
    return {
        # Once a page, not once a form: each asking masks the token anew.
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "display": getattr(request, "display", None) or Display.of(request),
        "rooms": _open_rooms(request),
        "demo": settings.CONFIG["demo"],
        "version": __version__,
        "request_id": getattr(request, "id", ""),
    }
