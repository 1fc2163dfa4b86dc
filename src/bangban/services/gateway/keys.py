"""Whose key is this, and may it still be used? Keys are made, shown once, kept as a digest, withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.errors import BadInput
from bangban.ledger.record import Entry, append
from bangban.llm.model import Caller
from bangban.services.gateway.models import AgencyPolicy, DataClass, GatewayKey

PREFIX = "bbk_"
MOST_SCENARIOS = 20


@dataclass(frozen=True)
class Known:
    """A key in force: the caller, and for how many days his agency keeps contents (0: it does not)."""

    caller: Caller
    keep_days: int


def create(
    agency: Agency,
    by: str,
    *,
    label: str = "",
    data_class: str = DataClass.INTERNAL,
    officer: Officer | None = None,
    employee: str = "",
    scenarios: Sequence[str] = (),
    expires_at: datetime | None = None,
) -> tuple[GatewayKey, str]:
    """Make a key; the second value is the key itself, shown this once. `by` is the ledger's name of who makes it.

    Raises:
        BadInput: no such class, more scenarios than fit, or an end that is past.
    """
    if len(scenarios) > MOST_SCENARIOS or not all(0 < len(code) <= 60 for code in scenarios):
        raise BadInput(what="scenarios")
    if data_class not in DataClass.values:
        raise BadInput(what=f"data class {data_class!r}")
    if expires_at is not None and expires_at <= timezone.now():
        raise BadInput(what="expires_at")
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        key = GatewayKey.objects.create(
            agency=agency,
            officer=officer,
            employee=employee,
            scenarios=list(dict.fromkeys(scenarios)),
            label=label.strip()[:80],
            digest=digest_of(secret),
            prefix=secret[:9],
            data_class=data_class,
            created_by=by,
            expires_at=expires_at,
        )
        details = {"data_class": data_class, **({"officer": officer.pk} if officer else {})}
        append([Entry("gateway.key_created", by, agency.pk, f"gateway_key:{key.pk}", details)])
    return key, secret


def revoke(key: GatewayKey, by: str) -> bool:
    """Withdraw a key; False when it was already. Processes that know it forget it within two seconds."""
    with transaction.atomic():
        rows = GatewayKey.objects.filter(pk=key.pk, revoked_at=None)
        if not rows.update(revoked_at=timezone.now()):
            return False
        append([Entry("gateway.key_withdrawn", by, key.agency_id, f"gateway_key:{key.pk}")])
    return True


def find(digest: str, now: datetime) -> Known | None:
    """The key in force with this digest."""
    rows = GatewayKey.objects.filter(digest=digest, revoked_at=None, agency__is_active=True)
    plain = ("officer__id", "officer__is_active", "officer__valid_until")
    rows = rows.select_related("agency", "officer")
    key = rows.only(
        "agency__code", "officer_id", *plain, "employee", "scenarios", "data_class", "expires_at"
    ).first()
    if key is None or (key.expires_at is not None and key.expires_at <= now):
        return None
    if key.officer is not None and not key.officer.may_work(now):
        return None
    policy = AgencyPolicy.objects.filter(pk=key.agency_id).first()
    caller = Caller(
        key=key.pk,
        agency=key.agency_id,
        agency_code=key.agency.code,
        floor=key.data_class,  # type: ignore[arg-type]
        person=f"officer:{key.officer_id}" if key.officer_id else "",
        employee=key.employee,
        scenarios=tuple(key.scenarios),
        words=tuple(policy.words) if policy else (),
        forbidden=tuple(policy.forbidden) if policy else (),
    )
    return Known(caller, policy.keep_days if policy else 0)


def digest_of(secret: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
