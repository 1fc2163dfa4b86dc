"""How much may one network address ask? Counted in the database, so that ten processes allow no more than one."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bangban.agencies.models import Load

FORGET_SECONDS = 86_400


@dataclass(frozen=True)
class Allowance:
    """`burst` requests at once (an office stands behind one address), then one every `step` seconds."""

    name: str
    burst: int
    step: float


@dataclass(frozen=True)
class Paid:
    """`wait` seconds until the address may ask again, 0 when it was let through; `last` when nothing is left."""

    wait: int = 0
    last: bool = False


def address_of(request: HttpRequest) -> str:
    """The address a request came from; "" when there is none (a Unix socket).

    Only behind the proxy that provides HTTPS (`web.https`) does X-Forwarded-For count, and of it only the
    last item, which that proxy wrote itself. An IPv6 network of one household (/64) is one address.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.CONFIG["web.https"]:
        given = request.META.get("HTTP_X_FORWARDED_FOR", given).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def is_here(address: str) -> bool:
    """Whether it is this machine's own: a program on it, or a proxy that was not named as one, for whoever stands behind it."""
    # The network that ::1 is in begins with ::.
    return address in ("", "::") or ipaddress.ip_address(address).is_loopback


def pay(allowance: Allowance, address: str, now: datetime, *, requests: int = 1) -> Paid:
    """Take `requests` of `allowance` from `address`, all or none, by one conditional UPDATE."""
    clock = now.timestamp()
    latest = clock + (allowance.burst - requests) * allowance.step
    key = _key(allowance, address)
    ahead = Greatest(F("ahead_until"), Value(clock)) + requests * allowance.step
    rows = Load.objects.filter(key=key)
    paid = rows.filter(ahead_until__lte=latest).update(ahead_until=ahead)
    if not paid:
        Load.objects.filter(ahead_until__lt=clock - FORGET_SECONDS).delete()
        _, created = Load.objects.get_or_create(
            key=key, defaults={"ahead_until": clock + requests * allowance.step}
        )
        # Somebody else may have made the row in between: then it is counted like any other.
        paid = int(created) or rows.filter(ahead_until__lte=latest).update(ahead_until=ahead)
    until = rows.values_list("ahead_until", flat=True).first() or clock
    return Paid(last=until > latest) if paid else Paid(wait=max(1, ceil(until - latest)))


def pay_back(allowance: Allowance, address: str) -> None:
    """That one did not count after all."""
    rows = Load.objects.filter(key=_key(allowance, address))
    rows.update(ahead_until=F("ahead_until") - allowance.step)


def _key(allowance: Allowance, address: str) -> str:
    return salted_hmac("bangban.loads", f"{allowance.name} {address}", algorithm="sha256").hexdigest()
