"""What does a program hear when a person is called for, or when what it was to be told stands no more?"""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from bangban.governance.models import Case, CaseStatus
from bangban.knowledge import changed, retrieve, standing
from bangban.knowledge.models import Source
from bangban.services.consult import asking, released
from bangban.services.consult.handover import machine, queueing, triggers
from bangban.services.consult.handover.models import Handover, HandoverState, Presence
from bangban.services.consult.models import Conversation
from tests.support.handover import ASKS


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question calls for a person."""
    heard = [lambda chat, text, before: triggers.weigh(chat, text, before, lambda turns: ASKS)]
    monkeypatch.setattr("bangban.services.consult.asking._ON_ASKED", heard)
    monkeypatch.setattr("bangban.services.consult.asking.PATIENCE", 0.0)


def asks(question: str) -> Any:
    answer = Client().post("/consult/answers", {"question": question}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_whoever_waits_for_a_person_is_told_so_and_where_to_go_on(
    people: Any, judged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked in (queueing, triggers):
        monkeypatch.setattr(asked, "opens_at", lambda now: None)
    Presence.objects.create(officer=people.handler, on_duty=True, languages=["zh"], seen_at=timezone.now())
    said = asks("转人工")
    made = Handover.objects.get()
    assert (made.state, said["outcome"], said["handover"]) == (HandoverState.QUEUED, "handed_over", True)
    assert said["answer"] == "\n\n".join(said["notices"]) != ""
    assert "转人工" not in said["answer"]
    page = Client().get(said["conversation"])
    assert page.status_code == 200
    machine.accept(made, people.handler)
    machine.reply(made, people.handler, "您好，请说")
    assert "您好，请说" in Client().get(said["conversation"]).content.decode()


def test_a_call_back_is_one_that_can_be_kept(
    people: Any, judged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triggers, "able", lambda handover, there: [])
    said = asks("转人工")
    made = Handover.objects.get()
    assert made.case is not None
    assert made.case.follow_code in said["answer"]
    assert Client().post(f"{said['conversation']}/number", {"phone": "13800138000"}).status_code == 302
    made.case.refresh_from_db()
    assert made.case.resident is not None


def test_who_calls_for_nobody_has_no_conversation_to_go_on_in(people: Any, known: None) -> None:
    said = asks("居住证多久能办好？")
    assert (said["notices"], said["conversation"]) == ([], "")


def test_what_a_person_takes_is_told_at_once_and_in_words(
    people: Any, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The executor found that the answer does not hold, and nobody waits for it any longer.
    monkeypatch.setattr(asking, "release_of", lambda turn, patience=0.0: None)
    english, chinese = asks("How do I apply for a residence permit?"), asks("居住证多久能办好？")
    assert "A person will answer" in english["answer"]
    assert "工作人员" in chinese["answer"]
    assert chinese["case"]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_what_a_person_has_to_take(people: Any, known: None) -> None:
    turn = asking.ask(Conversation(), "居住证多久能办好？")
    key = turn.case_id
    assert key is not None

    def refuse() -> None:
        try:
            time.sleep(0.2)
            Case.objects.filter(pk=key).update(status=CaseStatus.MANUAL)
        finally:
            connection.close()

    other = threading.Thread(target=refuse)
    other.start()
    began = time.monotonic()
    assert released.wait(key, 60.0) is None
    assert time.monotonic() - began < 30
    other.join()


def test_what_another_process_changed_a_moment_ago_is_known_to_the_next_question(
    people: Any, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = retrieve.stamp("")
    assert retrieve.search("居住证多久能办好", agency=people.centre.code)
    # This process is told nothing, as when another one makes the change.
    monkeypatch.setattr(changed, "_told", [])
    for source in Source.objects.all():
        standing.repeal(source, timezone.localdate(), by="operator:test")
    assert retrieve.stamp("") != before
    assert retrieve.search("居住证多久能办好", agency=people.centre.code) == []
