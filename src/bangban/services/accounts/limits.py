"""How many wrong tries are allowed, for one account and from one network address?

Every try is paid for before the password is looked at, by one conditional UPDATE, and paid back when it
was right. So fifty processes asking at once get no more guesses than one.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.http import HttpRequest

from bangban.agencies.models import Officer
from bangban.services.accounts.models import AddressLoad, UnknownName
from bangban.services.accounts.problems import AccountLocked, TooManyTries

# Lock-out after five tries: GB/T 22239-2019 8.1.4.1 b) asks for a limit and leaves the number open.
LIMIT = 5
LOCK = timedelta(minutes=15)
BURST = 60
STEP_SECONDS = 3.0
"""An address may fail 60 times at once (an office behind one address), then once every 3 s."""
FORGET = timedelta(days=1)

Rows = QuerySet[Officer] | QuerySet[UnknownName]


def pay_try(rows: Rows, now: datetime) -> bool:
    """Take one of the tries of the account (or unknown name) in `rows`; say whether it was the last one.

    The last try locks at once; a right password opens the lock again (`pay_back`, `clear`).

    Raises:
        AccountLocked: there are none left.
    """
    expired = Q(locked_until__lte=now)
    paid = rows.filter(Q(locked_until=None) | expired).update(
        failed_sign_ins=Case(When(expired, then=Value(1)), default=F("failed_sign_ins") + 1),
        locked_until=Case(
            When(Q(locked_until=None) & Q(failed_sign_ins__gte=LIMIT - 1), then=Value(now + LOCK)),
            default=Value(None),
        ),
    )
    locked_until = rows.values_list("locked_until", flat=True).first()
    if not paid:
        left = (locked_until or now + LOCK) - now
        raise AccountLocked(minutes=max(1, ceil(left.total_seconds() / 60)))
    return locked_until is not None


def pay_back(rows: QuerySet[Officer]) -> None:
    """The password was right, but the second factor is still to come: this one try does not count."""
    rows.filter(failed_sign_ins__gt=0).update(failed_sign_ins=F("failed_sign_ins") - 1, locked_until=None)


def clear(rows: QuerySet[Officer]) -> None:
    """Signed in: earlier failures are forgotten."""
    rows.exclude(failed_sign_ins=0, locked_until=None).update(failed_sign_ins=0, locked_until=None)


def unknown_name(digest: str, now: datetime) -> QuerySet[UnknownName]:
    """The row that counts tries with a name nobody has; rows of other days go."""
    UnknownName.objects.filter(last_at__lt=now - FORGET).delete()
    UnknownName.objects.get_or_create(digest=digest, defaults={"last_at": now})
    rows = UnknownName.objects.filter(digest=digest)
    rows.update(last_at=now)
    return rows


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


def pay_address(address: str, now: datetime) -> bool:
    """Take one of the failures `address` may make; say whether it was the last one for the moment.

    Raises:
        TooManyTries: it has to wait.
    """
    clock, reach = now.timestamp(), BURST * STEP_SECONDS
    rows = AddressLoad.objects.filter(address=address)
    ahead = Greatest(F("ahead_until"), Value(clock)) + STEP_SECONDS
    paid = rows.filter(ahead_until__lte=clock + reach - STEP_SECONDS).update(ahead_until=ahead)
    if not paid:
        AddressLoad.objects.filter(ahead_until__lt=clock - FORGET.total_seconds()).delete()
        __, created = AddressLoad.objects.get_or_create(
            address=address, defaults={"ahead_until": clock + STEP_SECONDS}
        )
        # Somebody else may have made the row in between: then it is counted like any other.
        paid = int(created) or rows.filter(ahead_until__lte=clock + reach - STEP_SECONDS).update(
            ahead_until=ahead
        )
    until = rows.values_list("ahead_until", flat=True).first() or clock
    if not paid:
        raise TooManyTries(seconds=max(1, ceil(until - clock - reach + STEP_SECONDS)))
    return until > clock + reach - STEP_SECONDS


def pay_back_address(address: str) -> None:
    """That was no failure after all."""
    AddressLoad.objects.filter(address=address).update(ahead_until=F("ahead_until") - STEP_SECONDS)
