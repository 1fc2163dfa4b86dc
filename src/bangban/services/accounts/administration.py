"""What may an administrator do to another officer's ways of signing in? Each is entered in the ledger."""

from __future__ import annotations

import secrets

from django.db import transaction

from bangban.agencies.models import Officer
from bangban.agencies.permissions import demand
from bangban.errors import NotAllowed
from bangban.ledger import record
from bangban.services.accounts import limits, trail
from bangban.services.accounts.sessions import sign_out_everywhere

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def reset_second_factor(officer: Officer, by: Officer) -> None:
    """Forget the officer's second factor (a lost phone) and sign him out; he enrols anew when he next signs in.

    Raises:
        NotAllowed: `by` is no security administrator, or it is his own: another one has to do it.
    """
    demand(by, "officer.roles")
    if officer.pk == by.pk:
        raise NotAllowed(permission="officer.roles")
    with transaction.atomic():
        Officer.objects.filter(pk=officer.pk).update(totp_secret="", totp_last_step=0)
        sign_out_everywhere(officer, by=by)
        record.append(
            [trail.about_officer("officer.changed", officer, by=by, field="second_factor", after="reset")]
        )
    officer.totp_secret, officer.totp_last_step = "", 0


def reset_password(officer: Officer, by: Officer) -> str:
    """Give the officer a temporary password, which he must change, and sign him out; return it, once.

    Raises:
        NotAllowed: `by` is no system administrator, or it is his own.
    """
    demand(by, "officer.edit")
    if officer.pk == by.pk:
        raise NotAllowed(permission="officer.edit")
    password = "-".join("".join(secrets.choice(_ALPHABET) for __ in range(4)) for __ in range(4))
    officer.set_password(password)
    officer.must_change_password = True
    with transaction.atomic():
        officer.save(update_fields=["password", "must_change_password"])
        sign_out_everywhere(officer, by=by)
        record.append(
            [trail.about_officer("officer.changed", officer, by=by, field="password", after="temporary")]
        )
    return password


def unlock(officer: Officer, by: Officer) -> None:
    """Open an account that too many wrong tries have locked.

    Raises:
        NotAllowed: `by` is no security administrator.
    """
    demand(by, "officer.roles")
    with transaction.atomic():
        limits.clear(Officer.objects.filter(pk=officer.pk))
        record.append([trail.about_officer("officer.changed", officer, by=by, field="lock", after="open")])
