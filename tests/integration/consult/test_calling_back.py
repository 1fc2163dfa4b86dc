"""Is a call-back one that can be kept: promised once, with a number to call, and only where nobody can be had?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bangban.ledger.models import LedgerEntry
from bangban.services.consult import asking
from bangban.services.consult.handover import machine, queueing
from bangban.services.consult.handover.models import Handover, HandoverState
from bangban.services.consult.handover.proposing import propose
from bangban.services.consult.handover.tick import ACCEPT, LONGEST_WAIT, tick
from bangban.services.consult.models import Conversation, Role
from tests.support.desk import at_desk
from tests.support.handover import CRISIS, OPEN, SHUT, on_duty, says


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`at(when)`: it is that time wherever the queue looks."""
    return lambda when: monkeypatch.setattr(timezone, "now", lambda: when)


def test_a_call_back_asks_for_the_number_and_the_officer_has_it(
    people: Any, chat: Conversation, at: Any
) -> None:
    at(SHUT)
    made = says(chat, "转人工")
    address = f"/consult/c/{chat.token}"
    client = Client()
    assert 'name="phone"' in client.get(address).content.decode()
    for wrong in ("", "12", "谁知道", "1" * 30, "138001\x0038000"):
        assert client.post(f"{address}/number", {"phone": wrong}).status_code == 422
    assert client.post(f"{address}/number", {"phone": "138 0013 8000"}).status_code == 302
    assert "138 0013 8000" in client.get(address).content.decode()
    client.post(f"{address}/number", {"phone": "0571-8888 0000"})
    made.refresh_from_db()
    assert made.case is not None
    assert made.case.resident is not None
    assert made.case.resident.phone == "0571-8888 0000"
    case = at_desk(people.handler).get(f"/desk/cases/{made.case.pk}").content.decode()
    assert "0571-8888 0000" in case
    entry = LedgerEntry.objects.filter(kind="handover.number").latest("pk")
    assert "8888" not in str(entry.details)


def test_who_was_called_back_is_promised_nothing_more(people: Any, chat: Conversation, at: Any) -> None:
    at(SHUT)
    made = says(chat, "转人工")
    assert made.case is not None
    made.case.closed_at = SHUT
    made.case.save()
    page = Client().get(f"/consult/c/{chat.token}").content.decode()
    assert 'name="phone"' not in page
    assert made.case.follow_code not in page.partition("data-turns")[0]
    assert not machine.leave_number(made, "13800138000")


def test_who_asks_again_at_night_is_owed_one_call_back(people: Any, chat: Conversation, at: Any) -> None:
    at(SHUT)
    made = says(chat, "转人工")
    for text in ("转人工！", "人呢？"):
        assert says(chat, text) == made
    Client().post(f"/consult/c/{chat.token}/person")
    assert Handover.objects.filter(conversation=chat).count() == 1
    assert made.case is not None
    assert made.case.follow_code in chat.turns.filter(role=Role.NOTICE).last().text
    # What is worse than what was promised for is promised anew, with its own urgency.
    assert says(chat, "我不想活了", CRISIS) != made


def test_who_is_owed_a_call_back_is_let_in_when_somebody_is_there(
    people: Any, chat: Conversation, at: Any
) -> None:
    at(SHUT)
    made = says(chat, "转人工")
    at(OPEN + timedelta(days=7))
    on_duty(people.handler, OPEN + timedelta(days=7))
    again = says(chat, "转人工")
    assert again != made
    assert again.waits


def test_whoever_is_free_takes_even_one_who_waited_long(people: Any, chat: Conversation, at: Any) -> None:
    at(OPEN)
    on_duty(people.handler, OPEN)
    made = says(chat, "转人工")
    later = OPEN + LONGEST_WAIT + timedelta(minutes=1)
    on_duty(people.handler, later)
    tick(later)
    made.refresh_from_db()
    assert made.state == HandoverState.OFFERED
    # Who is offered him and does not take him leaves a call-back.
    tick(later + ACCEPT + timedelta(seconds=1))
    made.refresh_from_db()
    assert made.state == HandoverState.CALLBACK


def test_a_browser_that_dies_late_in_a_conversation_leaves_it_to_a_colleague(
    people: Any, chat: Conversation, at: Any
) -> None:
    at(OPEN)
    on_duty(people.handler, OPEN)
    taken = machine.accept(says(chat, "转人工"), people.handler, OPEN)
    asking.say(chat, Role.RESIDENT, "我家漏水")
    later = OPEN + LONGEST_WAIT + queueing.GONE
    on_duty(people.reviewer, later)
    tick(later)
    taken.refresh_from_db()
    assert (taken.state, taken.offered_to_id) == (HandoverState.OFFERED, people.reviewer.pk)


@pytest.mark.parametrize(
    ("away", "same"), [(timedelta(minutes=30), True), (machine.SAME_WAIT + timedelta(minutes=1), False)]
)
def test_a_wait_goes_on_where_it_was_and_another_day_is_another_wait(
    people: Any, chat: Conversation, at: Any, away: timedelta, same: bool
) -> None:
    at(OPEN)
    on_duty(people.handler, OPEN)
    made = says(chat, "转人工")
    machine.withdraw(made, OPEN)
    chat.refresh_from_db()
    at(OPEN + away)
    on_duty(people.handler, OPEN + away)
    again = says(chat, "还是转人工")
    assert again.waits
    assert (again.since == made.since) is same


def test_an_entry_is_proposed_for_what_was_asked_and_not_for_the_cry(
    people: Any, chat: Conversation, at: Any
) -> None:
    at(OPEN)
    on_duty(people.handler, OPEN)
    asking.say(chat, Role.RESIDENT, "加装电梯有补贴吗")
    made = says(chat, "你们答的根本不对，气死我了，马上给我转人工，不然我就去上访！")
    machine.accept(made, people.handler, OPEN)
    machine.reply(made, people.handler, "每台补贴十万元。")
    gap = propose(made)
    assert gap is not None
    assert gap.drafted_question == "加装电梯有补贴吗"
