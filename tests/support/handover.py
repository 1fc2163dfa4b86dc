"""How does a test call a person? What a resident says and what is heard in it, when the office is open, who is on duty."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bangban.services.consult import asking
from bangban.services.consult.handover import triggers
from bangban.services.consult.handover.found import last_one
from bangban.services.consult.handover.models import Presence
from bangban.services.consult.models import Conversation, Role

OPEN = datetime(2026, 3, 11, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Wednesday morning."""
SHUT = datetime(2026, 3, 14, 22, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Saturday night."""
WHY = {"zh": "群众要求由人来接待", "en": "the resident asks for a person"}
ASKS = {"handover": True, "reason": "asked_for_person", "urgency": "normal", "why": WHY, "words": ["转人工"]}
CRISIS = {**ASKS, "reason": "crisis", "urgency": "emergency"}


def on_duty(officer: Any, now: datetime = OPEN, languages: tuple[str, ...] = ("zh",)) -> Presence:
    said = {"on_duty": True, "languages": list(languages), "seen_at": now}
    return Presence.objects.update_or_create(officer=officer, defaults=said)[0]


def says(chat: Conversation, text: str, verdict: dict[str, Any] = ASKS) -> Any:
    """Have the resident say it, and `verdict` be heard in it; return the last handover."""
    turn = asking.say(chat, Role.RESIDENT, text)
    triggers.look(chat, turn, lambda turns: verdict)
    chat.refresh_from_db()
    found = last_one(chat)
    assert found is not None or not verdict["handover"]
    return found


def notices(chat: Conversation) -> list[str]:
    return list(chat.turns.filter(role=Role.NOTICE).values_list("text", flat=True))
