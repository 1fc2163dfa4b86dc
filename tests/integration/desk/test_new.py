"""Can an officer open a case for any scenario, and is a refusal told with what to do?"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bangban.governance.employees import change_status
from bangban.governance.handle import handle
from bangban.governance.models import Case, Proposal
from bangban.governance.scenarios.load import scenarios
from bangban.services.desk.views import new
from tests.support.desk import at_desk
from tests.support.work import answering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _skill_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No skill host runs here: the skill answers what the test says."""
    monkeypatch.setattr(new, "handle", partial(handle, run=answering()))


def test_every_scenario_in_force_has_a_form_or_says_whom_to_ask(handler: Any) -> None:
    text = handler.get("/desk/new").content.decode()
    for scenario in scenarios().values():
        assert scenario.title["zh"] in text
        answer = handler.get(f"/desk/new/{scenario.code}")
        if answer.status_code == 302:
            # Its service has a page of its own to begin on.
            answer = handler.get(answer["Location"])
        assert answer.status_code == (404 if scenario.gate == "never" else 200), scenario.code
    assert handler.get("/desk/new/no.such").status_code == 404


def test_a_case_is_opened_and_proposed_for(people: Any, handler: Any) -> None:
    answer = handler.post(
        "/desk/new/hotline.dispatch", {"i_text": "路灯坏了", "i_channel": "phone"}, follow=True
    )
    case = Case.objects.get()
    assert (case.asked_by, case.source, case.agency) == (
        f"officer:{people.handler.pk}",
        "desk",
        people.centre,
    )
    assert case.input_values == {"text": "路灯坏了", "channel": "phone"}
    assert "已立案" in answer.content.decode()
    assert Proposal.objects.get().case == case


def test_what_is_missing_is_told_and_nothing_is_lost(handler: Any) -> None:
    answer = handler.post("/desk/new/hotline.dispatch", {"i_title": "只有标题"})
    text = answer.content.decode()
    assert "只有标题" in text
    assert "error-summary" in text
    assert not Case.objects.exists()


def test_a_refusal_leads_to_the_case_for_a_person(people: Any, handler: Any) -> None:
    change_status(people.employee, "suspended", people.admin, "maintenance")
    answer = handler.post("/desk/new/hotline.dispatch", {"i_text": "路灯坏了"}, follow=True)
    text = answer.content.decode()
    assert Case.objects.get().refusal == "not_on_duty"
    assert "未在岗" in text
    assert 'name="c_agency"' in text


def test_classified_content_is_refused_not_kept_and_still_on_the_screen(people: Any, handler: Any) -> None:
    answer = handler.post("/desk/new/hotline.dispatch", {"i_text": "机密★一年 内部文件"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "涉密内容不得在本系统处理" in text
    assert "内部文件" in text
    assert not Case.objects.exists()


def test_a_guardian_opens_none(people: Any) -> None:
    assert at_desk(people.guardian).get("/desk/new").status_code == 403
