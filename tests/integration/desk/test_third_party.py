"""Can an officer read and amend what a skill proposes that nobody here has ever seen?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bangban.governance.employees import assign_scenarios
from bangban.governance.models import Decision
from bangban.governance.presentation import Presentation, said
from bangban.services.desk.forms import ContentForm
from tests.support.desk import digest_of, waiting

CONTENT = {
    "licence_number": "JY-0042",
    "fee": 12.5,
    "copies": 3,
    "urgent_delivery": True,
    "papers": ["身份证", "申请表"],
    "owner": {"name": "王某", "since": None},
    "decision_text": "同意换发食品经营许可证，请申请人于三日内到窗口领取新证，旧证同时交回注销，逾期未领取的，由窗口通知申请人，并按规定保管新证六个月。",
}


@pytest.mark.django_db
def test_a_third_partys_proposal_is_readable_without_json(people: Any, handler: Client) -> None:
    answer = {
        "content": CONTENT,
        "evidence": [],
        "confidence": None,
        "path": "model:x",
        "details": {"labels": {"fee": {"zh": "工本费", "en": "Fee"}}},
    }
    assign_scenarios(people.employee, ["hotline.dispatch", "hotline.advise"], people.admin, "more work")
    case = waiting(people, scenario="hotline.advise", run=lambda post: answer)
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    for part in (
        "Licence number",
        "JY-0042",
        "工本费",
        "12.5",
        "身份证、申请表",
        "王某",
        "有用",
        "没有用",
        "由模型 x 撰写",
    ):
        assert part in text, part
    assert not any(mark in text for mark in ("{&#x27;", "{&quot;name", "None", "True"))
    handler.post(f"/desk/cases/{case.pk}/do/decide", {"kind": "accept", "digest": digest_of(case)})
    case.refresh_from_db()
    assert case.status == "done"
    assert Decision.objects.get().kind == "accept"


def test_a_form_gives_back_the_shape_it_got() -> None:
    fields = Presentation().fields(CONTENT, None, {})
    form = ContentForm(fields, CONTENT)
    sent = {f"c_{name}": form[f"c_{name}"].value() for name in CONTENT if f"c_{name}" in form.fields}
    back = ContentForm(fields, CONTENT, {name: value for name, value in sent.items() if value is not False})
    assert back.is_valid(), back.errors
    assert back.content() == CONTENT


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (True, "是"), ({"zh": "甲", "en": "A"}, "甲"), (["a", "b"], "a、b"), (0, "0"), ({}, "")],
)
def test_values_are_said_in_words(value: Any, shown: str) -> None:
    assert said(value) == shown


def test_nothing_typed_by_others_becomes_markup() -> None:
    assert "<b>" not in said({"x": "<b>1</b>", "y": [{"z": "<i>"}]})
