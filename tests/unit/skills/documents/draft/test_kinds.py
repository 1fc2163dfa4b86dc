"""Does every form of every kind make a complete document that the checker has nothing to say of?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bangban.skills.documents import draft
from bangban.skills.documents.check import check
from bangban.skills.documents.draft import forms
from bangban.skills.documents.findings import Direction, Element, Kind
from bangban.skills.documents.kinds import KINDS
from bangban.skills.documents.read import open_document
from bangban.skills.documents.recognise import recognise

FORMS: list[dict[str, Any]] = [
    {name: value for name, value in form.items() if value is not None}
    for form in yaml.safe_load((Path(__file__).parent / "forms.yaml").read_text("utf-8"))
]
TODAY = date(2026, 9, 25)
NOT_ITS_FAULT = "classification.here"
"""Where a classified document may be worked on; nothing is wrong with the document."""


def named(form: dict[str, Any]) -> str:
    kind, situation, _ = forms.read(form)
    return f"{kind.value}-{situation}"


def test_every_situation_of_every_kind_is_tried() -> None:
    tried = {named(form) for form in FORMS}
    known = {
        f"{kind.value}-{situation}" for kind in KINDS for situation in forms.template(kind)["situations"]
    }
    assert tried == known
    assert len(KINDS) == 15


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_the_checker_has_nothing_to_say(form: dict[str, Any]) -> None:
    document = open_document(draft.draft(form), name="draft.docx")
    outline = recognise(document)
    kind, _, _ = forms.read(form)
    assert outline.kind is kind
    found = check(document, outline, today=TODAY).findings
    assert [(one.rule, one.found) for one in found if one.rule != NOT_ITS_FAULT] == []


@pytest.mark.parametrize("form", [one for one in FORMS if "number" in one], ids=named)
def test_a_number_left_open_is_all_there_is_to_say(form: dict[str, Any]) -> None:
    document = open_document(draft.draft({**form, "number": ""}), name="draft.docx")
    found = check(document, recognise(document), today=TODAY).findings
    # An order without its number leaves no gap for it; that it has none is said.
    allowed = {"number.open", "number.missing"} if forms.read(form)[0] is Kind.ORDER else {"number.open"}
    assert {one.rule for one in found} - {NOT_ITS_FAULT} <= {*allowed, "decoration.highlight"}


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_the_same_form_makes_the_same_bytes(form: dict[str, Any]) -> None:
    assert draft.draft(form) == draft.draft(form)


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_what_was_drafted_is_recognised(form: dict[str, Any]) -> None:
    paper = draft.document(form)
    document = open_document(draft.write(paper), name="draft.docx")
    outline = recognise(document)
    assert outline.format == paper.format
    if paper.direction is not Direction.LEVEL or paper.format == "letter":
        # An opinion to an equal looks like one to a subordinate.
        assert outline.direction is paper.direction
    title = "".join(one.text for one in outline.all(Element.TITLE)).replace("\n", "")
    assert title == paper.title
    if paper.addressee:
        assert outline.first(Element.ADDRESSEE).text == paper.addressee + "："
    said = "".join(one.text for one in document.flow)
    assert all(line.text in said for line in paper.lines())


def test_what_the_sentence_says_is_not_said_twice() -> None:
    said = {form["kind"]: [line.text for line in draft.document(form).lines()] for form in FORMS[-3:]}
    assert any(
        "授予区残疾人服务中心等8个单位和孙敏等15名同志“临江区助残先进”称号。" in one
        for one in said["jueding"]
    )
    assert any("研究冬季供暖、历史建筑保护规划等工作。" in one for one in said["jiyao"])
    assert "特此通告。" in said["tonggao"]


def test_a_gap_is_shown_and_named() -> None:
    form = {name: value for name, value in FORMS[0].items() if name not in ("number", "date")}
    paper = draft.document(form)
    assert [gap.code for gap in paper.gaps] == ["number", "date"]
    document = open_document(draft.write(paper), name="draft.docx")
    shown = [one.text for one in document.flow if any(run.highlight == "yellow" for run in one.runs)]
    assert shown == ["〔　　〕　号", "　　年　月　日"]
