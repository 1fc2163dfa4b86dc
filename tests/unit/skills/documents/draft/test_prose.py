"""Is a model's text only text, and is what it adds marked for the officer?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bangban.skills.documents import draft
from bangban.skills.documents.draft.facts import not_given
from bangban.skills.documents.draft.forms import FormNotRight
from bangban.skills.documents.draft.prose import LONGEST, cleaned
from bangban.skills.documents.read import open_document

FORM: dict[str, Any] = {
    "kind": "通知",
    "issuer": "云栖市临江区教育局",
    "number": "临教〔2026〕40号",
    "addressee": "区属各学校",
    "matter": "做好开学准备工作",
    "date": "2026-08-20",
    "points": [{"heading": "排查校园安全隐患", "text": "8月28日前完成排查"}, {"heading": "做好后勤保障"}],
}


class Model:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, messages: Sequence[Mapping[str, str]]) -> str:
        self.asked.append(messages)
        return self.answers.pop(0)


def test_the_model_writes_the_points_and_what_it_adds_is_marked() -> None:
    model = Model(
        "各学校要在8月28日前完成排查，由张建国同志牵头，投入30万元落实《校园安全条例》。",
        "各学校要做好食堂和宿舍的后勤保障工作。",
    )
    paper = draft.document(FORM, model)
    added = {gap.text for gap in paper.gaps if gap.code == "fact"}
    assert any("张建国" in one for one in added)
    assert any("30万" in one for one in added)
    assert any("《校园安全条例》" in one for one in added)
    assert not any("8月28日" in one for one in added)
    document = open_document(draft.write(paper), name="draft.docx")
    yellow = "".join(run.text for one in document.flow for run in one.runs if run.highlight == "yellow")
    assert all(one in yellow for one in added)
    assert "8月28日" not in yellow


def test_what_the_officer_gave_is_never_lost() -> None:
    paper = draft.document(FORM, Model("各学校要认真排查。", "各学校要做好保障。"))
    assert "8月28日前完成排查。各学校要认真排查。" in paper.text


def test_a_model_that_says_nothing_leaves_the_form_as_it_is() -> None:
    assert draft.document(FORM, Model("", " \n")).text == draft.document(FORM).text


def test_what_the_model_is_asked_holds_only_the_material() -> None:
    model = Model("一。", "二。")
    draft.document(FORM, model)
    system, user = model.asked[0]
    assert system["role"] == "system"
    assert "8月28日前完成排查" in user["content"]
    assert "8月28日" not in system["content"]


def test_a_wrong_form_is_told_before_any_model_is_asked() -> None:
    model = Model()
    with pytest.raises(FormNotRight):
        draft.document({**FORM, "addressee": ""}, model)
    assert model.asked == []


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("一、各学校要做好准备", "各学校要做好准备。"),
        ("**1.** 各学校要做好准备", "各学校要做好准备。"),
        ("以下是正文：\n各学校要做好准备,确保安全.", "各学校要做好准备，确保安全."),
        ("```\n各学校要做好准备。\n```", "各学校要做好准备。"),
        ('各学校要落实"双减"要求', "各学校要落实“双减”要求。"),
        ("各学校要\u202e做好准备\x07", "各学校要做好准备。"),
    ],
)
def test_answers_become_plain_text(answer: str, text: str) -> None:
    assert cleaned(answer).rstrip("。") == text.rstrip("。")


def test_answers_are_cut_at_a_sentence() -> None:
    long = cleaned("各学校要做好准备工作。" * 100)
    assert len(long) <= LONGEST
    assert long.endswith("。")


def test_markup_in_an_answer_is_text() -> None:
    paper = draft.document(FORM, Model("<w:p>各学校</w:p>&amp;要做好准备。", "好。"))
    assert "<w:p>各学校</w:p>&amp;要做好准备。" in paper.text
    document = open_document(draft.write(paper), name="draft.docx")
    assert any("<w:p>各学校</w:p>&amp;要做好准备。" in one.text for one in document.flow)


def test_facts_are_told_from_what_is_given() -> None:
    text = "到2026年底投资3000万元，建成5所学校。"
    assert [text[a:b] for a, b in not_given(text, "2026年底建成5所学校")] == ["3000万元"]
    assert not_given(text, text) == []
