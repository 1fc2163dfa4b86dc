"""Is a person spoken of only to those who want one?"""

from __future__ import annotations

from datetime import date

import pytest

from bangban.skills.answers import answer, screen


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
