"""How does what an officer answered become known to the assistant? As a proposed entry, which the guardian selects or drops."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.utils import timezone

from bangban.services.consult.handover.models import Handover
from bangban.services.consult.models import Gap, Role


def propose(handover: Handover) -> Gap | None:
    """Draft an entry of the resident's last question and the officer's answers; None when there is nothing to draft."""
    turns = list(
        handover.conversation.turns.filter(role__in=(Role.RESIDENT, Role.OFFICER)).order_by("number")
    )
    answers = [turn for turn in turns if turn.role == Role.OFFICER and turn.officer_id == handover.officer_id]
    if not answers:
        return None
    asked = [turn.text for turn in turns if turn.role == Role.RESIDENT and turn.number < answers[-1].number]
    if not asked:
        return None
    question = _matter(asked, handover.summary.get("words", []))[:2000]
    answer = "\n".join(turn.text for turn in answers)[:5000]
    now = timezone.now()
    made, _created = Gap.objects.get_or_create(
        stamp=sha256(f"handover:{handover.pk}".encode()).hexdigest(),
        defaults={
            "name": question[:60],
            "agency_id": handover.agency_id,
            "questions": 1,
            "people": 1,
            "last_week": 1,
            "samples": [question],
            "drafted_question": question,
            "drafted_answer": answer,
            "drafted_from": f"handover:{handover.pk}",
            "first_at": now,
            "last_at": now,
        },
    )
    return made


def _matter(asked: Sequence[str], words: Sequence[str]) -> str:
    """What was asked about: the longest of the last turns says most, but for one that cries for a person."""
    about = [text for text in asked if not any(word in text for word in words)]
    return max((about or asked)[-3:], key=len)
