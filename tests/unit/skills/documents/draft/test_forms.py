"""Is a form that is not right told so, all at once, in both languages?"""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from bangban.skills.documents.draft import forms
from bangban.skills.documents.draft.forms import FormNotRight
from bangban.skills.documents.findings import Kind
from bangban.skills.documents.kinds import KINDS

GOOD: dict[str, Any] = {
    "kind": "通知",
    "issuer": "云栖市临江区教育局",
    "addressee": "区属各学校",
    "matter": "做好开学准备工作",
    "date": "2026-08-20",
}


def said(**changes: Any) -> FormNotRight:
    with pytest.raises(FormNotRight) as raised:
        forms.read({**GOOD, **changes})
    return raised.value


def test_a_kind_is_known_by_its_id_and_its_name() -> None:
    for kind, about in KINDS.items():
        assert forms._kind(kind.value) is forms._kind(about.zh) is kind


@pytest.mark.parametrize("kind", list(KINDS))
def test_schemas_are_schemas(kind: Kind) -> None:
    for situation in forms.template(kind)["situations"]:
        jsonschema.Draft202012Validator.check_schema(forms.schema(kind, situation))


def test_everything_missing_is_said_at_once() -> None:
    problem = said(issuer="", addressee="")
    assert "缺少“发文机关”（issuer）" in problem.text("zh")
    assert "缺少“主送机关”（addressee）" in problem.text("zh")
    assert "“issuing body” (issuer) is missing" in problem.text("en")


def test_unknown_fields_and_wrong_forms_are_named() -> None:
    assert "没有名为 colour 的栏目" in said(colour="red").text("zh")
    assert "“成文日期”应为 2026-03-20" in said(date="昨天").text("zh")
    assert "must be one of 特急, 加急" in said(urgency="快").text("en")
    assert "“联系人”里缺少“电话”（phone）" in said(contact={"name": "沈琳"}).text("zh")
    assert "not known" not in said(kind="请求").text("en")
    assert "kind must be one of jueyi" in said(kind="请求").text("en")


def test_a_day_that_does_not_exist_is_told() -> None:
    from bangban.skills.documents import draft

    with pytest.raises(FormNotRight) as raised:
        draft.document({**GOOD, "date": "2026-02-30"})
    assert "2026-02-30不是一个存在的日期" in raised.value.text("zh")


def test_dates_may_be_dates() -> None:
    from datetime import date

    assert forms.read({**GOOD, "date": date(2026, 8, 20)})[2]["date"] == "2026-08-20"


def test_the_situation_follows_from_what_is_given() -> None:
    assert forms.read(GOOD)[1] == "arrange"
    assert forms.read({**GOOD, "document": "办法"})[1] == "issue"
    assert (
        forms.read({**GOOD, "situation": "forward", "document": "办法", "from": "市教育局"})[1] == "forward"
    )


def test_a_form_knows_which_fields_only_some_situations_ask_for() -> None:
    only = forms.asked_only_in(Kind.LETTER)
    assert only["meeting_place"] == ["invite"]
    assert only["incoming_title"] == ["reply"]
    assert "consult" in only["deadline"]
    for kind in KINDS:
        known = set(forms.template(kind)["situations"])
        for field, situations in forms.asked_only_in(kind).items():
            assert set(situations) < known, (kind, field)
            assert field not in ("points", "attachments", *forms.template(kind)["needs"])
