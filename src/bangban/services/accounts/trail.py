"""How does signing in leave its trace in the ledger? Ids and salted digests, never a name or an address."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings

from bangban.agencies.models import Officer
from bangban.ledger.record import Entry


def salted(text: str, purpose: str) -> str:
    """A digest of `text` that only this installation can recompute ("sha256:" + 64 hex digits)."""
    key = f"bangban.accounts.{purpose}:{settings.SECRET_KEY}".encode()
    return "sha256:" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def by_officer(kind: str, officer: Officer, *, address: str = "", **details: Any) -> Entry:
    """What a signed-in officer did to his own account."""
    return Entry(
        kind=kind,
        actor=f"officer:{officer.pk}",
        agency_id=officer.agency_id,
        subject=f"officer:{officer.pk}",
        details=_details(address, details),
    )


def about_officer(
    kind: str, officer: Officer, *, by: Officer | None = None, address: str = "", **details: Any
) -> Entry:
    """What somebody else, or somebody who did not prove to be this officer, did."""
    return Entry(
        kind=kind,
        actor=f"officer:{by.pk}" if by else "process:web",
        agency_id=officer.agency_id,
        subject=f"officer:{officer.pk}",
        details=_details(address, details),
    )


def about_name(kind: str, digest: str, *, address: str = "", **details: Any) -> Entry:
    """What was tried with a name nobody has."""
    return Entry(
        kind=kind,
        actor="process:web",
        agency_id=None,
        subject="",
        details=_details(address, details),
        digest=digest,
    )


def _details(address: str, details: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in details.items() if value is not None}
    if address:
        kept["address"] = salted(address, "address")
    return kept
