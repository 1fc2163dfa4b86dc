"""How much may residents behind one network address ask of the portal?"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from bangban.agencies import loads
from bangban.agencies.loads import Allowance, address_of
from bangban.services.portal.problems import TooManyRequests

LOOK_UPS = Allowance("follow", 40, 6.0)
"""Looking a number up, right or wrong: guessing 80 bits is hopeless, and reading on is for people."""
LETTERS = Allowance("letter", 20, 30.0)
"""Everything that makes work for a person: messages, call-backs, complaints, additions."""


def pay(request: HttpRequest, allowance: Allowance, now: datetime | None = None) -> None:
    """Take one request of `allowance` from the address that asks.

    Raises:
        TooManyRequests: it has to wait.
    """
    paid = loads.pay(allowance, address_of(request), now or timezone.now())
    if paid.wait:
        raise TooManyRequests(seconds=paid.wait)
