"""How does a newcomer sign in to the demo district without a phone? The pages show accounts and codes.

Only with `demo = true`; the password and the secrets below are worth nothing anywhere else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from bangban.agencies.models import Officer, Role
from bangban.catalog.demo import people
from bangban.errors import NotFound
from bangban.services.accounts.factors import STEP_SECONDS

PASSWORD = "bangban-demo"  # noqa: S105
"""The one password of every demo account."""


@dataclass(frozen=True)
class DemoAccount:
    """One line of the banner: who it is, and what he may do."""

    officer: Officer
    roles: list[str]
    second_factor: bool


def is_on() -> bool:
    return bool(settings.CONFIG["demo"])


def secret_of(username: str) -> str:
    """The second factor of a demo account: base32, made from its name."""
    return base64.b32encode(hashlib.sha256(f"bangban demo {username}".encode()).digest()[:20]).decode()


def prepare(officers: Iterable[Officer]) -> None:
    """Give demo officers, roles granted already, the known password and second factor (for the seed)."""
    password = make_password(PASSWORD)
    for officer in officers:
        secret = secret_of(officer.username) if officer.needs_second_factor else ""
        Officer.objects.filter(pk=officer.pk).update(password=password, totp_secret=secret)


def code_of(officer: Officer, now: datetime | None = None) -> str:
    """The code that signs this officer in right now; "" outside demo mode, or when he has set up a phone of his own.

    A code works once: within the half minute in which it was used the next one is given, which is accepted already.
    """
    if not is_on() or officer.totp_secret != secret_of(officer.username):
        return ""
    now = now or timezone.now()
    step = max(int(now.timestamp()) // STEP_SECONDS, officer.totp_last_step + 1)
    return pyotp.TOTP(officer.totp_secret).generate_otp(step)


def code_of_name(username: str) -> str:
    """The same by account name, for the command line.

    Raises:
        NotFound: not in demo mode, or no demo account of that name with a second factor.
    """
    officer = Officer.objects.filter(username=username).first()
    code = code_of(officer) if officer else ""
    if not code:
        raise NotFound(what=username)
    return code


def accounts() -> list[DemoAccount]:
    """The accounts the sign-in page offers in demo mode, those with the most to show first."""
    if not is_on():
        return []
    names = [row["username"] for row in people()["officers"]]
    found = (
        Officer.objects.filter(username__in=names, is_active=True)
        .select_related("agency")
        .prefetch_related("roles")
    )
    shown = []
    for officer in sorted(found, key=lambda one: names.index(one.username)):
        roles = [Role(row.role).label for row in officer.roles.all()]
        shown.append(DemoAccount(officer, [str(role) for role in roles], bool(officer.totp_secret)))
    return shown


def greeting() -> list[str]:
    """One line for each demo account, for the terminal."""
    lines = [f"演示账号，密码 | demo accounts, password: {PASSWORD}"]
    for account in accounts():
        officer = account.officer
        factor = "  (+ 动态口令见登录页 | code on the sign-in page)" if account.second_factor else ""
        lines.append(
            f"{officer.username:14} {officer.name}  {officer.agency.short_zh}  {'、'.join(account.roles)}{factor}"
        )
    return lines
