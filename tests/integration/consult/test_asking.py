"""Is an answer shown only after a decision, and does it say nothing its source in force does not?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.governance import complaints
from bangban.governance.effects import WrongContent
from bangban.governance.models import CaseStatus, OrderState
from bangban.knowledge import retrieve
from bangban.knowledge.models import Passage
from bangban.ledger.models import LedgerEntry
from bangban.services.consult import answering, asking, released
from bangban.services.consult.chains import chain_of
from bangban.services.consult.effects import ReleaseAnswer
from bangban.services.consult.handover import triggers
from bangban.services.consult.handover.models import Handover
from bangban.services.consult.models import ConversationState, Release
from bangban.skillhost.problems import SkillCrashed
from tests.support.desk import at_desk
from tests.support.papers import called_here

QUESTION = "身份证丢失怎么补办？"


def test_an_answer_is_released_under_the_guardians_order(talk: Any, order: Any) -> None:
    turn = talk(QUESTION)
    release = turn.release
    assert release is not None
    assert release.outcome == "answered_from_faq"
    passage = Passage.objects.get(uid=release.cited[0]["id"])
    assert release.cited[0]["quote"] == passage.text
    assert release.text.replace("\n", "") == passage.text.replace("\n", "")
    assert release.chain == chain_of([one["text"] for one in release.sentences])[-1]
    turn.case.refresh_from_db()
    assert turn.case.status == CaseStatus.DONE
    assert turn.case.decisions.get().standing_order == order
    assert LedgerEntry.objects.filter(kind="answer.released", subject=f"case:{turn.case_id}").exists()


def test_without_an_order_nothing_is_shown_and_a_person_decides(talk: Any) -> None:
    turn = talk(QUESTION)
    assert turn.release is None
    assert turn.shown == ""
    turn.case.refresh_from_db()
    assert turn.case.status == CaseStatus.WAITING


def test_nobody_waits_for_a_release_where_nothing_was_proposed(
    people: Any, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise SkillCrashed(skill="answers.answer")

    waited: list[int] = []
    monkeypatch.setattr(released, "wait", lambda case, patience: waited.append(case))
    turn = asking.ask(asking.open_conversation(), QUESTION, run=broken)
    assert turn.case is not None
    assert turn.case.status == CaseStatus.MANUAL
    assert asking.release_of(turn) is None
    assert waited == []


def test_what_the_sources_do_not_say_is_not_answered(talk: Any, order: Any) -> None:
    release = talk("颱風來了跨海大橋幾點封閉").release
    assert release.outcome in ("not_found", "choose_one")
    assert not release.cited
    assert release.handover


def test_a_cry_for_help_gets_the_helpline_at_once(talk: Any, order: Any) -> None:
    release = talk("我真的不想活了").release
    assert release.outcome == "crisis"
    assert "12356" in release.text


def _content(turn: Any) -> dict[str, Any]:
    return json.loads(json.dumps(turn.case.proposals.get().content))


@pytest.mark.parametrize("fault", ["word", "number", "source", "chain", "link", "none"])
def test_the_executor_holds_every_sentence_against_the_source(talk: Any, fault: str) -> None:
    content = _content(talk(QUESTION))
    effect = ReleaseAnswer()
    effect.check(content)
    first = content["sentences"][0]
    if fault == "word":
        first["text"] = "不用带任何材料。"
    elif fault == "number":
        first["text"] = first["text"].replace("40", "400") if "40" in first["text"] else "工本费400元。"
    elif fault == "source":
        content["citations"][0]["digest"] = "sha256:" + "0" * 64
    elif fault == "chain":
        content["chain"] = "sha256:" + "0" * 64
    elif fault == "link":
        content["sentences"].append({"text": "见 http://evil.example", "citation": 0, "quoted": True})
    else:
        content["citations"] = []
    if fault not in ("chain",):
        content["chain"] = chain_of([one["text"] for one in content["sentences"]])[-1]
    with pytest.raises(WrongContent):
        effect.check(content)


def test_a_source_repealed_between_proposal_and_decision_is_not_released(
    talk: Any, executor: Any, people: Any
) -> None:
    turn = talk(QUESTION)
    uid = _content(turn)["citations"][0]["id"]
    Passage.objects.filter(uid=uid).update(in_force_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(WrongContent):
        ReleaseAnswer().check(_content(turn))


def test_200_repealed_entries_answer_nobody(people: Any, order: Any, executor: Any) -> None:
    from bangban.knowledge import add as adding
    from bangban.knowledge.intake.draft import Draft, Given

    yesterday = timezone.localdate() - timedelta(days=1)
    drafts = [
        Draft(
            uid=f"old{n}",
            kind="faq",
            question=f"第{n}号便民券怎么领取？",
            text=f"到{n}号窗口领取{n}元。",
            in_force_to=yesterday,
        )
        for n in range(200)
    ]
    adding.add(
        Given("old.csv", "旧", "faq", "sha256:old", iter(drafts)), people.district, "", by="operator:test"
    )
    retrieve.forget()
    spoken = [
        list(
            answering.answer(
                None, [{"role": "user", "content": draft.question}], asked_by="resident:anonymous", patience=0
            )
        )
        for draft in drafts[::10]
    ]
    for _ in range(3):
        executor()
    assert spoken
    assert not Release.objects.filter(outcome__startswith="answered").exists()
    assert not any(cited for release in Release.objects.all() for cited in release.cited)


def test_an_upheld_complaint_recalls_the_answer_marks_its_source_and_suspends_the_order(
    talk: Any, order: Any, people: Any
) -> None:
    turn = talk(QUESTION)
    filed = complaints.file_complaint(turn.case, "说错了")
    complaints.settle(filed, people.reviewer, upheld=True, answer="已更正")
    turn.refresh_from_db()
    assert turn.release.recalled
    assert turn.shown == ""
    order.refresh_from_db()
    assert order.state == OrderState.SUSPENDED
    # The same text answers nobody until it is corrected.
    with pytest.raises(WrongContent):
        ReleaseAnswer().check(_content(talk(QUESTION)))


def test_a_text_in_doubt_is_marked_for_who_may_correct_it_until_he_did(
    talk: Any, order: Any, people: Any
) -> None:
    from bangban.knowledge import standing

    case = talk("身份证丢失怎么补办？").case
    filed = complaints.file_complaint(case, "电话是错的")
    complaints.settle(filed, people.reviewer, upheld=True, answer="已更正")
    digest = Release.objects.get(case=case).cited[0]["digest"]
    passage = Passage.objects.get(digest=digest)
    desk = at_desk(people.reviewer)
    assert desk.get(f"/sources/{passage.source_id}").content.decode().count("存疑") >= 1
    standing.correct(passage, "改过的答复。", by="operator:test")
    assert "存疑" not in desk.get(f"/sources/{passage.source_id}").content.decode()


def test_the_assistant_is_silent_while_a_person_answers(talk: Any, order: Any) -> None:
    conversation = asking.open_conversation()
    conversation.state = ConversationState.PERSON
    conversation.save()
    turn = talk(QUESTION, conversation)
    assert turn.role == "resident"
    assert conversation.turns.count() == 1


def test_a_follow_up_is_understood_and_a_choice_is_answered(talk: Any, order: Any) -> None:
    conversation = asking.open_conversation()
    talk(QUESTION, conversation)
    second = talk("那社会保障卡丢失如何补办？", conversation)
    assert second.release.outcome == "answered_from_faq"
    chosen = talk("证件没了", conversation, choice=Passage.objects.get(question=QUESTION).uid)
    assert chosen.release.outcome in ("answered_from_faq", "not_found")


def test_a_program_gets_the_released_sentences(
    people: Any, known: None, order: Any, executor: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(asking, "release_of", lambda turn, patience: (executor(), turn.release)[1])
    *sentences, whole = answering.answer(
        "0012", [{"role": "user", "content": QUESTION}], asked_by="resident:anonymous"
    )
    assert "".join(one["text"] for one in sentences)
    assert whole["outcome"] == "answered_from_faq"
    assert whole["citations"][0]["quote"]


def test_a_program_behind_the_gateway_is_told_of_a_person_and_none_waits_for_it(
    people: Any, known: None, order: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_ON_ASKED", [triggers.weigh])
    monkeypatch.setattr(triggers, "call", called_here)
    said = list(
        answering.answer(None, [{"role": "user", "content": "转人工"}], asked_by="agency:1", patience=0)
    )
    assert said[-1]["handover"]
    assert not Handover.objects.exists()
    list(
        answering.answer(
            None,
            [{"role": "user", "content": "转人工"}],
            asked_by="resident:anonymous",
            source="api",
            patience=0,
        )
    )
    assert Handover.objects.exists()
