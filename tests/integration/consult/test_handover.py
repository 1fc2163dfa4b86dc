"""Does a conversation pass to a person and back, once, in order, and only to whom it concerns?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.agencies.models import Officer, OfficerRole
from bangban.errors import Problem
from bangban.ledger.models import LedgerEntry
from bangban.services.consult import asking
from bangban.services.consult.handover import machine, queueing, triggers
from bangban.services.consult.handover.found import last_one
from bangban.services.consult.handover.models import Handover, HandoverState, LiveEvent, Presence
from bangban.services.consult.handover.problems import NotWaiting, NotYours
from bangban.services.consult.handover.proposing import propose
from bangban.services.consult.handover.tick import ACCEPT, ESCALATE_MISSED, tick
from bangban.services.consult.models import Conversation, ConversationState, Role
from bangban.services.consult.views import chat as page_of_chat
from bangban.skillhost.problems import HostUnavailable
from tests.support.desk import at_desk
from tests.support.handover import CRISIS, OPEN, SHUT, WHY, notices, on_duty, says

STAYS = {"handover": False, "reason": "none", "urgency": "normal", "why": WHY}


def test_the_assistant_is_silent_while_a_person_is_awaited(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    assert made.state == HandoverState.QUEUED
    assert chat.state == ConversationState.PERSON
    assert asking.ask(chat, "还在吗").role == Role.RESIDENT
    assert made.summary["asked"] == ["转人工"]
    assert made.summary["words"] == ["转人工"]
    assert "1" in notices(chat)[-1]


def test_what_calls_for_nobody_changes_nothing(people: Any, chat: Conversation) -> None:
    assert says(chat, "几点开门", STAYS) is None
    assert chat.state == ConversationState.ASSISTANT


def test_without_a_skill_host_the_resident_is_answered_all_the_same(people: Any, chat: Conversation) -> None:
    def broken(turns: list[dict[str, str]]) -> dict[str, Any]:
        raise HostUnavailable(socket="none")

    triggers.look(chat, asking.say(chat, Role.RESIDENT, "转人工"), broken)
    assert last_one(chat) is None


def test_urgency_then_waiting_decides_the_place(people: Any, office: None) -> None:
    on_duty(people.handler)
    first, second, third = (asking.open_conversation(agency=people.centre) for _ in range(3))
    calm, later = says(first, "转人工"), says(second, "转人工")
    urgent = says(third, "救命", CRISIS)
    assert [queueing.standing(one, OPEN).position for one in (urgent, calm, later)] == [1, 2, 3]
    assert queueing.standing(later, OPEN).wait > queueing.standing(urgent, OPEN).wait


def test_a_long_queue_costs_what_a_short_one_does(
    people: Any, office: None, django_assert_max_num_queries: Any
) -> None:
    supervisor = at_desk(people.reviewer)
    now = timezone.now()
    for officer in (people.handler, people.reviewer):
        on_duty(officer, now)
    for number in range(8):
        says(asking.open_conversation(agency=people.centre if number % 2 else None), "转人工")
    supervisor.get("/consult/queue/")
    with django_assert_max_num_queries(12):
        shown = supervisor.get("/consult/queue/").content.decode()
    assert shown.count("data-row=") == 8


def test_one_of_two_officers_gets_it(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.handler, OPEN)
    with pytest.raises(NotWaiting):
        machine.accept(made, people.reviewer, OPEN)
    machine.reply(made, people.handler, "您好，请说")
    with pytest.raises(NotYours):
        machine.reply(made, people.reviewer, "我来")
    assert chat.turns.get(role=Role.OFFICER).text == "您好，请说"


def test_given_back_the_assistant_answers_and_the_old_words_call_nobody(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.handler, OPEN)
    machine.give_back(made, people.handler, OPEN)
    chat.refresh_from_db()
    assert chat.state == ConversationState.ASSISTANT
    seen: list[list[dict[str, str]]] = []

    def judge(turns: list[dict[str, str]]) -> dict[str, Any]:
        seen.append(turns)
        return STAYS

    triggers.look(chat, asking.say(chat, Role.RESIDENT, "谢谢"), judge)
    assert [turn["text"] for turn in seen[0]] == ["谢谢"]


def test_an_unanswered_wait_that_opens_again_goes_on_where_it_was(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.withdraw(made, OPEN + timedelta(minutes=3))
    chat.refresh_from_db()
    again = says(chat, "还是转人工吧")
    assert again.pk != made.pk
    assert again.since == made.since


def test_an_offer_runs_out_passes_on_and_escalates(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    on_duty(people.reviewer)
    made = says(chat, "转人工")
    now, offered = OPEN, []
    for _ in range(ESCALATE_MISSED):
        tick(now)
        made.refresh_from_db()
        offered.append(made.offered_to_id)
        now += ACCEPT + timedelta(seconds=1)
        Presence.objects.update(seen_at=now)
    assert set(offered) == {people.handler.pk, people.reviewer.pk}
    tick(now)
    made.refresh_from_db()
    assert made.escalated_at == now
    assert made.urgency == 0
    kinds = set(LedgerEntry.objects.filter(subject=f"handover:{made.pk}").values_list("kind", flat=True))
    assert {"handover.opened", "handover.missed", "handover.escalated"} <= kinds


def test_it_is_offered_to_who_speaks_the_language(people: Any, office: None) -> None:
    on_duty(people.handler, languages=("zh",))
    on_duty(people.reviewer, languages=("zh", "en"))
    chat = asking.open_conversation(agency=people.centre, language="en")
    made = says(chat, "a person please")
    tick(OPEN)
    made.refresh_from_db()
    assert made.offered_to_id == people.reviewer.pk


def test_who_writes_chinese_on_an_english_page_is_offered_to_who_speaks_chinese(
    people: Any, office: None
) -> None:
    on_duty(people.handler, languages=("zh",))
    chinese = asking.open_conversation(agency=people.centre, language="en")
    english = asking.open_conversation(agency=people.centre, language="en")
    wants, other = says(chinese, "转人工"), says(english, "I want to talk to a person")
    tick(OPEN)
    wants.refresh_from_db()
    other.refresh_from_db()
    assert wants.offered_to == people.handler
    assert other.offered_to is None


def test_when_nobody_is_there_a_call_back_with_a_deadline_is_promised(
    people: Any, chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SHUT)
    made = says(chat, "转人工")
    assert made.state == HandoverState.CALLBACK
    assert made.case.status == "manual"
    assert made.case.due_at > SHUT
    assert made.case.follow_code in notices(chat)[-1]
    assert chat.state == ConversationState.ASSISTANT


def test_officers_who_left_leave_a_call_back(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    tick(OPEN + timedelta(minutes=10))
    made.refresh_from_db()
    assert made.state == HandoverState.CALLBACK
    assert made.case is not None


def test_a_browser_that_dies_leaves_nobody_waiting_for_it(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    taken = machine.accept(made, people.handler, OPEN)
    machine.reply(taken, people.handler, "请讲。")
    later = OPEN + queueing.GONE + timedelta(seconds=1)
    tick(later)
    taken.refresh_from_db()
    # Nobody owes the resident a word yet.
    assert taken.state == HandoverState.ACCEPTED
    asking.say(chat, Role.RESIDENT, "我家漏水")
    on_duty(people.reviewer, later)
    tick(later)
    taken.refresh_from_db()
    assert taken.state == HandoverState.OFFERED
    assert taken.offered_to_id == people.reviewer.pk
    assert (taken.since, taken.urgency) == (made.since, 0)
    chat.refresh_from_db()
    assert chat.state == ConversationState.PERSON
    with pytest.raises(NotYours):
        machine.reply(taken, people.handler, "还在吗？")
    assert "连接" in notices(chat)[-1]


def test_who_talks_is_there(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = machine.accept(says(chat, "转人工"), people.handler, OPEN)
    Presence.objects.update(seen_at=OPEN - timedelta(hours=1))
    at_desk(people.handler).get(f"/consult/queue/{made.pk}")
    assert Presence.objects.get(officer=people.handler).seen_at == OPEN


def test_what_was_answered_becomes_a_proposed_entry(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "老房子加装电梯有补贴吗，转人工")
    machine.accept(made, people.handler, OPEN)
    assert propose(made) is None
    machine.reply(made, people.handler, "每台补贴十万元，向住建局申请。")
    gap = propose(made)
    assert gap is not None
    assert gap.drafted_answer == "每台补贴十万元，向住建局申请。"
    assert propose(made) == gap


# ── pages ──


def test_officers_work_through_the_queue(people: Any, chat: Conversation, office: None) -> None:
    client = at_desk(people.handler)
    client.post("/consult/queue/duty", {"on": "1", "language": ["zh"]})
    made = says(chat, "转人工")
    assert "转人工" in client.get("/consult/queue/").content.decode()
    assert client.post(f"/consult/queue/{made.pk}/take").status_code == 302
    client.post(f"/consult/queue/{made.pk}", {"text": "您好<script>"})
    page = client.get(f"/consult/queue/{made.pk}").content.decode()
    assert "您好&lt;script&gt;" in page
    assert client.post(f"/consult/queue/{made.pk}", {"text": " "}).status_code == 422
    client.post(f"/consult/queue/{made.pk}/leave", {"propose": "1"})
    made.refresh_from_db()
    assert made.state == HandoverState.RETURNED


def test_another_agency_sees_nothing(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    elsewhere = at_desk(people.elsewhere)
    assert "转人工" not in elsewhere.get("/consult/queue/").content.decode()
    for address in (f"/consult/queue/{made.pk}", f"/consult/queue/{2**70}"):
        assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(f"/consult/queue/{made.pk}/take").status_code == 404
    made.refresh_from_db()
    assert made.waits


def test_a_supervisor_goes_on_for_a_colleague_and_a_handler_may_not(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.reviewer, OPEN)
    assert at_desk(people.handler).post(f"/consult/queue/{made.pk}/take").status_code == 403
    machine.take_from(made, people.handler)
    assert at_desk(people.reviewer).post(f"/consult/queue/{made.pk}/take").status_code == 302
    made.refresh_from_db()
    assert made.officer_id == people.reviewer.pk


def test_a_supervisor_elsewhere_is_a_colleague_here(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.reviewer, OPEN)
    both = Officer.objects.create_officer("both", "Both", people.centre, None, ("handler",))
    OfficerRole.objects.create(officer=both, agency=people.bureau, role="reviewer")
    assert at_desk(both).post(f"/consult/queue/{made.pk}/take").status_code == 404
    made.refresh_from_db()
    assert made.officer_id == people.reviewer.pk


def test_who_reads_a_conversation_and_who_replies_in_it_is_in_the_ledger(
    people: Any, chat: Conversation, office: None
) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.handler, OPEN)
    client = at_desk(people.handler)
    for headers in ({"HX-Request": "true"}, {}):
        assert client.get(f"/consult/queue/{made.pk}", headers=headers).status_code == 200
    assert client.post(f"/consult/queue/{made.pk}", {"text": "您好"}).status_code == 302
    entries = LedgerEntry.objects.filter(subject=f"handover:{made.pk}", actor=f"officer:{people.handler.pk}")
    assert entries.filter(kind="read.conversation").count() == 1
    reply = entries.get(kind="handover.replied")
    assert "您好" not in reply.details


def test_the_resident_sees_his_place_and_may_go_back(
    people: Any, chat: Conversation, office: None, client: Any
) -> None:
    on_duty(people.handler)
    says(chat, "转人工")
    page = client.get(f"/consult/c/{chat.token}")
    assert "您排在第 1 位" in page.content.decode()
    assert ":8762" in page.headers["Content-Security-Policy"]
    assert client.get(f"/consult/c/{chat.token}/turns").status_code == 200
    assert client.post(f"/consult/c/{chat.token}/assistant").status_code == 302
    chat.refresh_from_db()
    assert chat.state == ConversationState.ASSISTANT
    assert client.post(f"/consult/c/{chat.token}/person").status_code == 302
    chat.refresh_from_db()
    assert chat.state == ConversationState.PERSON
    assert client.get("/consult/c/nobody/turns").status_code == 404


def test_problems_are_said_in_two_languages() -> None:
    for problem in (NotWaiting(), NotYours()):
        assert isinstance(problem, Problem)
        assert problem.text("zh-hans") != problem.text("en")


def test_every_step_is_an_event(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    made = says(chat, "转人工")
    machine.accept(made, people.handler, OPEN)
    kinds = list(LiveEvent.objects.order_by("pk").values_list("kind", "agency_id"))
    assert ("state", people.centre.pk) in kinds
    assert ("turn", people.centre.pk) in kinds
    assert Handover.objects.filter(conversation=chat).count() == 1


def test_a_page_is_told_when_a_call_back_was_promised_beside_the_answer(
    people: Any, chat: Conversation, office: None
) -> None:
    assert says(chat, "转人工").state == HandoverState.CALLBACK
    assert page_of_chat._noticed(chat, asking.say(chat, Role.ASSISTANT, ""))
    asking.say(chat, Role.RESIDENT, "几点开门")
    assert not page_of_chat._noticed(chat, asking.say(chat, Role.ASSISTANT, ""))
