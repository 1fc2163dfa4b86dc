"""Are the expressions of a message found, with where they stand and what is denied, and nothing in ordinary words?"""

from __future__ import annotations

import numpy as np
import pytest

from bangban.skills.feelings import senses as module
from bangban.skills.feelings.normal import normal
from bangban.skills.feelings.senses import senses, signs_of


def named(text: str) -> list[tuple[str, tuple[str, ...]]]:
    names = senses().names
    return [
        (text[begin:end], tuple(names[one] for one in senses().of[number]))
        for begin, end, number in senses().found(text)
    ]


def kinds(text: str) -> dict[int, set[str]]:
    """The senses found in a message, by the kind of sign."""
    found: dict[int, set[str]] = {}
    for sign in signs_of([normal(text)])[1].tolist():
        kind, sense = sign >> 20, sign >> 10 & 1023
        if sense < len(senses().names):
            found.setdefault(kind, set()).add(senses().names[sense])
    return found


def test_the_longest_expression_counts() -> None:
    assert named("居然下雪了")[0] == ("居然下雪", ("shock",))
    assert [words for words, _ in named("提心吊胆")] == ["提心吊胆"]


@pytest.mark.parametrize("text", ["今天操作可靠", "切换到其他操场", "天气"])
def test_ordinary_words_name_no_feeling(text: str) -> None:
    assert {sense for _, found in named(text) for sense in found} <= {"ordinary"}


@pytest.mark.parametrize(
    ("kind", "says", "says_not"),
    [
        (module._DENIED, "我从不害怕", "我很害怕"),
        (module._STRONG, "非常害怕", "他有一点不同寻常的害怕"),
        (module._AFTER_BUT, "说了不怪，但是害怕", "害怕，但是说了不怪"),
        (module._LAST, "到了。我害怕", "我害怕。到了"),
        (module._FIRST, "害怕极了啊", "我也害怕"),
        (module._OWN, "害怕//@某人:到了", "到了//@某人:害怕"),
    ],
)
def test_where_an_expression_stands(kind: int, says: str, says_not: str) -> None:
    assert "fear" in kinds(says).get(kind, set())
    assert "fear" not in kinds(says_not).get(kind, set())


def test_a_text_has_the_same_signs_alone_and_among_others() -> None:
    texts = ["", "我不怕，但是很累！", "谢谢//@a:好", "😭😭", "非常"]
    owners, signs = signs_of(texts)
    for at, text in enumerate(texts):
        assert sorted(signs[owners == at].tolist()) == sorted(signs_of([text])[1].tolist())


def test_no_texts_have_no_signs() -> None:
    assert [len(one) for one in signs_of([])] == [0, 0]


def test_every_expression_can_be_found() -> None:
    found = senses().found
    words = [word for some in senses().begun.values() for word, _ in some]
    assert len(set(words)) == len(senses().of)
    missed = [word for word in words if not found(word) or found(word)[0][:2] != (0, len(word))]
    assert missed == []


def test_senses_have_room() -> None:
    assert max(len(senses().names), len(module.COUNTED)) < module._SIZE
    assert len(np.unique(senses().names)) == len(senses().names)
