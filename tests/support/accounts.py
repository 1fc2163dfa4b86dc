"""Which officers do the tests of signing in use, and how do they sign them in?"""

from __future__ import annotations

from functools import cache
from typing import Any

import pyotp
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.ledger.models import LedgerEntry

PASSWORD = "a-long-enough-password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@cache
def hashed() -> str:
    """Hashed once: argon2 is meant to be slow."""
    return make_password(PASSWORD)


def an_officer(username: str = "zhou", *roles: str, **more: Any) -> Officer:
    agency, _ = Agency.objects.get_or_create(
        code="hotline", defaults={"kind": "centre", "name_zh": "政务热线中心", "name_en": "Hotline centre"}
    )
    officer = Officer.objects.create_officer(username, "周文静", agency, None, roles=roles)
    Officer.objects.filter(pk=officer.pk).update(**{"password": hashed(), **more})
    return Officer.objects.get(pk=officer.pk)


def sign_in(client: Client, name: str = "zhou", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/sign-in", {"name": name, "password": password, **more})


def code_now(ahead: int = 0, secret: str = SECRET) -> str:
    """The code of the present half minute, or of one before or after it."""
    return pyotp.TOTP(secret).generate_otp(int(timezone.now().timestamp()) // 30 + ahead)


def is_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


def kinds() -> list[str]:
    """The kinds of all ledger entries, in order."""
    return list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))
