"""Does it know from a taxonomy's official names where letters go that say it in people's words?"""

from __future__ import annotations

import pytest

from bangban.skills.workorders.learn import NoClasses, cold
from bangban.skills.workorders.themes import themes, words_for

from .letters import letters

TAXONOMY = [
    ("人社", "工资福利", "工资发放"),
    ("人社", "城镇职工社会保险", "职工养老保险"),
    ("人社", "劳动关系", "劳动合同纠纷"),
    ("教育", "教育收费", "乱收费"),
    ("教育", "考试招生", "招生录取"),
    ("教育", "教育行政管理", "校园安全"),
    ("环保", "环境污染", "噪音污染"),
    ("环保", "环境污染", "大气污染"),
    ("环保", "环境污染", "水污染"),
    ("交通", "客货运输", "旅客运输"),
]


def right(classifier: object, texts: list[str], labels: list[str]) -> float:
    tops = classifier.tops(texts)  # type: ignore[attr-defined]
    return sum(top[0][0] == label for top, label in zip(tops, labels, strict=True)) / len(labels)


def test_official_names_are_met_by_peoples_words() -> None:
    classifier = cold(TAXONOMY, labels=("人社", "教育", "环保"))
    assert classifier.labels == ("人社", "教育", "环保")
    assert right(classifier, *letters(120)) >= 0.8
    assert classifier.top("包工头欠了我们血汗钱")[0][0] == "人社"
    assert classifier.card["messages"] == 0


def test_messages_without_a_class_teach() -> None:
    texts, _ = letters(400)
    steps: list[str] = []
    start = cold(TAXONOMY, labels=("人社", "教育", "环保"))
    taught = cold(
        TAXONOMY, texts, labels=("人社", "教育", "环保"), progress=lambda step, done: steps.append(step)
    )
    fresh = letters(120, seed=4)
    assert right(start, *fresh) >= 0.8
    assert right(taught, *fresh) >= 0.8
    assert taught.card["unlabelled"] == 400
    assert taught.card["learned_from"] >= 200
    assert set(steps) == {"reading", "learning"}


def test_too_few_messages_teach_nothing() -> None:
    few = cold(TAXONOMY, ["工资没发"] * 10)
    assert "learned_from" not in few.card
    assert len(few.labels) == 4


@pytest.mark.parametrize(
    ("rows", "labels"), [([], ()), ([("人社",)], ()), (TAXONOMY, ("人社", "没有的类")), ([("", "")], ())]
)
def test_a_taxonomy_without_classes_is_refused(rows: list[tuple[str, ...]], labels: tuple[str, ...]) -> None:
    with pytest.raises(NoClasses):
        cold(rows, labels=labels)


def test_a_taxonomy_of_one_level_is_enough() -> None:
    classifier = cold([("城市供水",), ("公共汽车",)])
    assert classifier.top("小区停水两天了")[0][0] == "城市供水"


def test_themes_are_words() -> None:
    assert len(themes()) > 60
    for names, words in themes():
        assert names
        assert all(1 <= len(word) <= 9 for word in words), words
    assert "欠薪" in words_for(["工资发放"])
    assert not words_for(["没有这样的名称"])
