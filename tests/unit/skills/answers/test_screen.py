"""Is a person spoken of only to those who want one?"""

from __future__ import annotations

import pytest

from bangban.skills.answers import screen


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
