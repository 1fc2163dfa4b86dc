"""Does a drafted reply hold the facts it was given and no other, and is what is left unanswered found?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bangban.skills.base import Context
from bangban.skills.hotline.reply import missing_in, skill

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "reply", "missing"),
    [
        ("路灯什么时候能修好？", "正在联系厂家。", ["when"]),
        ("路灯什么时候能修好？", "将于11月25日前修复。", []),
        ("补办要交多少钱，带哪些材料？", "请到窗口办理。", ["how_much", "papers"]),
        ("补办要交多少钱，带哪些材料？", "工本费10元，请带身份证。", []),
        ("为什么不给报销？", "请耐心等待。", ["why"]),
        ("When will the water be back?", "We are working on it.", ["when"]),
        ("拖欠工资三个月，请帮我们讨要。", "请您理解。", ["result"]),
        ("拖欠工资三个月，请帮我们讨要。", "已责令公司三日内支付。", []),
        ("楼道灯坏了一个月，请尽快修好。", "已于今日修复。", []),
        ("", "", []),
        ("😀😀", "谢谢", []),
    ],
)
def test_what_is_asked_and_not_said_is_found(question: str, reply: str, missing: list[str]) -> None:
    assert [one["code"] for one in missing_in(question, reply)] == missing


def test_the_draft_says_what_was_done_and_nothing_else() -> None:
    inputs = {"question": "小区路灯坏了，何时修好？", "outcome": "11月20日已换灯", "agency": "城管局"}
    result = skill.run(inputs, Context(NOW))
    assert "11月20日已换灯。" in result.content["reply"]
    assert result.content["missing"] == []
    assert result.evidence[0].quote in inputs["question"]
    assert (result.path, result.confidence) == ("rules", 0.9)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("您好，路灯已于11月20日更换，感谢您的来信与监督。", "model"),
        ("您好，路灯将于12月1日更换，并赔偿您500元，请放心。", "rules"),
        ("好", "rules"),
    ],
)
def test_a_model_may_phrase_it_and_may_add_no_number(said: str, path: str) -> None:
    inputs = {"question": "路灯坏了，何时修好？", "outcome": "11月20日已换灯"}
    result = skill.run(inputs, Context(NOW, complete=lambda messages: said))
    assert result.path == path
    assert ("500" in result.content["reply"]) is False
