"""How much may one network address ask? Counted in the database, so that ten processes allow no more than one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from bangban.services.accounts.limits import address_of
from bangban.services.portal.models import Load
from bangban.services.portal.problems import TooManyRequests

FORGET_SECONDS = 86_400


@dataclass(frozen=True)
class Allowance:
    """`burst` requests at once (a service hall stands behind one address), then one every `step` seconds."""

    name: str
    burst: int
    step: float


LOOK_UPS = Allowance("follow", 40, 6.0)
"""Looking a number up, right or wrong: guessing 80 bits is hopeless, and reading on is for people."""
LETTERS = Allowance("letter", 20, 30.0)
"""Everything that makes work for a person: messages, call-backs, complaints, additions."""


def pay(request: HttpRequest, allowance: Allowance, now: datetime | None = None) -> None:
    """Take one request of `allowance` from the address that asks.

    Raises:
        TooManyRequests: it has to wait.
    """
    clock = (now or timezone.now()).timestamp()
    key = salted_hmac(
        "bangban.portal", f"{allowance.name} {address_of(request)}", algorithm="sha256"
    ).hexdigest()
    latest = clock + (allowance.burst - 1) * allowance.step
    ahead = Greatest(F("ahead_until"), Value(clock)) + allowance.step
    rows = Load.objects.filter(key=key)
    if rows.filter(ahead_until__lte=latest).update(ahead_until=ahead):
        return
    Load.objects.filter(ahead_until__lt=clock - FORGET_SECONDS).delete()
    _, created = Load.objects.get_or_create(key=key, defaults={"ahead_until": clock + allowance.step})
    # Somebody else may have made the row in between: then it is counted like any other.
    if created or rows.filter(ahead_until__lte=latest).update(ahead_until=ahead):
        return
    until = rows.values_list("ahead_until", flat=True).first() or clock
    raise TooManyRequests(seconds=max(1, ceil(until - latest)))
