"""Does a resident read what of a rule applies to him, what does not and what is not known, and nothing that does not stand there?"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from bangban.governance.handle import ask_host
from bangban.governance.models import Case
from bangban.services.consult import asking
from bangban.services.consult.models import Conversation, Release
from bangban.services.consult.situation import SituationForm, told
from bangban.skills.answers.situations import situation_of

QUESTION = "老年人怎样免费乘坐公交车？"


@pytest.fixture(autouse=True)
def _decided_at_once(monkeypatch: pytest.MonkeyPatch, executor: Any) -> None:
    monkeypatch.setattr(asking, "release_of", lambda turn, patience=0.0: (executor(), turn.release)[1])


def test_the_page_says_what_is_unknown_and_after_one_word_what_applies(known: None, order: Any) -> None:
    client = Client()
    page = client.post("/consult/", {"text": QUESTION}, follow=True).content.decode()
    assert "按您的情况" in page
    assert "尚不清楚" in page
    assert "适用于您" not in page.replace("不适用于您", "")
    cited = Release.objects.get().cited[0]
    given = {"text": QUESTION, "choice": cited["id"], "age": "66", "household": "household_here"}
    token = Conversation.objects.get().token
    page = client.post(f"/consult/c/{token}", given, follow=True).content.decode()
    assert "我的情况：66岁，本市户口" in page
    assert "适用于您" in page.replace("不适用于您", "")
    conditions = Release.objects.order_by("-pk").values_list("citations", flat=True)[0]
    assert '"verdict": "applies"' in conditions


def test_an_age_nobody_has_is_told_so(db: None) -> None:
    page = Client().post("/consult/", {"text": QUESTION, "age": "400"})
    assert page.status_code == 422


def test_what_is_said_is_what_the_skill_reads_in_both_languages() -> None:
    given = {
        "age": "67", "household": "household_elsewhere", "enterprise": "small_enterprise",
        "traits": ["low_income", "disabled", "graduate", "unemployed", "single_parent", "farmer"],
    }  # fmt: skip
    for language in ("zh-hans", "en"):
        with translation.override(language):
            form = SituationForm(given)
            assert form.is_valid()
            known = situation_of(told("怎么办", form.said()))
        assert known.pop("age") == 67
        assert set(known) == {"household_elsewhere", "small_enterprise", *given["traits"]}
    # Who says something else of himself the next time is heard the way he says it then.
    again = told(told("怎么办", "我的情况：67岁"), "我的情况：30岁")
    assert again == "怎么办\n我的情况：30岁"


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "所有人都可以免费乘车。"},
        {"quote": ""},
        {"verdict": "applies to everybody"},
        {"about": "<b>"},
    ],
)
def test_a_condition_that_does_not_stand_there_goes_to_a_person(
    known: None, order: Any, executor: Any, change: dict[str, str]
) -> None:
    def run(post: Any) -> Any:
        result = copy.deepcopy(dict(ask_host(post)))
        result["content"]["citations"][0]["conditions"][0].update(change)
        return result

    turn = asking.ask(Conversation(), QUESTION, run=run)
    executor()
    assert not Release.objects.exists()
    assert Case.objects.get(pk=turn.case_id).refusal == "wrong_content"
