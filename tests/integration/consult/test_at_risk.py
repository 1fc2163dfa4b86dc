"""Is a life at risk heard at once, whoever waits or talks already, and called back within minutes?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.governance.deadlines import due_after
from bangban.services.consult import asking
from bangban.services.consult.handover import machine, queueing
from bangban.services.consult.handover.found import live_one
from bangban.services.consult.handover.models import HandoverState
from bangban.services.consult.models import Conversation
from tests.support.handover import ASKS, CRISIS, OPEN, SHUT, notices, on_duty, says


def test_the_helplines_come_first(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "我不想活了", CRISIS)
    assert "12356" in notices(chat)[0]
    assert made.urgency == 0


def test_a_life_at_risk_is_heard_by_whoever_waits_already(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    says(asking.open_conversation(agency=people.centre), "转人工", {**ASKS, "urgency": "urgent"})
    made = says(chat, "转人工")
    assert queueing.standing(made, OPEN).position == 2
    worse = says(chat, "我不想活了", {**CRISIS, "why": {"zh": "有生命危险", "en": "a life at risk"}})
    assert (worse.pk, worse.since, worse.reason, worse.urgency) == (made.pk, made.since, "crisis", 0)
    assert worse.summary["why"]["zh"] == "有生命危险"
    assert worse.summary["asked"] == ["转人工", "我不想活了"]
    assert "12356" in notices(chat)[-1]
    assert queueing.standing(worse, OPEN).position == 1
    # Said once: the person who reads it next knows, and the machine is silent again.
    before = len(notices(chat))
    says(chat, "真的不想活了", CRISIS)
    assert len(notices(chat)) == before


def test_the_machine_does_not_interrupt_a_person_but_for_a_life_at_risk(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    machine.accept(says(chat, "转人工"), people.handler, OPEN)
    before = len(notices(chat))
    says(chat, "气死我了", {**ASKS, "reason": "anger", "urgency": "urgent"})
    assert len(notices(chat)) == before
    says(chat, "我想跳楼", CRISIS)
    assert "12356" in notices(chat)[-1]
    found = live_one(chat)
    assert found is not None
    assert (found.state, found.officer_id) == (HandoverState.ACCEPTED, people.handler.pk)


def test_a_life_at_risk_is_called_back_within_the_emergencys_limit_even_at_night(
    people: Any, chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SHUT)
    ordinary = says(asking.open_conversation(agency=people.centre), "转人工").case
    made = says(chat, "我不想活了", CRISIS).case
    assert made is not None
    assert ordinary is not None
    assert made.due_at == due_after(machine.CALLBACK_AT_RISK, SHUT) < SHUT + timedelta(hours=1)
    assert made.warn_at is not None
    assert made.warn_at < made.due_at
    assert ordinary.due_at > SHUT + timedelta(hours=12)
