"""What was this officer told on the page, he himself or his agency, and what of it is not read yet?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import MAX_ID
from bangban.governance.models import Notice
from bangban.governance.notices import NOTICES, text_of

PAGE = 30
_ROOMS = {
    "case": "/desk/cases/",
    "employee": "/register/employees/",
    "workorder": "/workorders/",
    "incident": "/workorders/incidents/",
    "alert": "/workorders/alerts/",
    "faq": "/consult/gaps/entries/",
}


@dataclass(frozen=True)
class Line:
    """One notice: what it says, when it came, and where to look ("" when there is no page)."""

    text: str
    at: datetime
    is_new: bool
    urgent: bool
    url: str


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    older: int | None
    """Cursor of the next page; None at the end."""


def _rows(officer: Officer) -> QuerySet[Notice]:
    told = Q(officer=officer) | Q(agency_id=officer.agency_id)
    return Notice.objects.filter(told, channel=Notice.Channel.PAGE, not_before__lte=timezone.now())


def unread(officer: Officer) -> int:
    """How many notices nobody has read yet."""
    return _rows(officer).filter(read_at=None).count()


def mark_read(officer: Officer, now: datetime) -> int:
    """Mark all as read; return how many were not. What the agency was told is then read for all its officers."""
    return _rows(officer).filter(read_at=None).update(read_at=now)


def page(officer: Officer, before: str = "") -> Page:
    """The notices below cursor `before` (a notice's id as typed; anything else is the first page), newest first."""
    rows = _rows(officer).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 20 and int(before) <= MAX_ID:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    return Page(
        [line_of(row) for row in found[:PAGE]], older=found[PAGE - 1].pk if len(found) > PAGE else None
    )


def line_of(row: Notice) -> Line:
    """One notice as a page draws it."""
    kind, __, number = row.subject.partition(":")
    return Line(
        text=text_of(row),
        at=row.created_at,
        is_new=row.read_at is None,
        urgent=NOTICES[row.kind].urgent,
        url=f"{_ROOMS[kind]}{number}" if kind in _ROOMS and number else "",
    )
