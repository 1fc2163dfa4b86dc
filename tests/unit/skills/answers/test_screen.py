"""Is a person spoken of only to those who want one?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bangban.skills.answers import answer, screen
from bangban.skills.answers.skill import ask
from bangban.skills.answers.vectors import Vectors


@pytest.mark.parametrize(
    "question", ["转人工", "找个真人", "I want to talk to a person", "客服电话多少，马上给我转人工客服"]
)
def test_who_wants_a_person_is_heard(question: str) -> None:
    assert screen.wants_person(question)


@pytest.mark.parametrize(
    "question", ["人工客服几点上班", "转人工怎么收费，我先问问", "刚才说转人工那个不用了", "几点开门"]
)
def test_who_only_asks_about_them_is_answered(question: str) -> None:
    assert not screen.wants_person(question)


@pytest.mark.parametrize(
    "said", ["I feel hopeless and want to end it all", "我朋友说他不想活了怎么办", "wo bu xiang huo le"]
)
def test_one_whose_life_may_be_at_risk_is_not_told_that_nothing_was_found(said: str) -> None:
    made = answer(said, [], today=date(2026, 11, 22))
    assert made.outcome == "crisis"
    assert "12356" in made.text


@pytest.mark.parametrize(
    ("outcome", "questions"),
    [
        ("crisis", ("活着真没意思，想一了百了", "真的活够了", "想轻生", "我站在楼顶")),
        ("handed_over", ("有没有活人啊，别让机器回我", "换人工", "不想跟机器人聊")),
        ("opinion_refused", ("应该支持哪个党派", "你对区长有什么看法", "区长是不是贪官")),
        ("personal_data_needed", (
            "我的公积金还有多少", "帮我查下我上周交的居住证办得怎么样了", "我申请的低保批下来了没有", "我的身份证办好了吗",
            "我爸的高龄津贴到账了没", "我的社保交了几年",
        )),
        ("out_of_scope", ("1+1等于几", "附近哪家火锅好吃", "帮我写作业", "世界杯谁赢了", "陪我聊聊天")),
        ("clarify", ("我想办个证", "我要办事", "帮帮我", "怎么办")),
    ],
)  # fmt: skip
def test_however_it_is_worded_it_ends_as_it_should(
    memory: Any, outcome: str, questions: tuple[str, ...]
) -> None:
    ended = {
        one: ask(one, memory, today=date(2026, 11, 23), vectors=Vectors(None)).outcome for one in questions
    }
    assert ended == dict.fromkeys(questions, outcome)


@pytest.mark.parametrize(
    "question",
    [
        "低保申请多久能批下来",
        "我的公积金可以提取多少付房租",
        "残疾人证多少天能办好",
        "工伤认定要在多长时间内提出",
        "我爸的高龄津贴怎么申请",
    ],
)
def test_what_is_asked_of_the_rule_needs_no_record(question: str) -> None:
    assert screen.outside(question) == ""
