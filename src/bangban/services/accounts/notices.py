"""What was this officer told on the page, and what of it has he not read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.tenancy import MAX_ID
from bangban.governance.models import Notice
from bangban.ledger.kinds import name_of

PAGE = 30
_ROOMS = {"case": "/desk/cases/", "employee": "/register/employees/", "order": "/console/orders/"}


@dataclass(frozen=True)
class Line:
    """One notice: what happened to what, when, and where to look at it ("" when there is no page)."""

    what: str
    subject: str
    at: datetime
    is_new: bool
    url: str


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    older: int | None
    """Cursor of the next page; None at the end."""


def _rows(officer: Officer) -> QuerySet[Notice]:
    return Notice.objects.filter(officer=officer, channel=Notice.Channel.PAGE, not_before__lte=timezone.now())


def unread(officer: Officer) -> int:
    return _rows(officer).filter(read_at=None).count()


def mark_read(officer: Officer, now: datetime) -> int:
    """Mark all as read; return how many were not."""
    return _rows(officer).filter(read_at=None).update(read_at=now)


def page(officer: Officer, before: str = "") -> Page:
    """The notices below cursor `before` (a notice's id as typed; anything else is the first page), newest first."""
    rows = _rows(officer).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 20 and int(before) <= MAX_ID:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    return Page([_line(row) for row in found[:PAGE]], older=found[PAGE - 1].pk if len(found) > PAGE else None)


def _line(row: Notice) -> Line:
    kind, __, number = row.subject.partition(":")
    room = _ROOMS.get(kind, "")
    return Line(
        what=name_of(row.kind),
        subject=number or row.subject,
        at=row.created_at,
        is_new=row.read_at is None,
        url=f"{room}{number}" if room and number else "",
    )
