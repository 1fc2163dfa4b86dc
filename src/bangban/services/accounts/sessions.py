"""Where is an officer signed in, and how does that end?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.ledger import record
from bangban.services.accounts import trail
from bangban.services.accounts.models import SignIn

KEPT = timedelta(days=183)
"""Half a year of one's own sign-ins stays readable: the retention floor of network logs."""
SHOWN = 10


@dataclass(frozen=True)
class Place:
    """One row of the page: a sign-in, whether it still goes on, and whether it is this one."""

    sign_in: SignIn
    is_open: bool
    is_here: bool


def begin(request: HttpRequest, officer: Officer, method: str, *, second_factor: bool) -> None:
    """Remember the sign-in that was just completed; drop what is older than half a year, and dead sessions."""
    now = timezone.now()
    SignIn.objects.create(
        officer=officer,
        session_key=request.session.session_key or "",
        method=method,
        second_factor=second_factor,
        address=address_of(request),
        browser=request.headers.get("User-Agent", "").replace("\x00", "")[:200],
        started_at=now,
        seen_at=now,
    )
    SignIn.objects.filter(officer=officer, started_at__lt=now - KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()


def seen(session_key: str, now: datetime) -> None:
    """Note that the sign-in is in use (the middleware calls this at most once a minute)."""
    SignIn.objects.filter(session_key=session_key, ended_at=None).update(seen_at=now)


def rename(before: str, after: str) -> None:
    """The session got a new key (after a change of password): it is the same sign-in."""
    SignIn.objects.filter(session_key=before, ended_at=None).update(session_key=after)


def end(session_key: str) -> None:
    """Note that one sign-in ended."""
    SignIn.objects.filter(session_key=session_key, ended_at=None).update(ended_at=timezone.now())


def places(officer: Officer, here: str) -> list[Place]:
    """The officer's last sign-ins, newest first; `here` is the session key of the one that asks."""
    rows = list(SignIn.objects.filter(officer=officer)[:SHOWN])
    keys = [row.session_key for row in rows if row.ended_at is None]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return [
        Place(row, is_open=row.ended_at is None and row.session_key in alive, is_here=row.session_key == here)
        for row in rows
    ]


def sign_out_everywhere(officer: Officer, *, by: Officer | None = None, keep: str = "") -> int:
    """End the officer's sign-ins on every device, except the session `keep`; return how many were open.

    Call it when roles or the account change, too. The sessions are gone with the commit.
    """
    with transaction.atomic():
        rows = SignIn.objects.filter(officer=officer, ended_at=None).exclude(session_key=keep)
        keys = list(rows.values_list("session_key", flat=True))
        ended, __ = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).delete()
        rows.update(ended_at=timezone.now())
        if ended:
            entry = trail.about_officer("login.out", officer, by=by or officer, sessions=ended)
            record.append([entry])
    return ended
