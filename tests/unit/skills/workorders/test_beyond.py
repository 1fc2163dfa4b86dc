"""Is the resident told where to turn when no hotline may take the matter, and does a person look first?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bangban.skills.base import Context
from bangban.skills.workorders.beyond import beyond
from bangban.skills.workorders.route import skill


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("法院判决下来两年了，对方一直不还钱，请帮我催一催。", "litigation"),
        ("我不服劳动仲裁的裁决，应该去哪里？", "arbitration"),
        ("实名举报某某镇领导贪污救灾款。", "discipline"),
        ("对罚款不服，想申请行政复议。", "reconsideration"),
        ("我要申请公开征地补偿的批准文件信息。", "disclosure"),
        ("这件事区信访局已经受理，一直没有结果。", "petition"),
    ],
)
def test_what_no_hotline_takes_is_told_with_where_it_belongs(
    context: Context, text: str, matter: str
) -> None:
    assert [one.matter for one in beyond(text)] == [matter]
    result = skill.run({"title": "求助", "text": text}, context)
    [field] = [one for one in result.details["fields"] if one["name"] == "not_ours"]
    assert set(field["value"]) == {"zh", "en"}
    assert text[field["start"] : field["end"]]
    assert result.confidence is not None
    assert result.confidence <= 0.3


@pytest.mark.parametrize(
    "text",
    [
        "根据《最高人民法院关于审理商品房买卖合同纠纷案件的解释》，开发商应当退房。",
        "厂里拖欠工资，想去劳动仲裁，请劳动监察帮帮我们。",
        "小区门口的法院路路灯坏了。",
        "",
    ],
)
def test_what_only_names_a_court_or_asks_for_help_stays_with_the_hotline(text: str) -> None:
    assert beyond(text) == []


@given(some.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in beyond(text))
