"""Which handover is a conversation's: the one that is live, the newest, the call-back that is still owed?

Asked at every turn, and several times while one is opened, when nobody else can write: by statements built once.
"""

from __future__ import annotations

from bangban.agencies.prepared import Prepared
from bangban.services.consult.handover.models import LIVE, Handover, HandoverState
from bangban.services.consult.models import Conversation

_LIVE = Prepared(
    lambda conversation: Handover.objects.filter(conversation=conversation, state__in=LIVE).order_by("pk")[
        :1
    ],
    conversation=Conversation._meta.pk,
)
_NEWEST = Prepared(
    lambda conversation: Handover.objects.filter(conversation=conversation).order_by("-pk")[:1],
    conversation=Conversation._meta.pk,
)
_OWED = Prepared(
    lambda conversation: (
        Handover.objects.filter(
            conversation=conversation,
            state=HandoverState.CALLBACK,
            case__closed_at=None,
            case__isnull=False,
        )
        .select_related("case__resident")
        .order_by("-pk")[:1]
    ),
    conversation=Conversation._meta.pk,
)


def live_one(conversation: Conversation) -> Handover | None:
    """The handover that waits or is talked in; None while the assistant answers."""
    return _LIVE.first(conversation=conversation.pk)


def last_one(conversation: Conversation) -> Handover | None:
    """The newest handover, live or over."""
    return _NEWEST.first(conversation=conversation.pk)


def pending(conversation: Conversation) -> Handover | None:
    """The newest call-back that is still owed."""
    return _OWED.first(conversation=conversation.pk)
