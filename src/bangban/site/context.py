"""What does every page's frame need: who reads it, which rooms are open to them, how it is shown?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bangban import __version__
from bangban.agencies.permissions import carries
from bangban.site.display import Display


@dataclass(frozen=True, eq=False)
class Room:
    """One entry of the navigation: shown to those who have `permission`; "" is for everybody.

    `unless` names a permission whose holders reach the same pages through another entry; `also` are the
    addresses that belong to this one besides its own; `group` is the heading it stands under among many.
    """

    path: str
    label: Any
    permission: str = ""
    exact: bool = False
    unless: str = ""
    also: tuple[str, ...] = ()
    group: Any = ""

    def shown_to(self, roles: frozenset[str]) -> bool:
        if self.unless and carries(roles, self.unless):
            return False
        return not self.permission or carries(roles, self.permission)

    def depth(self, path: str) -> int:
        """How closely `path` lies inside: the length of the address that covers it, 0 when none does."""
        if path == self.path:
            return len(path)
        covers = () if self.exact else (self.path, *self.also)
        return max((len(one) for one in covers if path.startswith(one)), default=0)


RESIDENT_ROOMS = (
    Room("/", _("Home"), exact=True),
    Room("/consult/", _("Ask a question")),
    Room("/ask/", _("Leave a message")),
    Room("/follow/", _("Follow a message")),
    Room("/employees/", _("Digital employees")),
)
ADMINISTRATION = tuple(
    f"/register/{room}/" for room in ("agencies", "holidays", "tokens", "installation", "clauses")
)
"""The rooms that stand as tabs over each other: see `services/register/rooms.py`."""
WORK, SOURCES = _("Casework"), _("Rules and sources")
EMPLOYEES, OVERSIGHT = _("Employees and models"), _("Oversight")
STAFF_ROOMS = (
    Room("/desk/", _("Inbox"), "case.read"),
    Room("/console/", _("Guardian's console"), "console.read"),
    Room("/workorders/", _("Work orders"), "workorder.read", group=WORK),
    Room("/consult/queue/", _("Conversations"), "chat.read", group=WORK),
    Room("/documents/", _("Documents"), "document.read", group=WORK),
    Room("/console/complaints/", _("Complaints"), "complaint.read", group=WORK),
    Room("/consult/staff/", _("Look a rule up"), "case.read", group=SOURCES),
    Room("/sources/", _("Sources"), "knowledge.read", group=SOURCES),
    Room("/consult/gaps/", _("Unanswered questions"), "faq.select", group=SOURCES),
    Room("/console/stops/", _("Emergency stop"), "stop.set", unless="console.read"),
    Room("/register/employees/", _("Digital employees"), "employee.read", group=EMPLOYEES),
    Room("/register/scenarios/", _("Scenarios"), "scenario.read", group=EMPLOYEES),
    Room("/gateway/", _("Models"), "gateway.read", group=EMPLOYEES),
    Room("/gateway/workload/", _("Workload"), "workload.read", unless="gateway.read", group=EMPLOYEES),
    Room("/register/ledger/", _("Ledger"), "ledger.read", group=OVERSIGHT),
    Room(
        "/register/agencies/",
        _("Agencies"),
        "agency.read",
        unless="officer.read",
        also=("/register/clauses/",),
        group=OVERSIGHT,
    ),
    Room("/register/officers/", _("Administration"), "officer.read", also=ADMINISTRATION, group=OVERSIGHT),
)
"""What is used most comes first and stands alone; the groups are shown where the entries are many."""


class Entries(list[dict[str, Any]]):
    """The entries that somebody is shown; `drawn` keeps the bar made of them, by language: it is on every page."""

    def __init__(self, opened: Iterable[Room], here: Room | None) -> None:
        super().__init__(
            {"path": room.path, "label": room.label, "here": room is here, "group": room.group}
            for room in opened
        )
        self.drawn: dict[str, SafeString] = {}


@lru_cache(maxsize=256)
def _opened(roles: frozenset[str] | None) -> tuple[Room, ...]:
    """The rooms open to who has these roles; None is a resident."""
    return RESIDENT_ROOMS if roles is None else tuple(room for room in STAFF_ROOMS if room.shown_to(roles))


@lru_cache(maxsize=1024)
def _entries(roles: frozenset[str] | None, here: Room | None) -> Entries:
    return Entries(_opened(roles), here)


def _open_rooms(request: HttpRequest) -> Entries:
    user = getattr(request, "user", None)
    staff = user is not None and user.is_authenticated
    roles = frozenset(user.role_names) if staff else None  # type: ignore[union-attr]
    # The longest matching path is where the reader stands: /console/complaints/ is not also /console/.
    nearest = max(_opened(roles), key=lambda room: room.depth(request.path), default=None)
    return _entries(roles, nearest if nearest and nearest.depth(request.path) else None)


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
