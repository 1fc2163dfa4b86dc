"""Is a conversation offered first to an officer who knows what it is about, and who may say who that is?"""

from __future__ import annotations

from typing import Any

from bangban.agencies.models import Officer
from bangban.ledger.models import LedgerEntry
from bangban.services.consult import asking
from bangban.services.consult.handover.forms import REASONS as REASON_CHOICES
from bangban.services.consult.handover.models import Topic
from bangban.services.consult.handover.tick import tick
from bangban.services.consult.models import Conversation
from bangban.skills.handover import REASONS
from tests.support.desk import at_desk
from tests.support.handover import CRISIS, OPEN, on_duty, says


def test_it_is_offered_to_who_knows_the_topic(people: Any, chat: Conversation, office: None) -> None:
    on_duty(people.handler)
    knows = Officer.objects.create_officer("knows", "林懂行", people.centre, None, ("handler",))
    on_duty(knows)
    at_desk(people.reviewer).post(
        "/consult/queue/topics",
        {"name": "养老金", "words": "养老金\n退休", "reason": "", "officers": [str(knows.pk)]},
    )
    made = says(chat, "我的养老金没到账，转人工")
    assert [one["name"] for one in made.summary["topics"]] == ["养老金"]
    tick(OPEN)
    made.refresh_from_db()
    assert made.offered_to == knows
    # Who knows it has no place free: nobody waits for him.
    others = [says(asking.open_conversation(agency=people.centre), "退休怎么办，转人工") for _ in range(3)]
    tick(OPEN)
    for one in others:
        one.refresh_from_db()
    assert [one.offered_to for one in others] == [knows, knows, people.handler]


def test_a_reason_can_be_a_topic_and_words_elsewhere_are_none(people: Any, office: None) -> None:
    on_duty(people.handler)
    Topic.objects.create(agency=people.centre, name="生命安全", reason="crisis", officers=[people.handler.pk])
    Topic.objects.create(agency=people.bureau, name="施工", words="噪声", officers=[people.handler.pk])
    risk = says(asking.open_conversation(agency=people.centre), "噪声让我不想活了", CRISIS)
    assert [one["name"] for one in risk.summary["topics"]] == ["生命安全"]
    calm = says(asking.open_conversation(agency=people.centre), "噪声太大，转人工")
    assert calm.summary["topics"] == []


def test_topics_are_set_by_who_supervises_and_stand_in_the_ledger(people: Any) -> None:
    assert at_desk(people.handler).get("/consult/queue/topics").status_code == 403
    supervisor = at_desk(people.reviewer)
    empty = supervisor.post("/consult/queue/topics", {"name": "空", "words": "字", "reason": ""})
    assert empty.status_code == 422
    supervisor.post("/consult/queue/topics", {"name": "住房", "words": "公租房", "reason": ""})
    made = Topic.objects.get()
    assert "住房" in supervisor.get("/consult/queue/topics").content.decode()
    assert "接待专长" in supervisor.get("/consult/queue/").content.decode()
    supervisor.post(f"/consult/queue/topics/{made.pk}", {"name": "住房保障", "words": "公租房", "reason": ""})
    made.refresh_from_db()
    assert made.name == "住房保障"
    abroad = Topic.objects.create(agency=people.elsewhere.agency, name="别处", words="别处的词")
    assert supervisor.get(f"/consult/queue/topics/{abroad.pk}").status_code == 404
    supervisor.post(f"/consult/queue/topics/{made.pk}", {"drop": "1"})
    assert list(Topic.objects.all()) == [abroad]
    assert LedgerEntry.objects.filter(kind="topic.set").count() == 3


def test_the_reasons_officers_choose_from_are_the_skills() -> None:
    assert {reason for reason, _ in REASON_CHOICES} == set(REASONS) - {"none"}
