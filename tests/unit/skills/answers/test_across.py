"""Does a question in English find what stands in Chinese, by its words and by its meaning, and say so honestly?"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from bangban.skills.answers import Memory
from bangban.skills.answers.across import MOST_PART, Nearest, glossed, is_across
from bangban.skills.answers.answer import language_of
from bangban.skills.answers.decide import kind_of
from bangban.skills.answers.looking import HEADS, look_up
from bangban.skills.answers.outcomes import said
from bangban.skills.answers.skill import ask
from bangban.skills.answers.vectors import SIZE, Vectors

DAY = date(2026, 11, 23)
LOST = "How do I replace a lost identity card?"
ODD = "Zorp gribble blonk?"


class Sees:
    """An encoder for which every text but `near` is another direction; `near` texts are the same."""

    def __init__(self, *near: str) -> None:
        self.near = near

    def __call__(self, text: str) -> Any:
        vector = np.zeros(SIZE, np.float32)
        vector[0 if any(one in text for one in self.near) else 1 + hash(text) % (SIZE - 1)] = 1
        return vector


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("My driver's licence has expired", {"驾驶证", "过期"}),
        ("How much is the childcare subsidy for children under three?", {"多少钱", "育儿补贴", "3岁以下"}),
        ("Applying for residence permits", {"申请", "居住证"}),
        ("Is IVF covered?", {"ivf", "covered"}),
    ],
)
def test_an_english_question_has_a_chinese_gloss(question: str, words: set[str]) -> None:
    assert words <= set(glossed(question).split())


def test_what_says_nothing_leaves_nothing() -> None:
    assert glossed("Hello, can you please help me with this?") == ""


def test_an_english_question_is_answered_from_a_chinese_entry_in_its_own_words(
    memory: Memory, entries: Any
) -> None:
    made = ask(LOST, memory, today=DAY, vectors=Vectors(None))
    right = next(one for one in entries if one["question"] == "身份证丢失怎么补办？")
    assert made.outcome in ("answered_from_faq", "choose_one")
    assert right["id"] in {one.id for one in (*made.citations, *made.offered)}
    assert made.language == "en"
    assert "Chinese" in made.text
    for one in made.citations:
        assert one.quote in right["text"]


def test_without_a_common_word_an_entry_is_found_by_its_meaning(memory: Memory) -> None:
    vectors = Vectors(Sees("zorp", "身份证丢失"))
    vectors.of([one["head"] for one in memory(HEADS, {})])
    hits = look_up(ODD, memory, vectors=vectors, seconds=1.0)
    assert kind_of(hits) == "across"
    assert hits[0]["question"] == "身份证丢失怎么补办？"


def test_vectors_are_not_made_while_somebody_waits(memory: Memory) -> None:
    vectors = Vectors(Sees("zorp", "身份证丢失"))
    heads = memory(HEADS, {})
    vectors.of([one["head"] for one in heads[: int(MOST_PART * len(heads)) - 1]])
    before = vectors.count()
    assert look_up(ODD, memory, vectors=vectors, seconds=1.0) == []
    assert vectors.count() == before


def test_the_matrix_of_a_set_is_made_again_only_when_more_is_known(memory: Memory) -> None:
    heads = memory(HEADS, {})
    vectors, nearest = Vectors(Sees("zorp", "身份证丢失")), Nearest()
    assert nearest.to(ODD, heads, vectors, 5) == {}
    vectors.of([one["head"] for one in heads])
    found = nearest.to(ODD, heads, vectors, 5)
    assert next(iter(found)) == next(one["key"] for one in heads if "身份证丢失" in one["head"])
    assert nearest.to(ODD, heads, vectors, 5) == found


def test_nothing_found_says_that_the_sources_are_chinese_and_offers_a_person(memory: Memory) -> None:
    made = ask(ODD, memory, today=DAY, vectors=Vectors(None))
    assert (made.outcome, made.handover) == ("not_found", True)
    assert made.text == said("not_found", "en", across=True)
    assert "Chinese" in made.text


def test_what_is_asked_in_the_sources_own_script_is_looked_up_as_before(memory: Memory) -> None:
    english = Memory(
        [{"id": "1", "question": "How do I replace a lost card?", "text": "Come to the counter."}]
    )
    made = ask("How do I replace a lost card?", english, today=DAY, vectors=Vectors(Sees("x")))
    assert (made.outcome, made.text) == ("answered_from_faq", "Come to the counter.")
    assert "across" not in look_up("How do I replace a lost card?", english)[0]["features"]
    assert not is_across("身份证丢了怎么办", [])
    assert language_of("Lost my card") == "en"


def test_what_no_word_finds_stands_behind_what_words_found(memory: Memory) -> None:
    vectors = Vectors(Sees("红薯票", "身份证丢失"))
    vectors.of([one["head"] for one in memory(HEADS, {})])
    question = "红薯票"
    assert "身份证丢失怎么补办？" not in {hit["question"] for hit in memory.search(question, k=150)}
    hits = look_up(question, memory, vectors=vectors, seconds=1.0)
    assert "身份证丢失怎么补办？" in {hit["question"] for hit in hits}
