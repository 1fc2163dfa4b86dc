"""Is this the code on the officer's phone? Time-based one-time passwords (RFC 6238), each good for once."""

from __future__ import annotations

import hmac
import io
import re
from datetime import datetime

import pyotp
from django.db import transaction

from bangban.agencies.models import Officer
from bangban.ledger import record
from bangban.services.accounts import limits, trail
from bangban.services.accounts.problems import FactorAlreadySet, WrongCode

STEP_SECONDS = 30
DRIFT = 1
"""Steps a phone's clock may be off, either way (RFC 6238, section 5.2 recommends at most one for delay)."""
ISSUER = "Bangban"


def new_secret() -> str:
    """160 random bits in base32, the length RFC 4226 section 4 (R6) recommends."""
    return pyotp.random_base32(32)


def setup_uri(secret: str, officer: Officer) -> str:
    """The otpauth:// address that an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=officer.username, issuer_name=ISSUER)


def setup_picture(secret: str, officer: Officer) -> str:
    """The same as a QR code: an <svg> without any style attribute, dark on white in every theme."""
    # Needed once in an officer's life.
    import segno

    out = io.BytesIO()
    segno.make(setup_uri(secret, officer), error="m").save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, dark="#000", light="#fff", border=3
    )
    return out.getvalue().decode()


def grouped(secret: str) -> str:
    """The secret in groups of four, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None when it is none of the current ones."""
    digits = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    maker = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(maker.generate_otp(step), digits):
            return step
    return None


def prove_code(officer: Officer, code: str, address: str, now: datetime) -> None:
    """Use up `code`. A wrong one counts as a wrong try of the account; the same one works only once.

    Raises:
        WrongCode: not the code, or used before.
        AccountLocked, TooManyTries: too many wrong tries.
    """
    rows = Officer.objects.filter(pk=officer.pk)
    last = limits.pay_try(rows, now)
    step = matching_step(officer.totp_secret, code, now)
    if step is not None and rows.filter(totp_last_step__lt=step).update(totp_last_step=step):
        limits.pay_back(rows)
        return
    with transaction.atomic():
        entries = [trail.about_officer("factor.failed", officer, address=address)]
        if last:
            entries.append(trail.about_officer("login.locked", officer, address=address, step="code"))
        record.append(entries)
    raise WrongCode()


def enrol(
    officer: Officer, secret: str, code: str, now: datetime, *, replaces: bool = False, address: str = ""
) -> None:
    """Make `secret` the officer's second factor once `code` shows that the phone has it.

    Raises:
        WrongCode: the phone shows something else.
        FactorAlreadySet: there is one already, and `replaces` is not set.
    """
    step = matching_step(secret, code, now)
    if step is None:
        raise WrongCode()
    rows = Officer.objects.filter(pk=officer.pk)
    if not replaces:
        rows = rows.filter(totp_secret="")
    with transaction.atomic():
        if not rows.update(totp_secret=secret, totp_last_step=step):
            raise FactorAlreadySet()
        record.append([trail.by_officer("factor.enrolled", officer, address=address)])
    officer.totp_secret, officer.totp_last_step = secret, step
