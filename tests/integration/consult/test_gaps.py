"""Which gaps and entries does a guardian see, and does he learn that a source was repealed?"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bangban.governance import notices
from bangban.knowledge import retrieve, standing
from bangban.knowledge.models import Passage, Source, Version
from bangban.services.consult import asking, gaps
from bangban.services.consult.models import Gap, Role, SelectedEntry
from bangban.services.consult.stale import tell_stale
from tests.support.desk import at_desk


@pytest.fixture
def entry(people: Any, known: None) -> SelectedEntry:
    """Selected by the centre's guardian, resting on a passage of the district."""
    passage = Passage.objects.filter(retired=None).earliest("pk")
    now = timezone.now()
    gap = Gap.objects.create(
        name="x",
        agency=people.centre,
        stamp="x",
        first_at=now,
        last_at=now,
        drafted_from=f"passage:{passage.uid}",
    )
    return gaps.publish(gap, people.guardian, "萤火虫观赏步道几点开放", "每日18:00开放。")


def test_an_entry_is_stale_from_the_day_its_source_is_repealed(people: Any, entry: SelectedEntry) -> None:
    assert entry.rests_on
    assert gaps.stale() == []
    source = Passage.objects.get(digest=entry.rests_on[0]).source
    standing.repeal(source, timezone.localdate() + timedelta(days=1), by="operator:test")
    assert gaps.stale() == []
    standing.repeal(source, timezone.localdate(), by="operator:test")
    assert gaps.stale() == [entry]


def answers(entry: SelectedEntry, day: date | None = None) -> bool:
    return entry.answer in [one.text for one in retrieve.search(entry.question, as_of=day)]


def test_an_entry_answers_as_long_as_what_it_rests_on(people: Any, entry: SelectedEntry) -> None:
    source, today = Passage.objects.get(digest=entry.rests_on[0]).source, timezone.localdate()
    standing.repeal(source, today + timedelta(days=10), by="operator:test")
    assert answers(entry)
    assert answers(entry, today + timedelta(days=9))
    assert not answers(entry, today + timedelta(days=10))
    standing.repeal(source, today, by="operator:test")
    assert not answers(entry)
    assert answers(entry, today - timedelta(days=1))
    standing.repeal(source, None, by="operator:test")
    assert answers(entry)


def test_an_entry_on_words_that_changed_answers_nobody_until_its_guardian_looked(
    people: Any, entry: SelectedEntry
) -> None:
    passage = Passage.objects.get(digest=entry.rests_on[0])
    changed = standing.correct(passage, "改过的条文。", by="operator:test")
    assert not answers(entry)
    versions = Version.objects.count()
    standing.correct(changed, "又改过的条文。", by="operator:test")
    assert Version.objects.count() == versions + 1, "what has ended is not ended again"
    made = gaps.renew(entry, people.guardian, entry.question, "每日18:30开放。")
    assert answers(made)
    assert not answers(entry)


def test_an_entry_worded_as_its_source_is_does_not_rest_on_itself(people: Any, entry: SelectedEntry) -> None:
    passage = Passage.objects.get(digest=entry.rests_on[0])
    alike = [
        gaps.publish(_drafted_from(passage.uid, stamp), people.guardian, entry.question, passage.text)
        for stamp in ("same", "too")
    ]
    assert all(one.rests_on == entry.rests_on for one in alike)
    assert all(map(answers, alike))
    after = gaps.publish(_drafted_from(alike[0].uid, "after"), people.guardian, "after", "每日18:00。")
    assert after.rests_on == entry.rests_on
    standing.correct(passage, "改过的条文。", by="operator:test")
    assert gaps.stale() == [entry, *alike, after]
    assert not any(map(answers, alike))
    [(then, now)] = gaps.rested_on(alike[0])
    assert (then.pk, now and now.text) == (passage.pk, "改过的条文。")


def _drafted_from(uid: str, stamp: str) -> Gap:
    now = timezone.now()
    return Gap.objects.create(
        name=stamp, stamp=stamp, first_at=now, last_at=now, drafted_from=f"{gaps.PASSAGE}{uid}"
    )


def test_one_of_several_texts_that_ends_ends_the_entry(people: Any, entry: SelectedEntry) -> None:
    other = Passage.objects.filter(retired=None).exclude(digest__in=entry.rests_on).exclude(uid=entry.uid)
    entry.rests_on = [*entry.rests_on, other.earliest("pk").digest]
    entry.save()
    standing.correct(other.earliest("pk"), "改过的条文。", by="operator:test")
    assert gaps.stale() == [entry]
    assert not answers(entry)


def test_a_stale_entry_is_worded_anew_beside_what_it_rested_on(people: Any, entry: SelectedEntry) -> None:
    passage = Passage.objects.get(digest=entry.rests_on[0])
    standing.correct(passage, "改过的条文。", by="operator:test")
    desk, address = at_desk(people.guardian), f"/consult/gaps/entries/{entry.pk}"
    assert address in desk.get("/consult/gaps/").content.decode()
    page = desk.get(address).content.decode()
    now = re.sub("<[^>]+>", "", re.sub("<del.*?</del>", "", page))
    assert "改过的条文。" in now
    assert "现已停用" in page
    assert desk.post(address, {"question": "", "answer": "x"}).status_code == 422
    said = {"question": entry.question, "answer": "每日19:00开放。"}
    assert desk.post(address, said).status_code == 302
    assert gaps.stale() == []
    [made] = gaps.published()
    assert (made.answer, made.gap_id, made.rests_on != entry.rests_on) == (said["answer"], entry.gap_id, True)
    [hit] = [one for one in retrieve.search(entry.question) if "开放。" in one.text]
    assert hit.text == said["answer"]
    # Two who look at it at once do not both publish.
    with pytest.raises(gaps.AlreadySelected):
        gaps.renew(entry, people.guardian, "x", "y")
    assert at_desk(people.elsewhere).get(address).status_code in (403, 404)


def _told(officer: Any) -> list[Any]:
    return [one for one in notices.unread(officer) if one.kind == gaps.STALE]


def test_the_guardian_is_told_once_of_a_stale_entry_until_it_is_settled(
    people: Any, entry: SelectedEntry
) -> None:
    now = timezone.now()
    assert tell_stale(now) == 0
    passage = Passage.objects.get(digest=entry.rests_on[0])
    standing.correct(passage, "改过的条文。", by="operator:test")
    assert tell_stale(now)
    assert tell_stale(now) == 0
    assert _told(people.elsewhere) == []
    [told] = _told(people.guardian)
    assert str(entry.pk) in notices.text_of(told, "zh-hans")
    assert entry.question not in notices.text_of(told, "zh-hans")
    page = at_desk(people.guardian).get("/accounts/notices").content.decode()
    assert f'href="/consult/gaps/entries/{entry.pk}"' in page
    assert (
        f'href="/consult/gaps/entries/{entry.pk}"'
        in at_desk(people.guardian).get("/console/").content.decode()
    )
    gaps.renew(entry, people.guardian, entry.question, entry.answer)
    assert _told(people.guardian) == []
    assert "/consult/gaps/entries/" not in at_desk(people.guardian).get("/console/").content.decode()
    assert tell_stale(now) == 0


def test_what_stands_again_is_told_no_longer(people: Any, entry: SelectedEntry) -> None:
    source = Passage.objects.get(digest=entry.rests_on[0]).source
    standing.repeal(source, timezone.localdate(), by="operator:test")
    assert tell_stale(timezone.now())
    Source.objects.filter(pk=source.pk).update(repealed_on=None)
    tell_stale(timezone.now())
    assert _told(people.guardian) == []


def test_what_rested_on_text_that_is_gone_rests_on_its_guardian(people: Any, entry: SelectedEntry) -> None:
    source = Passage.objects.get(digest=entry.rests_on[0]).source
    standing.repeal(source, timezone.localdate(), by="operator:test")
    [(then, now)] = gaps.rested_on(entry)
    assert (then.digest, now) == (entry.rests_on[0], None)
    gaps.renew(entry, people.guardian, entry.question, entry.answer)
    assert gaps.stale() == []


def test_an_entry_taken_back_by_who_answers_for_all_answers_no_more(
    people: Any, entry: SelectedEntry
) -> None:
    assert entry.answer in [one.text for one in retrieve.search(entry.question)]
    people.guardian.agency = people.district
    gaps.withdraw(entry, people.guardian)
    assert entry.answer not in [one.text for one in retrieve.search(entry.question)]


def test_staleness_of_one_agency_is_not_told_to_another(people: Any, entry: SelectedEntry) -> None:
    passage = Passage.objects.get(digest=entry.rests_on[0])
    standing.correct(passage, "改过的条文。", by="operator:test")
    assert gaps.stale([entry.agency_id]) == [entry]
    assert gaps.stale([people.bureau.pk]) == []
    assert gaps.published([people.bureau.pk]) == []


def test_the_page_shows_what_is_proposed_and_what_was_selected_and_takes_it_back(
    people: Any, entry: SelectedEntry
) -> None:
    desk = at_desk(people.guardian)
    page = desk.get("/consult/gaps/").content.decode()
    assert "智能体提出" in page
    assert "人工选定" in page
    assert entry.question in page
    assert "依据已变更" not in page
    standing.correct(Passage.objects.get(digest=entry.rests_on[0]), "改过的条文。", by="operator:test")
    assert "依据已变更，停用待核" in desk.get("/consult/gaps/").content.decode()
    desk.post(f"/consult/gaps/entries/{entry.pk}/withdraw")
    entry.refresh_from_db()
    assert entry.withdrawn_at
    assert entry.question not in desk.get("/consult/gaps/").content.decode()


def test_what_is_asked_again_and_again_is_gathered_though_it_was_answered(
    people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangban.services.consult.models import Conversation, Turn

    def asked(count: int) -> list[gaps.Question]:
        found = []
        for number in range(count):
            chat = Conversation.objects.create(agency=people.centre)
            turn = Turn.objects.create(
                conversation=chat, number=1, role="resident", text=f"老旧小区加装电梯补贴多少钱 {number}"
            )
            found.append(gaps.Question(turn, answered=True))
        return found

    rows = asked(gaps.FREQUENT - 1)
    monkeypatch.setattr(gaps, "asked", lambda now=None: iter(rows))
    assert gaps.gather() == []
    rows += asked(1)
    [gap] = gaps.gather()
    assert (gap.questions, gap.agency) == (gaps.FREQUENT, people.centre)


def test_what_one_agency_is_asked_is_no_sample_for_another(
    people: Any, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    for agency, where in ((people.centre, "柳浦小区"), (people.bureau, "望江小区")):
        for number in range(4):
            conversation = asking.open_conversation(agency=agency)
            turn = asking.say(
                conversation, Role.RESIDENT, f"{where}的电动车充电桩什么时候修好，第{number}次问"
            )
            asked.append(gaps.Question(turn, False))
    monkeypatch.setattr(gaps, "asked", lambda now=None: iter(asked))
    found = {gap.agency_id: "".join(gap.samples) for gap in gaps.gather()}
    assert set(found) == {people.centre.pk, people.bureau.pk}
    assert "望江" not in found[people.centre.pk]
    assert "柳浦" not in found[people.bureau.pk]


MATTERS = (
    "电动车充电桩坏了",
    "公园夜里唱歌太吵",
    "自来水发黄不能喝",
    "公交站台没有雨棚",
    "学校门口没有红绿灯",
)


def test_many_gaps_cost_the_page_no_more_than_one(
    people: Any, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, counted = at_desk(people.guardian), []
    for matters in (MATTERS[:1], MATTERS):
        asked = []
        for matter in matters:
            for number in range(3):
                chat = asking.open_conversation(agency=people.centre)
                asked.append(
                    gaps.Question(asking.say(chat, Role.RESIDENT, f"{matter}，第{number}次问"), False)
                )
        monkeypatch.setattr(gaps, "asked", lambda now=None, rows=asked: iter(rows))
        desk.get("/consult/gaps/")
        with CaptureQueriesContext(connection) as run:
            desk.get("/consult/gaps/")
        counted.append(sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in run))
    assert Gap.objects.count() > len(MATTERS)
    assert counted[0] == counted[1] <= 12


def test_a_gap_is_worded_when_it_is_opened_and_anew_when_its_passage_went(people: Any, known: None) -> None:
    now = timezone.now()
    gap = Gap.objects.create(
        name="步道",
        agency=people.centre,
        stamp="y",
        drafted_question="区图书馆周末几点开放",
        first_at=now,
        last_at=now,
    )
    desk = at_desk(people.guardian)
    desk.get(f"/consult/gaps/{gap.pk}")
    gap.refresh_from_db()
    assert gap.drafted_from.startswith(gaps.PASSAGE)
    Gap.objects.filter(pk=gap.pk).update(drafted_from=f"{gaps.PASSAGE}gone", drafted_answer="旧文")
    desk.get(f"/consult/gaps/{gap.pk}")
    gap.refresh_from_db()
    assert gap.drafted_answer != "旧文"


def test_thanks_are_no_question_nobody_answered(talk: Any, order: Any) -> None:
    conversation = asking.open_conversation()
    talk("怎么移民加拿大", conversation)
    talk("好的，谢谢您", conversation)
    assert [one.turn.text for one in gaps.asked()] == ["怎么移民加拿大"]


def test_what_goes_on_with_a_question_is_gathered_with_what_it_is_about(talk: Any, order: Any) -> None:
    for _ in range(2):
        conversation = asking.open_conversation()
        talk("怎么移民加拿大？", conversation)
        talk("周末办吗", conversation)
        alone = asking.open_conversation()
        talk("多少钱", alone)
    assert {one.text for one in gaps.asked()} == {"怎么移民加拿大？", "怎么移民加拿大，周末办吗"}


def test_a_passage_about_something_else_is_no_draft(people: Any, known: None) -> None:
    now = timezone.now()
    gap = Gap.objects.create(
        name="无人机",
        agency=people.centre,
        stamp="z",
        drafted_question="无人机登记在哪里办理",
        first_at=now,
        last_at=now,
    )
    gaps.word(gap)
    assert (gap.drafted_answer, gap.drafted_from) == ("", "")
