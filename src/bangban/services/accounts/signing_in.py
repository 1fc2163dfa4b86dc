"""How far has this person come in signing in, and what is the next step?

Until the last step is done the session belongs to nobody: it only notes who is on the way. So there is no
half-signed-in officer for any other page to meet.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies.loads import address_of
from bangban.agencies.models import Officer
from bangban.ledger import record
from bangban.services.accounts import backend, limits, sessions, trail
from bangban.services.accounts.home import home_of
from bangban.services.accounts.models import Method
from bangban.services.accounts.problems import StepTimedOut
from bangban.services.accounts.recent import mark_proved

ON_THE_WAY = "accounts.on_the_way"
STANDING = "accounts.standing"
MINUTES = 10
"""How long the second step may take."""


@dataclass
class OnTheWay:
    """Who has proved what so far. Lives in the session, between the steps."""

    officer: int
    method: str
    next: str
    started: float
    password_hash: str
    """Digest of the password it began with: a password changed elsewhere ends it."""
    factor: bool = False
    factor_at_provider: bool = False
    new_password: bool = False
    secret: str = ""
    """The second factor being enrolled."""


def begin(
    request: HttpRequest, officer: Officer, method: str, next_url: str, *, factor_at_provider: bool = False
) -> None:
    """The first proof was given (password, or the provider's word). The session gets a new key."""
    request.session.cycle_key()
    way = OnTheWay(
        officer=officer.pk,
        method=method,
        next=next_url,
        started=time.time(),
        password_hash=officer.get_session_auth_hash(),
        factor_at_provider=factor_at_provider,
    )
    keep(request, way)


def keep(request: HttpRequest, way: OnTheWay) -> None:
    """Write `way` back to the session."""
    request.session[ON_THE_WAY] = asdict(way)


def leave(request: HttpRequest) -> None:
    """Start over."""
    request.session.pop(ON_THE_WAY, None)


def under_way(request: HttpRequest) -> tuple[OnTheWay, Officer]:
    """Return how far this session has come, and the officer it is about.

    Raises:
        StepTimedOut: it has not begun, took too long, or the account was changed or closed meanwhile.
    """
    noted: dict[str, Any] | None = request.session.get(ON_THE_WAY)
    way = OnTheWay(**noted) if noted else None
    officer = Officer.objects.select_related("agency").filter(pk=way.officer).first() if way else None
    if (
        way is None
        or officer is None
        or time.time() - way.started > MINUTES * 60
        or not officer.may_work(timezone.now())
        or way.password_hash != officer.get_session_auth_hash()
    ):
        leave(request)
        raise StepTimedOut(minutes=MINUTES)
    return way, officer


def next_step(way: OnTheWay, officer: Officer) -> str:
    """The name of the route of the next step; "" when all is done."""
    if not way.factor and not way.factor_at_provider:
        if officer.totp_secret:
            return "accounts:code"
        if officer.needs_second_factor:
            return "accounts:enrol"
    if officer.must_change_password and way.method == Method.PASSWORD:
        return "accounts:new_password"
    return ""


def complete(request: HttpRequest, way: OnTheWay, officer: Officer) -> str:
    """Sign the officer in with a new session and return where to go. The ledger must take it, or it is not done."""
    if next_step(way, officer):
        raise StepTimedOut(minutes=MINUTES)
    factor = way.factor or way.factor_at_provider
    address = address_of(request)
    try:
        with transaction.atomic():
            limits.clear(Officer.objects.filter(pk=officer.pk))
            request.session.flush()
            login(request, officer, backend=backend.PATH)
            request.session[STANDING] = {"method": way.method, "factor": factor}
            mark_proved(request)
            request.session.save()
            sessions.begin(request, officer, way.method, second_factor=factor)
            record.append(
                [trail.by_officer("login.ok", officer, address=address, method=way.method, factor=factor)]
            )
    except BaseException:
        # Rolled back: the session in memory must not outlive its row.
        logout(request)
        raise
    return way.next or home_of(officer)


def still_stands(request: HttpRequest, officer: Officer) -> bool:
    """Whether what was proved when signing in is still enough for what the officer may do now.

    A session that notes nothing was not begun by `complete`: only tests make those.
    """
    return stands_in(request.session, officer)


def stands_in(session: SessionBase, officer: Officer) -> bool:
    """The same of a session that comes with no page: a stream's."""
    standing = session.get(STANDING)
    if standing is None:
        return True
    if officer.must_change_password and standing["method"] == Method.PASSWORD:
        return False
    return bool(standing["factor"]) or not officer.needs_second_factor


def note_factor(request: HttpRequest) -> None:
    """The officer set up a second factor while signed in: this session has proved it."""
    request.session[STANDING] = {
        "method": Method.PASSWORD,
        **request.session.get(STANDING, {}),
        "factor": True,
    }
