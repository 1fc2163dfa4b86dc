"""Who read a resident's conversation? An entry once an officer and handover, before it is shown."""

from __future__ import annotations

from django.db import transaction

from bangban.agencies.models import Officer
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import Entry, append
from bangban.services.consult.handover.models import Handover

KIND = "read.conversation"


def note_reading(handover: Handover, officer: Officer) -> None:
    """Enter that the officer reads it.

    Raises:
        LedgerUnavailable: it could not be recorded, so the conversation is not shown.
    """
    about = {"actor": f"officer:{officer.pk}", "subject": f"handover:{handover.pk}"}
    if LedgerEntry.objects.filter(kind=KIND, **about).exists():
        return
    with transaction.atomic():
        append([Entry(KIND, about["actor"], handover.agency_id, about["subject"])])
