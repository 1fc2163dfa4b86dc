"""Is this the officer's password? Every wrong answer costs the same and says the same."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.ledger import record
from bangban.services.accounts import limits, trail
from bangban.services.accounts.problems import AccountLocked, SignInRefused


def _refused() -> SignInRefused:
    return SignInRefused(limit=limits.LIMIT, minutes=limits.LOCK.seconds // 60)


@cache
def _nobodys_hash() -> str:
    """What the password of an unknown name is compared with: the same work as with a known one."""
    return make_password("the password of a name nobody has")


def officer_by_password(name: str, password: str, address: str) -> Officer:
    """Return the officer whose name and password these are.

    The try stays paid until the sign-in is complete (`limits.clear`) or goes on to the second factor
    (`limits.pay_back`).

    Raises:
        SignInRefused: unknown name, wrong password, account not in use: nobody can tell which.
        AccountLocked: too many wrong tries with this name, known or not.
        TooManyTries: too many wrong tries from this address.
    """
    now = timezone.now()
    _pay_address(address, now)
    officer = Officer.objects.select_related("agency").filter(username=name).first()
    digest = trail.salted(name, "name")
    rows = Officer.objects.filter(pk=officer.pk) if officer else limits.unknown_name(digest, now)
    try:
        last = limits.pay_try(rows, now)
    except AccountLocked:
        # Nothing was guessed: the address does not pay, or one locked account would lock out the office.
        limits.pay_back_address(address)
        raise
    right = officer.check_password(password) if officer else check_password(password, _nobodys_hash())
    if officer and right and officer.may_work(now):
        limits.pay_back_address(address)
        return officer
    with transaction.atomic():
        kinds = ["login.failed", "login.locked"] if last else ["login.failed"]
        record.append(
            [
                trail.about_officer(kind, officer, address=address, step="password")
                if officer
                else trail.about_name(kind, digest, address=address, step="password")
                for kind in kinds
            ]
        )
    raise _refused()


def prove_password(officer: Officer, password: str, address: str) -> None:
    """Check the password of an officer who is signed in already.

    Raises:
        SignInRefused, AccountLocked, TooManyTries: as when signing in.
    """
    found = officer_by_password(officer.username, password, address)
    limits.pay_back(Officer.objects.filter(pk=found.pk))


def _pay_address(address: str, now: datetime) -> None:
    if limits.pay_address(address, now):
        with transaction.atomic():
            record.append([trail.about_name("login.locked", "", address=address, step="address")])
