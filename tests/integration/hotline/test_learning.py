"""Do decisions become a better model, used only by a person's decision and taken back in one click?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.agencies.models import Agency
from bangban.executor.act import act_on_pending
from bangban.governance import decide
from bangban.governance.inprocess import run_in_process
from bangban.governance.models import Case
from bangban.governance.refusals import RankTooLow
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline import conflicts, learning, sources
from bangban.services.hotline.fingerprints import remember
from bangban.services.hotline.models import Example, LearnedModel, ModelInUse
from bangban.skills.base import Context
from bangban.skills.hotline.learned import opinion
from tests.support.desk import at_desk
from tests.support.examples import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def guardian(people: Any) -> Any:
    return at_desk(people.guardian)


def trained(people: Any) -> LearnedModel:
    row = learning.ask(people.centre, people.guardian)
    return learning.work(row.pk, run_in_process, people.now)


def test_too_little_is_told_and_not_trained(people: Any, guardian: Any) -> None:
    assert "可用的样本只有 0 条" in guardian.post("/workorders/learning/train").content.decode()
    assert not LearnedModel.objects.exists()
    assert at_desk(people.handler).post("/workorders/learning/train").status_code == 403


def test_a_better_model_is_proposed_decided_used_and_taken_back(people: Any, guardian: Any) -> None:
    examples(people, wrong=40)
    with pytest.raises(learning.TrainingUnderWay):
        learning.ask(people.centre, people.guardian), learning.ask(people.centre, people.guardian)
    row = learning.work(LearnedModel.objects.get().pk, run_in_process)
    assert (row.state, row.held_back) == ("proposed", 24)
    assert row.card["candidate"]["accuracy"] > row.card["today"]["accuracy"]
    assert not ModelInUse.objects.exists()
    proposal = decide.latest_proposal(row.case)
    assert proposal.content["use"] is True
    assert "启用新模型" in guardian.get(f"/desk/cases/{row.case_id}").content.decode()
    verdict = decide.Verdict("accept", proposal.digest)
    with pytest.raises(RankTooLow):
        decide.decide(row.case, people.handler, verdict)
    decide.decide(row.case, people.guardian, verdict)
    act_on_pending()
    assert ModelInUse.objects.get().model == row
    rows = sources.learned({"text": "出租车司机不打表，公交也没有", "agency": "centre"})
    assert rows[0]["top"][0][0] == "centre"
    said = "工地拖欠农民工工资三个月，第3栋21号的住户反映，希望尽快解决。"
    [row_said] = sources.learned({"text": said, "agency": "centre"})
    assert row_said["top"][0][0] == "river"
    # Another agency's proposals do not listen to it, those of an agency below do.
    assert sources.learned({"text": said, "agency": "bureau"}) == []
    assert sources.learned({"text": said}) == []
    Agency.objects.create(
        code="desk2", name_zh="热线二组", name_en="Desk 2", kind="bureau", parent=people.centre
    )
    assert sources.learned({"text": said, "agency": "desk2"})[0]["model"] == row.name
    sure = {**row_said, "top": [("river", 0.8), ("bureau", 0.1)]}
    heard = opinion(Context(people.now, retrieve=lambda name, query: [sure]), said)
    assert heard is not None
    assert heard.for_agency("river") == 0.8
    assert "使用中" in guardian.get("/workorders/learning").content.decode()
    assert guardian.post("/workorders/learning/back").status_code == 302
    act_on_pending()
    assert ModelInUse.objects.get().model is None
    assert sources.learned({"text": "公交", "agency": "centre"}) == []
    kinds = set(LedgerEntry.objects.filter(kind__startswith="model.").values_list("kind", flat=True))
    assert kinds == {"model.asked", "model.trained", "model.used", "model.withdrawn"}


def test_a_file_that_is_not_the_one_decided_about_is_not_used(people: Any) -> None:
    examples(people, wrong=40)
    row = trained(people)
    decide.decide(
        row.case,
        people.guardian,
        decide.Verdict("accept", decide.latest_proposal(row.case).digest),
        people.now,
    )
    act_on_pending(people.now)
    sources._loaded.clear()
    path = learning.folder() / row.name
    path.write_bytes(path.read_bytes() + b"x")
    assert sources.learned({"text": "公交", "agency": "centre"}) == []


def test_one_that_is_not_better_is_not_offered(people: Any) -> None:
    examples(people)
    row = trained(people)
    assert (row.state, row.case) == ("worse", None)


def test_erased_messages_and_those_nobody_stands_behind_teach_nothing(people: Any) -> None:
    examples(people, each=10)
    first, second = Example.objects.all()[:2]
    Case.objects.filter(pk=first.pk).update(erased_at=people.now, inputs="{}")
    Example.objects.filter(pk=second.pk).update(confirmed=False)
    assert len(learning.rows_of(people.centre)) == 28


def test_near_identical_messages_with_different_labels_are_settled_by_a_person(people: Any) -> None:
    text = "我们小区楼下的烧烤店每天晚上油烟直排，噪音到凌晨两点，老人小孩都睡不好，请尽快处理。"
    cases = []
    for label, tail in (("bureau", "谢谢"), ("centre", "拜托")):
        case = Case.objects.create(
            scenario="hotline.dispatch", agency=people.centre, impact="II", data_class="sensitive",
            source="portal", asked_by="resident:anonymous", title=f"烧烤店{tail}",
            inputs=json.dumps({"text": text + tail}, ensure_ascii=False),
        )  # fmt: skip
        Example.objects.create(
            case=case, agency=people.centre, label=label, kind="accepted", confirmed=True, at=people.now
        )
        cases.append(case)
    remember(cases)
    [pair] = conflicts.pairs(people.centre)
    assert {pair.first.pk, pair.second.pk} == {case.pk for case in cases}
    client = at_desk(people.reviewer)
    assert "烧烤店谢谢" in client.get("/workorders/learning").content.decode()
    typed = {"first": cases[0].pk, "second": cases[1].pk, "label": "bureau"}
    assert at_desk(people.elsewhere).post("/workorders/learning/settle", typed).status_code == 404
    assert client.post("/workorders/learning/settle", {**typed, "label": "river"}).status_code == 404
    assert client.post("/workorders/learning/settle", {**typed, "first": "x"}).status_code == 400
    assert client.post("/workorders/learning/settle", typed).status_code == 302
    assert set(Example.objects.values_list("label", "kind")) == {("bureau", "settled")}
    assert conflicts.pairs(people.centre) == []


def test_the_page_tells_how_often_people_agree(
    people: Any, guardian: Any, django_assert_max_num_queries: Any
) -> None:
    examples(people, each=10, wrong=5)
    Example.objects.filter(pk__in=Example.objects.values("pk")[:15]).update(
        at=people.now - timedelta(days=20)
    )
    guardian.get("/workorders/learning")
    with django_assert_max_num_queries(12):
        text = guardian.get("/workorders/learning").content.decode()
    assert "67%" in text
    assert Agency.objects.filter(code="bureau").exists()
    assert timezone.now() > people.now
