"""Is what says little understood after what was said before, and what asks nothing not taken for a question?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bangban.skills.answers import Memory, screen
from bangban.skills.answers.outcomes import said_of_courtesy
from bangban.skills.answers.skill import ask
from bangban.skills.answers.vectors import Vectors


def put(memory: Memory, question: str, **more: Any) -> Any:
    return ask(question, memory, today=date(2026, 11, 23), vectors=Vectors(None), **more)


@pytest.mark.parametrize(
    ("earlier", "question", "entry"),
    [
        ("残疾人证怎么办理", "要花钱吗", "残疾人证如何办理？"),
        ("身份证丢了", "急用怎么办", "身份证丢失怎么补办？"),
        ("转学怎么办理", "初三能转吗", "转学怎么办理？"),
        ("I lost my identity card", "How long does it take?", "身份证丢失怎么补办？"),
    ],
)
def test_what_says_little_of_its_own_goes_on_with_what_was_spoken_of(
    memory: Memory, earlier: str, question: str, entry: str
) -> None:
    made = put(memory, question, turns=[{"role": "resident", "text": earlier}])
    named = [one.question for one in (*made.citations, *made.offered)]
    assert made.outcome in ("answered_from_faq", "choose_one")
    assert named[0].rstrip("?？") == entry.rstrip("？")


def test_what_seems_to_go_on_and_finds_nothing_stands_alone(memory: Memory) -> None:
    made = put(
        memory, "还有，身份证丢失怎么补办", turns=[{"role": "resident", "text": "颱風來了跨海大橋幾點封閉"}]
    )
    assert made.citations[0].question == "身份证丢失怎么补办？"


def test_a_new_matter_is_not_drawn_to_the_last_one(memory: Memory) -> None:
    turns = [{"role": "resident", "text": "残疾人证怎么办理"}]
    assert put(memory, "颱風來了跨海大橋幾點封閉", turns=turns).outcome == "not_found"


@pytest.mark.parametrize("earlier", ["身份证丢了怎么补办", "转学怎么办理", "居住证多久能办好"])
@pytest.mark.parametrize("question", ["退休证怎么办", "捕鱼证怎么申请", "无人机要登记吗", "渡轮几点开"])
def test_a_matter_nothing_is_known_of_is_not_offered_the_entries_of_the_one_before(
    memory: Memory, earlier: str, question: str
) -> None:
    turns = [{"role": "resident", "text": earlier}, {"role": "assistant", "text": put(memory, earlier).text}]
    made = put(memory, question, turns=turns)
    assert (made.outcome, made.offered) == ("not_found", ())


@pytest.mark.parametrize(
    "text", ["你好", "您好！", "谢谢", "好的，谢谢您", "没了，再见", "Hello", "thank you!"]
)
def test_who_only_greets_or_thanks_is_greeted_and_not_told_that_nothing_was_found(
    memory: Memory, text: str
) -> None:
    made = put(memory, text)
    assert (made.outcome, made.handover) == ("clarify", False)
    assert made.text in {
        said_of_courtesy(kind, lang) for kind in ("greeting", "thanks") for lang in ("zh", "en")
    }


@pytest.mark.parametrize("text", ["你好，身份证丢了", "谢谢你的狗咬了我", "好的那怎么办社保卡"])
def test_a_question_with_a_greeting_is_a_question(text: str) -> None:
    assert screen.courtesy(text) == ""
