"""Does what an officer types become the form it means, and the form the same text again?"""

from __future__ import annotations

from typing import Any

import pytest

from bangban.skills.documents.adapters.alike import changes_of
from bangban.skills.documents.adapters.forms import form_of, point_of, typed


@pytest.mark.parametrize(
    ("block", "point"),
    [
        ("各单位要落实责任。", "各单位要落实责任。"),
        ("落实责任\n各单位要落实责任。", {"heading": "落实责任", "text": "各单位要落实责任。"}),
        ("一、落实责任\n各单位要落实责任。", {"heading": "落实责任", "text": "各单位要落实责任。"}),
        ("第一句。\n第二句。", {"text": "第一句。\n第二句。"}),
        ("责任\n总述。\n- 甲\n- 乙", {"heading": "责任", "text": "总述。", "items": ["甲", "乙"]}),
        ("", ""),
    ],
)
def test_a_point_is_read_as_typed(block: str, point: Any) -> None:
    assert point_of(block) == point


def test_pairs_and_empty_fields() -> None:
    inputs = {
        "issuer": "甲局",
        "matter": "",
        "contact_name": "李敏",
        "contact_phone": "1",
        "document_number": "3",
    }
    form = form_of("qingshi", inputs)
    assert form == {
        "kind": "qingshi",
        "issuer": "甲局",
        "contact": {"name": "李敏", "phone": "1"},
        "document_number": "3",
    }


def test_there_and_back() -> None:
    inputs = {
        "issuer": "甲局",
        "points": ["责任\n总述。\n- 甲\n- 乙", "一句。"],
        "basis": ["《某法》"],
        "signatory_post": "局长",
        "signatory_name": "王明",
    }
    form = form_of("yian", inputs)
    assert form_of("yian", typed(form)) == form


def test_what_changes_from_an_earlier_document() -> None:
    inputs = {
        "title": "旧.docx", "file": "x", "matter": "防火", "replace": ["2025年 → 2026年", "甲->乙", "没有箭头"],
        "contact_name": "李敏", "contact_phone": "1", "new_title": "新标题",
    }  # fmt: skip
    assert changes_of(inputs) == {
        "matter": "防火",
        "contact": {"name": "李敏", "phone": "1"},
        "title": "新标题",
        "replace": {"2025年": "2026年", "甲": "乙"},
    }
