"""What does an officer need to know before the first word? What was asked, what was tried, which sources were shown, why a person."""

from __future__ import annotations

from typing import Any

from bangban.agencies.prepared import Prepared
from bangban.services.consult.models import Conversation, Role, Turn

MOST = 12
"""Turns and sources a summary names; the whole conversation stands beside it."""

_TURNS = Prepared(
    lambda conversation: (
        Turn.objects.filter(conversation=conversation).order_by("number").select_related("case")
    ),
    conversation=Conversation._meta.pk,
)


def summary_of(
    conversation: Conversation, why: dict[str, str], words: list[str], note: str = ""
) -> dict[str, Any]:
    """{"why": {"zh", "en"}, "words": what was said that called for a person, "asked", "tried", "sources", "note"}."""
    turns = _TURNS.all(conversation=conversation.pk)
    asked = [turn.text[:200] for turn in turns if turn.role == Role.RESIDENT]
    tried, sources = [], dict[str, dict[str, str]]()
    for turn in turns:
        if turn.role == Role.ASSISTANT:
            tried.append(_tried(turn, sources))
    return {
        "why": why,
        "words": words[:3],
        "asked": asked[-MOST:],
        "tried": tried[-MOST:],
        "sources": list(sources.values())[-MOST:],
        "note": note[:500],
    }


def _tried(turn: Turn, sources: dict[str, dict[str, str]]) -> dict[str, str]:
    """What the assistant did in a turn; the sources it showed are added to `sources`."""
    release = turn.release
    if release is None or release.recalled:
        return {"outcome": "waits" if release is None else "recalled", "text": turn.text[:120]}
    for one in release.cited:
        sources[str(one.get("digest"))] = {
            "source": f"{one.get('source', '')}{one.get('article', '')}",
            "quote": str(one.get("quote", ""))[:200],
        }
    return {"outcome": release.outcome, "text": release.text[:120]}
