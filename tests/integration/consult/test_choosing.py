"""Is taking one of the entries offered understood as that, and not as impatience?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bangban.knowledge.models import Passage
from bangban.services.consult import asking
from bangban.services.consult.handover import triggers
from bangban.services.consult.models import ConversationState
from bangban.skills.handover import decide

pytestmark = pytest.mark.django_db
QUESTION = "办理结婚登记需要带哪些证件？"


def _judge(turns: Sequence[dict[str, str]]) -> dict[str, Any]:
    last = decide(turns)[-1]
    return {**last.as_dict(), "why": {"zh": last.reason, "en": last.reason}, "words": []}


def test_a_choice_repeats_the_question_and_calls_nobody(
    talk: Any, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_ON_ASKED", [triggers.weigh])
    uid = Passage.objects.get(question=QUESTION).uid
    with triggers.judged_by(_judge):
        conversation = asking.open_conversation()
        for _ in range(3):
            turn = talk("楼道里可以给电动自行车充电吗？", conversation, choice=uid)
            conversation.refresh_from_db()
            assert turn.case is not None
            assert conversation.state == ConversationState.ASSISTANT
        assert not conversation.handovers.exists()
        # Said again without a choice it is what it looks like.
        talk("楼道里可以给电动自行车充电吗？", conversation)
        assert conversation.handovers.get().reason == "repeat"
