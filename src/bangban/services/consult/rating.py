"""What does a resident say of an answer? It helped, or it did not; noted, and entered in the ledger."""

from __future__ import annotations

from django.db import transaction

from bangban.ledger.record import Entry, append
from bangban.services.consult.models import Turn


def rate(turn: Turn, rating: int) -> None:
    """Note the resident's word on the assistant's `turn`: 1 it helped, -1 it did not; the last word counts."""
    agency = turn.case.agency_id if turn.case else None
    with transaction.atomic():
        turn.rating = rating
        turn.save(update_fields=["rating"])
        append(
            [Entry("answer.rated", "resident:anonymous", agency, f"case:{turn.case_id}", {"rating": rating})]
        )
