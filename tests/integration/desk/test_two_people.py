"""Does the desk lead two people through a decision that needs two, and let neither be one?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bangban.executor import checks
from bangban.executor.act import act_on_pending
from bangban.governance import decide, reversal
from bangban.governance.models import Decision
from bangban.governance.scenarios import load
from bangban.services.desk import casefile
from bangban.services.desk.views import decide as desk_decide
from bangban.services.hotline.models import WorkOrder
from tests.support.desk import at_desk, digest_of, waiting
from tests.support.work import content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dispatch, as if two people had to decide it."""

    def found(code: str) -> Any:
        return replace(load.find_scenario(code), gate="two_person")

    for module in (decide, reversal, checks, desk_decide):
        monkeypatch.setattr(module, "find_scenario", found)
    monkeypatch.setattr(casefile, "scenarios", lambda: {code: found(code) for code in load.scenarios()})


def form_of(**more: Any) -> dict[str, Any]:
    return {f"c_{name}": value for name, value in content(**more).items() if name != "agency_name"}


def digest_shown(text: str) -> str:
    return text.partition('name="digest" value="')[2].partition('"')[0]


def test_the_second_person_sees_and_consents_to_what_the_first_made_of_it(people: Any, handler: Any) -> None:
    case = waiting(people)
    address = f"/desk/cases/{case.pk}"
    answer = handler.post(
        f"{address}/do/amend", {**form_of(title="第一人改的标题"), "digest": digest_of(case)}, follow=True
    )
    assert "须由第二人决定" in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "second"
    mine = handler.get(address).content.decode()
    assert "您已作为第一人作出决定" in mine
    assert "/do/decide" not in mine
    reviewer = at_desk(people.reviewer)
    assert case.reference in reviewer.get("/desk/?tab=second").content.decode()
    text = reviewer.get(address).content.decode()
    assert "第一人改的标题" in text
    assert "/do/amend" not in text
    assert (
        reviewer.post(f"{address}/do/decide", {"kind": "accept", "digest": digest_shown(text)}).status_code
        == 302
    )
    act_on_pending()
    assert WorkOrder.objects.get().title == "第一人改的标题"
    assert "作为第二人同意" in reviewer.get(address).content.decode()


def test_the_first_cannot_be_the_second(people: Any, handler: Any) -> None:
    case = waiting(people)
    given = {"kind": "accept", "digest": digest_of(case)}
    handler.post(f"/desk/cases/{case.pk}/do/decide", given)
    answer = handler.post(f"/desk/cases/{case.pk}/do/decide", given)
    assert answer.status_code in (403, 409)
    assert Decision.objects.count() == 1


def test_who_proposes_by_hand_leaves_the_decision_to_two_others(people: Any, handler: Any) -> None:
    case = waiting(people)
    at_desk(people.reviewer).post(
        f"/desk/cases/{case.pk}/do/decide", {"kind": "reject", "digest": digest_of(case), "reason": "重来"}
    )
    answer = handler.post(f"/desk/cases/{case.pk}/do/hand", form_of(title="手写的建议"), follow=True)
    assert "等待两位同事决定" in answer.content.decode()
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "申请人和建议人都不能参与" in text
    assert "/do/decide" not in text


def test_two_people_undo_it_too(people: Any, handler: Any) -> None:
    case = waiting(people)
    address, given = f"/desk/cases/{case.pk}", {"kind": "accept", "digest": digest_of(case)}
    reviewer, guardian = at_desk(people.reviewer), at_desk(people.guardian)
    for officer in (handler, reviewer):
        officer.post(f"{address}/do/decide", given)
    act_on_pending()
    assert "须两人撤销" in guardian.get(address).content.decode()
    answer = guardian.post(f"{address}/do/undo", {"reason": "派错了部门"}, follow=True)
    assert "须由第二人同意后才会撤销" in answer.content.decode()
    act_on_pending()
    assert WorkOrder.objects.get().status == "new"
    mine = guardian.get(address).content.decode()
    assert "您已作为第一人决定撤销" in mine
    assert "/do/undo" not in mine
    text = reviewer.get(address).content.decode()
    assert "派错了部门" in text
    assert "/do/undo-second" in text
    assert reviewer.post(f"{address}/do/undo-second", {"consent": "no"}).status_code in (400, 409)
    reviewer.post(f"{address}/do/undo-second", {"consent": "yes"})
    act_on_pending()
    assert WorkOrder.objects.get().status == "withdrawn"
    assert "作为第二人同意撤销" in reviewer.get(address).content.decode()
