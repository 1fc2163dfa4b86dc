"""What must pages that look on be told? Rows in the order they happened, written with what they tell of."""

from __future__ import annotations

from datetime import datetime, timedelta

from bangban.agencies.inserting import insert
from bangban.agencies.prepared import Prepared
from bangban.services.consult.handover.models import Handover, LiveEvent
from bangban.services.consult.models import Conversation

KEPT = timedelta(days=2)
"""How long a page may be away and still be told everything it missed; after that it reads itself anew."""


def tell(conversation: Conversation, kind: str, number: int = 0) -> None:
    """Note one event: "turn" (something was said), "state" (who answers), inside the caller's transaction."""
    kept_by = next((agency for (agency,) in _KEEPER.rows(conversation=conversation.pk)), None)
    agency_id = kept_by or conversation.agency_id
    insert([LiveEvent(conversation=conversation, agency_id=agency_id, kind=kind, number=number)])


_KEEPER = Prepared(
    lambda conversation: (
        Handover.objects.filter(conversation=conversation).order_by("-pk").values_list("agency_id")[:1]
    ),
    conversation=Conversation._meta.pk,
)


def forget(now: datetime) -> int:
    """Drop events nobody can come back for; return how many."""
    return LiveEvent.objects.filter(at__lt=now - KEPT).delete()[0]
