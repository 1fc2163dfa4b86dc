"""What was done to an account or an agency, and why? A line in the ledger, and its reason beside it."""

from __future__ import annotations

from typing import Any

from bangban.agencies.models import Agency, Officer
from bangban.governance.changes import Actor, actor_of
from bangban.governance.models import Remark
from bangban.ledger.record import Entry, append


def enter(kind: str, about: Agency | Officer, by: Actor, reason: str, details: dict[str, Any]) -> None:
    """Enter one change with its reason; inside the transaction of the change itself."""
    agency = about.pk if isinstance(about, Agency) else about.agency_id
    append([Entry(kind, actor_of(by), agency, subject(about), details)])
    Remark.objects.create(subject=subject(about), kind=kind, by=actor_of(by), reason=reason.strip()[:200])


def subject(about: Agency | Officer) -> str:
    """As the ledger names it."""
    return f"{'agency' if isinstance(about, Agency) else 'officer'}:{about.pk}"
