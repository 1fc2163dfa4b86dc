"""Is a life at risk heard at once, whoever waits or talks already, and called back within minutes?"""

from __future__ import annotations

import re
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
from tests.support.desk import at_desk
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


def test_whoever_talks_is_shown_that_a_life_came_to_be_at_risk(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.handler, OPEN)
    desk, address = at_desk(people.handler), f"/consult/queue/{made.pk}?mine=1"
    quiet = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "可能有生命危险" not in quiet
    says(chat, "我不想活了", {**CRISIS, "words": ["不想活了"]})
    raised = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    alert = raised.partition('role="alert"')[2]
    assert "可能有生命危险" in alert
    assert "不想活了" in alert
    # What a page of its own shows, the page that is open is told in the same parts.
    whole = desk.get(address).content.decode()
    parts = set(re.findall('data-part="([^"]+)"', raised))
    assert parts == set(re.findall('data-part="([^"]+)"', whole)) == {"standing", "turns", "raised", "why"}


def test_what_was_written_while_a_colleague_took_over_is_not_lost(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.handler, OPEN)
    machine.take_from(made, people.reviewer)
    page = at_desk(people.handler).post(f"/consult/queue/{made.pk}", {"text": "我这就给您登记。"})
    assert page.status_code == 422
    assert "我这就给您登记。" in page.content.decode()
    assert "我这就给您登记。" not in [turn.text for turn in chat.turns.all()]
    told = at_desk(people.handler).get(f"/consult/queue/{made.pk}?mine=1", headers={"HX-Request": "true"})
    assert people.reviewer.shown_name in told.content.decode().partition('data-part="raised"')[2]
