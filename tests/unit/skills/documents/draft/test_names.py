"""Does a body speak of itself as it does in letters, and is nothing said twice?"""

from __future__ import annotations

import pytest

from bangban.skills.documents.draft.names import level_of, ours, region_of, yours
from bangban.skills.documents.draft.phrases import fill


@pytest.mark.parametrize(
    ("body", "region", "itself", "other"),
    [
        ("云栖市临江区住房和城乡建设局", "云栖市临江区", "我局", "你局"),
        ("区城乡建设局", "", "我局", "你局"),
        ("临江区青山乡人民政府", "临江区青山乡", "乡政府", "你乡"),
        ("云栖市临江区人民政府办公室", "云栖市临江区", "区政府办公室", "你办"),
        ("临江区江南街道办事处", "临江区江南街道", "我街道", "你街道"),
    ],
)
def test_a_body_by_its_name(body: str, region: str, itself: str, other: str) -> None:
    assert region_of(body) == region
    assert ours(body) == itself
    assert yours(body, level=False) == other
    assert level_of(body) in region or not region


def test_a_matter_that_says_the_phrases_word_is_not_said_twice() -> None:
    matter = {"matter": "2026年防汛工作情况"}
    assert fill("现将{matter}情况报告如下：", matter) == "现将2026年防汛工作情况报告如下："
    assert fill("现将{matter}有关情况函告如下：", matter) == "现将2026年防汛工作有关情况函告如下："
