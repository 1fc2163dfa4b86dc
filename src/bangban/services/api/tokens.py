"""How does a program prove for whom it speaks? By a token an administrator issued: one agency, named permissions, an end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Agency, ApiToken, Officer
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotFound
from bangban.ledger.record import Entry, append

GRANTABLE = (
    "case.read", "case.open", "workorder.read", "employee.read", "scenario.read", "ledger.read",
    "knowledge.read", "knowledge.work", "knowledge.end",
)  # fmt: skip
"""What a program may be allowed. Deciding is not among it: a person decides."""
LONGEST = timedelta(days=366)
USED_EVERY = timedelta(minutes=5)
"""How exactly "last used" is kept: not every call writes."""


def issue(
    by: Officer,
    agency: Agency,
    label: str,
    permissions: Iterable[str],
    expires_at: datetime,
    now: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for a program of `agency`; the second value is the token, shown this once.

    Raises:
        NotAllowed, NotFound: the officer may not issue tokens, or not for this agency.
        BadInput: a permission no program may have, or an end beyond a year.
    """
    now = now or timezone.now()
    demand(by, "token.manage")
    if agency.pk not in reach(by, "token.manage"):
        raise NotFound(what="agency")
    wanted = sorted(set(permissions))
    if not wanted or not set(wanted) <= set(GRANTABLE):
        raise BadInput(what=", ".join(wanted) or "permissions")
    if not now < expires_at <= now + LONGEST:
        raise BadInput(what="expires_at")
    secret = "bb_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            agency=agency,
            officer=by,
            label=label.strip()[:80],
            digest=_digest(secret),
            prefix=secret[:8],
            permissions=wanted,
            created_at=now,
            expires_at=expires_at,
        )
        append(
            [
                Entry(
                    "token.created",
                    f"officer:{by.pk}",
                    agency.pk,
                    f"token:{token.pk}",
                    {"permissions": wanted},
                )
            ]
        )
    return token, secret


def revoke(by: Officer, token: ApiToken, now: datetime | None = None) -> None:
    """End a token at once.

    Raises:
        NotAllowed, NotFound: the officer may not, or the token is another agency's.
    """
    demand(by, "token.manage")
    if token.agency_id not in reach(by, "token.manage"):
        raise NotFound(what="token")
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now or timezone.now()):
            append([Entry("token.withdrawn", f"officer:{by.pk}", token.agency_id, f"token:{token.pk}")])


def find(secret: str, now: datetime | None = None) -> ApiToken | None:
    """The token in force behind `secret`, or None."""
    now = now or timezone.now()
    rows = ApiToken.objects.filter(
        digest=_digest(secret), revoked_at=None, expires_at__gt=now, agency__is_active=True
    )
    token = rows.select_related("agency", "officer").first()
    if token is None or not token.officer.may_work(now):
        return None
    if token.last_used_at is None or token.last_used_at < now - USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def agencies_of(token: ApiToken) -> list[int]:
    """Ids of the agencies the token reaches: its own and those below."""
    return list(Agency.objects.filter(path__startswith=token.agency.path).values_list("pk", flat=True))


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
