"""How many wrong tries are allowed, for one account and from one network address?

Every try is paid for before the password is looked at, by one conditional UPDATE, and paid back when it
was right. So fifty processes asking at once get no more guesses than one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.db.models import Case, F, Q, QuerySet, Value, When

from bangban.agencies import loads
from bangban.agencies.models import Officer
from bangban.services.accounts.models import UnknownName
from bangban.services.accounts.problems import AccountLocked, TooManyTries

# Lock-out after five tries: GB/T 22239-2019 8.1.4.1 b) asks for a limit and leaves the number open.
LIMIT = 5
LOCK = timedelta(minutes=15)
FAILURES = loads.Allowance("sign_in", 60, 3.0)
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


def pay_address(address: str, now: datetime) -> bool:
    """Take one of the failures `address` may make; say whether it was the last one for the moment.

    Raises:
        TooManyTries: it has to wait.
    """
    paid = loads.pay(FAILURES, address, now)
    if paid.wait:
        raise TooManyTries(seconds=paid.wait)
    return paid.last


def pay_back_address(address: str) -> None:
    """That was no failure after all."""
    loads.pay_back(FAILURES, address)
