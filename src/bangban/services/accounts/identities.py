"""Which officer is the person the single sign-on vouches for? Accounts are never made on the way."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.ledger import record
from bangban.services.accounts import trail
from bangban.services.accounts.oidc import Identity
from bangban.services.accounts.problems import NoSuchIdentity, OtherIdentity


def subject_of(identity: Identity) -> str:
    """What an account remembers of an identity: issuer and subject together, since a subject alone is not unique."""
    return "sha256:" + hashlib.sha256(f"{identity.issuer}\n{identity.subject}".encode()).hexdigest()


def officer_of(identity: Identity, claim: str, address: str = "") -> Officer:
    """Return the officer of `identity`; the first time, by the account name in `claim`, and remember him.

    Raises:
        NoSuchIdentity: no account, or it is not in use, or it is bound to somebody else.
    """
    subject = subject_of(identity)
    officers = Officer.objects.select_related("agency")
    officer = officers.filter(oidc_subject=subject).first()
    if officer is None and identity.name and "\x00" not in identity.name:
        officer = officers.filter(username=identity.name, oidc_subject="").first()
    if officer is None or not officer.may_work(timezone.now()):
        with transaction.atomic():
            failed = trail.about_name(
                "login.failed", trail.salted(subject, "subject"), address=address, step="oidc"
            )
            record.append([failed])
        raise NoSuchIdentity(claim=claim)
    if not officer.oidc_subject:
        _remember(officer, subject, claim)
    return officer


def _remember(officer: Officer, subject: str, claim: str) -> None:
    with transaction.atomic():
        if not Officer.objects.filter(pk=officer.pk, oidc_subject="").update(oidc_subject=subject):
            raise NoSuchIdentity(claim=claim)
        record.append([trail.by_officer("officer.changed", officer, field="oidc_subject", after="bound")])
    officer.oidc_subject = subject


def demand_same(officer: Officer, identity: Identity) -> None:
    """Raise OtherIdentity unless `identity` is the one bound to the signed-in `officer`."""
    if officer.oidc_subject != subject_of(identity):
        raise OtherIdentity()
