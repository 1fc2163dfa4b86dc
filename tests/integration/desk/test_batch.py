"""May only equal, low-risk proposals be accepted together, each of them seen?"""

from __future__ import annotations

from typing import Any

import pytest

from bangban.governance.decide import Verdict, decide
from bangban.governance.models import Case, Decision
from tests.support.desk import digest_of, waiting

pytestmark = pytest.mark.django_db


def picks(*cases: Case) -> dict[str, list[str]]:
    return {"pick": [f"{case.pk}:{digest_of(case)}" for case in cases]}


def test_every_item_is_listed_before_and_accepted_after(people: Any, handler: Any) -> None:
    cases = [waiting(people) for _ in range(3)]
    text = handler.post("/desk/batch", picks(*cases)).content.decode()
    assert all(case.reference in text for case in cases)
    assert "全部采纳" in text
    assert not Decision.objects.exists()
    answer = handler.post("/desk/batch/accept", picks(*cases), follow=True)
    assert "已采纳 3 条建议" in answer.content.decode()
    assert Decision.objects.filter(kind="accept", officer=people.handler).count() == 3


def test_unequal_ones_are_not_accepted(people: Any, handler: Any) -> None:
    cases = [waiting(people), waiting(people, agency="centre", agency_name={"zh": "热线中心", "en": ""})]
    for url in ("/desk/batch", "/desk/batch/accept"):
        assert "它们并不相同" in handler.post(url, picks(*cases)).content.decode()
    assert not Decision.objects.exists()


def test_one_decided_meanwhile_stops_the_batch(people: Any, handler: Any) -> None:
    first, second = waiting(people), waiting(people)
    chosen = picks(first, second)
    decide(first, people.reviewer, Verdict("accept", digest_of(first)))
    answer = handler.post("/desk/batch/accept", chosen)
    assert answer.status_code == 409
    assert "其中有的已变化" in answer.content.decode()
    assert Decision.objects.filter(case=second).count() == 0


def test_grave_ones_have_no_tick_and_cannot_be_smuggled_in(people: Any, handler: Any) -> None:
    case = waiting(people)
    Case.objects.filter(pk=case.pk).update(impact="III")
    assert 'name="pick"' not in handler.get("/desk/").content.decode()
    assert handler.post("/desk/batch/accept", picks(case)).status_code == 409


@pytest.mark.parametrize("pick", ["x:y", "99999999999999999999:z", ":"])
def test_nonsense_is_refused(handler: Any, pick: str) -> None:
    assert handler.post("/desk/batch", {"pick": [pick]}).status_code == 400


def test_nothing_ticked_says_so(handler: Any) -> None:
    assert "没有勾选任何办件" in handler.post("/desk/batch").content.decode()
