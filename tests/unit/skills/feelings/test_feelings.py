"""Does a model learn how messages sound, keep what it learned, and never stumble over a text?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bangban.skills.feelings import BadFeelings, Feelings, NoCare, TooFewFeelings, score, train
from bangban.skills.feelings.normal import LINK, NAME, NUMBER, normal, sentences
from bangban.skills.feelings.training import precision_at
from bangban.skills.linear.grams import AFTER
from tools.feelings_model import messages
from tools.handover_model import read

HELD_BACK = Path(__file__).parents[3] / "data" / "feelings"
GLAD = ["谢谢你们，太好了", "办得真快，点赞", "真是太感谢了", "太好了，很满意"] * 3
CROSS = ["气死我了，什么态度", "太过分了，没人管", "什么服务，太差了", "你们太过分了，气人"] * 3


@pytest.fixture(scope="module")
def model() -> Feelings:
    return train(GLAD + CROSS, ["glad"] * len(GLAD) + ["cross"] * len(CROSS), ["cross"])


def test_it_learns(model: Feelings) -> None:
    glad, cross = model.stream(["太感谢了，很满意", "什么态度，太过分了"])
    assert glad.probabilities["glad"] > 0.5 > glad.care
    assert cross.probabilities["cross"] > 0.5
    assert cross.care > glad.care
    assert sum(cross.probabilities.values()) == pytest.approx(1, abs=1e-5)


def test_a_saved_model_says_the_same(model: Feelings, tmp_path: Path) -> None:
    model.save(tmp_path / "m")
    again = Feelings.load(tmp_path / "m")
    texts = ["太过分了", "谢谢", ""]
    for mine, its in zip(model.judge(texts), again.judge(texts), strict=True):
        assert np.allclose(mine, its)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no model", b"\x00" * 100])
def test_what_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(BadFeelings):
        Feelings.load(tmp_path / "m")


def test_a_care_label_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoCare):
        train(GLAD + CROSS, ["glad"] * len(GLAD) + ["cross"] * len(CROSS), ["sad"])


def test_one_feeling_is_too_few() -> None:
    with pytest.raises(TooFewFeelings):
        train(GLAD, ["glad"] * len(GLAD), [])


def test_links_names_and_figures_are_one_sign_each() -> None:
    assert normal("看https://a.example/b 的 @小王 123") == f"看{LINK} 的 {NAME} {NUMBER}"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("吓死了//@a:好//@b:到了", "吓死了"),
        ("//@a: 。//@b：吓死了//@c:到了", "吓死了"),
        ("#今日新闻#吓死了", "吓死了"),
        ("#今日新闻#", "#今日新闻#"),
        ("到了", "到了"),
    ],
)
def test_what_is_said_stands_apart_from_subjects_and_what_is_handed_on(text: str, own: str) -> None:
    assert normal(text).partition(AFTER)[0] == own


def test_words_that_training_never_saw_are_known_by_their_sense() -> None:
    glad = ["我好开心", "太高兴了", "真快乐呀", "今天很愉快", "欢喜得很", "好幸福"] * 3
    cross = ["我好生气", "太可恶了", "真愤怒呀", "今天很恼火", "气死我了", "太可恨"] * 3
    model = train(glad + cross, ["glad"] * len(glad) + ["cross"] * len(cross), ["cross"])
    one, other = model.stream(["兴高采烈", "义愤填膺"])
    assert one.probabilities["glad"] > 0.5
    assert other.probabilities["cross"] > 0.5


def test_a_model_of_other_senses_is_refused(model: Feelings, tmp_path: Path) -> None:
    replace(model.table, card=model.table.card | {"senses": "0"}).save(tmp_path / "m")
    with pytest.raises(BadFeelings):
        Feelings.load(tmp_path / "m")


@pytest.mark.parametrize(
    ("name", "count", "right", "care", "alarms"), [("messages", 100, 79, 41, 5), ("second", 60, 43, 24, 4)]
)
def test_the_shipped_model_knows_what_it_has_not_seen(
    name: str, count: int, right: int, care: int, alarms: int
) -> None:
    """At least `right` feelings and `care` in need of it are told, and care is not asked for more than `alarms` times."""
    pairs = read(HELD_BACK / f"{name}.txt")
    assert len(pairs) == count
    found = [(score(text), feeling) for text, feeling in pairs]
    assert (
        sum(max(one.probabilities, key=lambda x: one.probabilities[x]) == told for one, told in found)
        >= right
    )
    needs = [(one.care > 0.5, told in ("angry", "distressed")) for one, told in found]
    assert sum(asked for asked, need in needs if need) >= care
    assert sum(asked for asked, need in needs if not need) <= alarms


def test_what_is_kept_unlearned_is_not_learned() -> None:
    learned = {text for text, _ in messages()}
    assert not learned & {
        text for name in ("messages", "second") for text, _ in read(HELD_BACK / f"{name}.txt")
    }


def test_short_sentences_stand_with_the_one_before() -> None:
    assert sentences("我很生气。真的。你们不管事！") == ["我很生气。真的。", "你们不管事！"]


def test_care_in_a_long_letter_is_that_of_its_most_troubled_sentence() -> None:
    polite = "尊敬的领导您好，我想了解一下小区停车的收费标准以及申请流程。" * 4
    trouble = "孩子病了，我急得整夜睡不着，真不知道怎么办了。"
    found = score(polite + trouble)
    assert found.care > score(polite).care
    assert found.reasons == [trouble]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "啊" * 50_000, "🙂", "@" * 3000, "//@a" * 2000])
def test_any_text_is_scored(text: str) -> None:
    found = score(text)
    assert 0 <= found.care <= 1


def test_precision_at_a_recall() -> None:
    care = np.array([0.9, 0.8, 0.7, 0.1])
    assert precision_at(care, np.array([True, False, True, False]), 0.9) == pytest.approx(2 / 3)
    assert precision_at(care, np.zeros(4, bool), 0.9) == 0.0
