"""Does a judge learn from answered questions, and are vectors kept between processes?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bangban.skills.answers import Memory, decide
from bangban.skills.answers.decide import Lesson
from bangban.skills.answers.vectors import SIZE, Vectors, by_meaning


def lessons(entries: list[dict[str, Any]]) -> list[Lesson]:
    memory = Memory(entries)
    known = [
        Lesson(one["question"][2:], memory.search(one["question"][2:], k=31), frozenset({one["id"]}))
        for one in entries
    ]
    return [
        *known,
        *(
            Lesson(text, memory.search(text, k=31), frozenset())
            for text in ("火星采矿证怎么办", "明天下雨吗")
        ),
    ]


def test_a_fitted_judge_tells_answered_from_silent_and_survives_a_file(entries: Any, tmp_path: Path) -> None:
    judge = decide.fit(lessons(entries))
    assert judge.card["right_or_offered"] > 0.8
    assert judge.card["unanswerable_answered"] <= 0.1
    decide.save({"words": judge}, tmp_path / "own.json")
    again = decide.load(tmp_path / "own.json")
    assert again["words"] == judge or again["words"].as_dict() == judge.as_dict()
    assert again["vectors"] == decide.shipped()["vectors"]
    one = lessons(entries)[3]
    assert decide.decide(one.question, one.hits, again).ranking[0] >= 0


def test_too_little_is_refused(entries: Any) -> None:
    with pytest.raises(ValueError, match="5"):
        decide.fit(lessons(entries)[:5])


class Counting:
    """An encoder that knows texts by their letters, and counts how often it is asked."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, text: str) -> Any:
        self.made += 1
        vector = np.zeros(SIZE, np.float32)
        for letter in text:
            vector[ord(letter) % SIZE] += 1
        return vector / max(1e-6, float(np.linalg.norm(vector)))


def test_vectors_are_made_once_for_all_processes(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    texts = [f"第{n}号事项怎么办理？" for n in range(12)]
    made = Vectors(first, tmp_path / "v").of(texts)
    read = Vectors(second, tmp_path / "v").of(texts)
    assert (first.made, second.made) == (12, 0)
    for one, other in zip(made, read, strict=True):
        assert one is not None
        assert other is not None
        assert float(one @ other) > 0.99


def test_what_cannot_be_compared_in_time_is_judged_by_words_alone(entries: Any) -> None:
    hits = Memory(entries).search("身份证丢失怎么补办？", k=20)
    assert not any(
        "vector" in hit["features"]
        for hit in by_meaning("身份证", hits, Vectors(Counting()), seconds=0.0, most=10)
    )
    assert all(
        "vector" in hit["features"]
        for hit in by_meaning("身份证", hits, Vectors(Counting()), seconds=None, most=10)
    )
    assert not any(
        "vector" in hit["features"]
        for hit in by_meaning("身份证", hits, Vectors(None), seconds=None, most=10)
    )


def test_the_more_a_question_says_the_surer_what_is_near_it() -> None:
    short, usual, long = (
        "身份证",
        "身份证掉了去哪里补办啊",
        "我妈妈的身份证上个月在菜场掉了，要去哪里补办一张新的",
    )
    assert decide.said_enough(short, 0.5) < decide.said_enough(usual, 0.5) < decide.said_enough(long, 0.5)
    assert decide.said_enough(usual, 0.5) == pytest.approx(0.5)
    # Marks say nothing, and a foreign word is one.
    assert decide.said_enough("身份证？？？！！！", 0.5) == decide.said_enough(short, 0.5)
    assert decide.said_enough("lost identity card", 0.5) == decide.said_enough(short, 0.5)
    assert 0 < decide.said_enough("", 0.0) < decide.said_enough(long, 1.0) <= 1


def test_an_entrys_own_question_is_answered_however_short() -> None:
    for judge in decide.shipped().values():
        assert judge.answer_at <= decide.SURE
