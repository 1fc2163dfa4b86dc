"""Are names told apart where they differ, and words where they are wrong?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.findings import Element
from tests.unit.skills.documents.text.written import mended, rules

DATE = (Element.DATE, "2025年3月14日")


def test_a_body_under_two_names() -> None:
    lines = [
        "由区政务服务和数据管理局牵头。",
        "请报区政务服务和数据管理局汇总。",
        "请与区政务服务与数据管理局联系。",
    ]
    assert rules(*lines) == ["names.body"]
    assert mended(*lines)[2] == "请与区政务服务和数据管理局联系。"


def test_different_bodies_are_different() -> None:
    assert not rules(
        "由春风第一小学牵头，春风第一小学负责。",
        "春风第二小学配合。",
        "由市教育局牵头，市教育局负责。",
        "区教育局配合。",
        "由区财政局牵头，区财政局负责。",
        "区审计局配合。",
    )


def test_a_central_body_that_is_no_more() -> None:
    assert rules("按照环境保护部要求，抓好整改。", DATE) == ["names.renamed"]
    assert not rules("按照原环境保护部要求，抓好整改。", DATE)


def test_a_contact_under_two_names() -> None:
    assert rules("联系人：王芳，电话另行通知。", "联系人：王方。") == ["names.person"]
    assert not rules("联系人：王芳，电话另行通知。", "联系人：李明。")


WRONG = [
    ("现将工作布署如下。", "wording.wrong", "现将工作部署如下。"),
    ("由干天气原因，会议延期。", "wording.wrong", "由于天气原因，会议延期。"),
    ("截止目前，已完成登记。", "wording.until", "截至目前，已完成登记。"),
    ("建立工作台帐。", "wording.variant", "建立工作台账。"),
    ("推进“一带一路”战略。", "wording.term", "推进“一带一路”倡议。"),
    ("加强的的管理工作。", "wording.doubled", "加强的管理工作。"),
    ("认真进行进行整改。", "wording.doubled", "认真进行整改。"),
]


@pytest.mark.parametrize(("line", "rule", "right"), WRONG)
def test_a_wrong_word(line: str, rule: str, right: str) -> None:
    assert rules(line) == [rule]
    assert mended(line) == [right]


@pytest.mark.parametrize(
    "line",
    [
        "由干部处负责，科目常见问题另行通知。",
        "为了达到目的的需要，做了了解。",
        "人人参与，层层落实，处处留心。",
        "这些问题自已经查明之日起整改。",
    ],
)
def test_right_words_across_a_border(line: str) -> None:
    assert rules(line) == []
