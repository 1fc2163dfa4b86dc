"""Does it learn what decisions taught, say how sure it is, come back from its file, and take any text?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.skills.workorders.learn import BadModel, Classifier, TooLittle, train
from bangban.skills.workorders.learn.calibration import (
    calibrated,
    calibration_error,
    coverage,
    doubted,
    figures,
)
from bangban.skills.workorders.learn.classifier import softmax, with_doubt
from bangban.skills.workorders.learn.conflicts import conflicts_of, write
from bangban.skills.workorders.learn.features import grams
from bangban.skills.workorders.learn.hidden import Hidden
from bangban.skills.workorders.learn.signs import folded, signs_of
from bangban.skills.workorders.learn.training import DEEP, fitted_by_ratio, matrix_of, most_telling, narrowed
from bangban.skills.workorders.learn.vocabularies import Corpus, vocabulary_of
from bangban.skills.workorders.learn.words import Lexicon, code_of, words_of

from .letters import letters


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return train(*letters(240))


def test_new_letters_go_where_letters_like_them_went(classifier: Classifier) -> None:
    texts, labels = letters(120, seed=2)
    tops = list(classifier.tops(texts))
    assert sum(top[0][0] == label for top, label in zip(tops, labels, strict=True)) >= 114
    assert all(abs(sum(p for _, p in classifier.top(text, 3)) - 1) < 1e-4 for text in texts[:5])
    assert tops[7] == classifier.top(texts[7])


def test_the_card_tells_what_was_learned_and_how_right_it_was(classifier: Classifier) -> None:
    card = classifier.card
    assert card["messages"] == 240
    assert sum(card["classes"].values()) == 240
    held_back = card["held_back"]
    # Every invented letter is a repeat of others, and none was judged by what learned from its repeats.
    assert card["repeats"] > 150
    assert 0 < held_back["accuracy"] < 0.9
    assert 0 <= held_back["calibration_error"] <= 1
    assert set(held_back["classes"]) == {"人社", "教育", "环保"}


def test_the_same_examples_give_the_same_classifier() -> None:
    texts, labels = letters(60)
    one, other = train(texts, labels), train(texts, labels)
    assert np.array_equal(one.weights, other.weights)
    assert one.top(texts[0]) == other.top(texts[0])


def test_a_model_is_one_file(classifier: Classifier, tmp_path: Path) -> None:
    file = tmp_path / "district.model"
    classifier.save(file)
    assert [one.name for one in tmp_path.iterdir()] == ["district.model"]
    loaded = Classifier.load(file)
    texts, _ = letters(30, seed=3)
    assert list(loaded.tops(texts)) == list(classifier.tops(texts))
    assert loaded.card == classifier.card


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_a_broken_file_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.model").write_bytes(content)
    with pytest.raises(BadModel, match=r"x\.model"):
        Classifier.load(tmp_path / "x.model")
    with pytest.raises(BadModel):
        Classifier.load(tmp_path / "absent.model")


def test_many_examples_get_a_hidden_layer() -> None:
    learned = train(*letters(DEEP))
    fresh = letters(10, seed=9)[0]
    assert np.array_equal(learned.scores(fresh), np.concatenate([learned.scores([text]) for text in fresh]))
    assert learned.hidden is not None or learned.card["hidden"] == 0.0
    texts, labels = letters(60, seed=5)
    assert sum(top[0][0] == label for top, label in zip(learned.tops(texts), labels, strict=True)) >= 57


def test_too_little_is_refused_and_a_class_of_one_left_out() -> None:
    with pytest.raises(TooLittle):
        train(["工资"], ["人社"])
    with pytest.raises(TooLittle):
        train([], [])
    with pytest.raises(ValueError, match="as many"):
        train(["工资"], [])
    texts, labels = letters(40)
    assert train([*texts, "只有一条"], [*labels, "其他"]).card["left_out"] == ["其他"]


def test_blanks_of_a_segmenter_make_no_difference(classifier: Classifier) -> None:
    plain, spaced = "工地老板拖欠工资", "工地 老板 拖欠 工资"
    assert folded(spaced) == plain
    assert classifier.top(spaced) == classifier.top(plain)
    assert folded("Ｎｏｉｓｅ at  night") == "noise at night"


def test_n_grams_do_not_reach_from_one_text_into_the_next() -> None:
    together, alone = grams(["甲乙", "丙丁"]), [grams(["甲乙"]), grams(["丙丁"])]
    assert sorted(together.hashes) == sorted([*alone[0].hashes, *alone[1].hashes])
    assert grams([]).count == 0


def test_one_text_or_many_make_no_difference(classifier: Classifier) -> None:
    texts = [*letters(20, seed=7)[0], "", "wifi 5G 断网", "工资" * 500]
    together = classifier.scores(texts)
    assert np.array_equal(together, np.concatenate([classifier.scores([text]) for text in texts]))


def cut(text: str, *words: str) -> list[list[str]]:
    """[words one behind the other, words within them]."""
    signs = signs_of([text])
    found = words_of(signs, signs.runs(), Lexicon(np.array(sorted(map(code_of, words)), np.uint64)))
    names = {code_of(word): word for word in (*words, *text)}
    return [[names.get(code, "?") for code in codes.tolist()] for codes in (found.codes, found.inner_codes)]


def test_words_are_the_longest_known_from_behind() -> None:
    assert cut("住房公积金提取", "住房", "公积", "公积金", "提取", "金提")[0] == ["住房", "公积金", "提取"]
    # What is common is left out; what no word reaches over is cut.
    assert cut("我的工资，拖欠", "工资", "拖欠", "资拖")[0] == ["工资", "拖欠"]
    assert cut("公积金", "公积金", "公积") == [["公积金"], ["公积"]]
    assert cut("拖欠工资")[0] == ["拖", "欠", "工", "资"]


def test_words_of_other_scripts_end_at_a_blank() -> None:
    assert len(cut("wifi abc没有", "没有")[0]) == 2
    assert len(cut("wifiabc没有", "没有")[0]) == 1


def test_a_district_made_anonymous_says_nothing() -> None:
    assert list(signs_of(["来到A市K8县的路"]).codes) == list(signs_of(["来到的路"]).codes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "啊",
        "😀😀😀",
        "Please repair the street lamp.",
        "啲噪音搞到我瞓唔着",
        "﹏𠮷\ud800",
        "工资" * 50_000,
        "\x00",
    ],
)
def test_any_text_is_answered(classifier: Classifier, text: str) -> None:
    top = classifier.top(text)
    assert len(top) == 2
    assert 1 >= top[0][1] >= top[1][1] >= 0


def test_without_a_known_word_nothing_is_claimed(classifier: Classifier) -> None:
    top = classifier.top("ξψω")
    assert top[0][1] == pytest.approx(1 / 3, abs=1e-6)


@given(st.text(max_size=60))
@settings(max_examples=50, deadline=None)
def test_text_of_any_signs_is_answered(text: str) -> None:
    found = grams([text, "甲"])
    assert len(found.hashes) == len(found.texts) == len(found.blocks)


def test_reasons_are_words_of_the_message(classifier: Classifier) -> None:
    text = "青石巷的工厂夜里偷排废气，刺鼻难闻"
    reasons = classifier.reasons(text, "环保")
    assert reasons
    assert all(word in text and weight > 0 for word, weight in reasons)
    assert classifier.reasons(text, "没有这一类") == []


def test_examples_at_odds_are_listed(classifier: Classifier, tmp_path: Path) -> None:
    texts, labels = letters(60)
    texts += ["桂花苑地下车库漏水多次报修物业推诿扯皮", "桂花苑地下车库漏水，多次报修物业推诿扯皮！"]
    texts += ["南门桥早点摊占道经营城管劝离又回来", "南门桥早点摊占道经营城管劝离又回来了"]
    labels += ["环保", "教育", "环保", "环保"]
    learned = train(texts, labels)
    found = conflicts_of(texts, labels)
    assert [(one.first, one.second) for one in found if one.first >= 60] == [(60, 61)]
    write(tmp_path / "odds.csv", learned, texts, labels)
    assert "桂花苑地下车库漏水" in (tmp_path / "odds.csv").read_text("utf-8-sig")


def test_progress_is_told_in_order() -> None:
    steps: list[tuple[str, float]] = []
    train(*letters(60), progress=lambda step, done: steps.append((step, done)))
    assert list(dict.fromkeys(step for step, _ in steps)) == ["reading", "checking", "learning"]
    assert all(0 <= done <= 1 for _, done in steps)


def test_confidence_is_measured_as_defined() -> None:
    sure, right = np.array([0.9] * 10), np.array([True] * 9 + [False])
    assert calibration_error(sure, right) == pytest.approx(0)
    assert calibration_error(np.array([0.9] * 10), np.array([False] * 10)) == pytest.approx(0.9)
    assert coverage(np.array([0.9, 0.5, 0.1]), np.array([True, True, False])) == (pytest.approx(2 / 3), 0.5)
    assert coverage(np.array([0.9]), np.array([False])) == (0.0, 1.0)


def test_sharpness_makes_scores_honest() -> None:
    chance = np.random.default_rng(1)
    scores = chance.normal(size=(4000, 3))
    odds = np.exp(2.5 * scores)
    wanted = np.array([chance.choice(3, p=row / row.sum()) for row in odds])
    assert calibrated(scores, wanted) == pytest.approx(2.5, rel=0.1)
    assert figures(2.5 * scores, wanted, ["甲", "乙", "丙"])["calibration_error"] < 0.03


def test_wrong_labels_leave_a_doubt() -> None:
    chance = np.random.default_rng(2)
    scores = chance.normal(size=(6000, 3)) * 6
    wanted = scores.argmax(axis=1)
    wrong = chance.random(6000) < 0.06
    wanted[wrong] = chance.integers(0, 3, int(wrong.sum()))
    sharp = calibrated(scores, wanted)
    factor, doubt = doubted(scores * sharp, wanted)
    right = scores.argmax(axis=1) == wanted
    before = calibration_error(softmax(scores * sharp).max(axis=1), right)
    after = calibration_error(with_doubt(softmax(scores * sharp * factor), doubt).max(axis=1), right)
    assert doubt > 0
    assert after <= before
    assert with_doubt(softmax(np.zeros((1, 4))), 0.06).sum() == pytest.approx(1)


def test_what_is_narrowed_keeps_each_blocks_share_and_the_most_telling_come_first() -> None:
    texts, labels = letters(60)
    corpus = Corpus(texts)
    vocabulary = vocabulary_of(corpus, 3, 2)
    wanted = np.unique(labels, return_inverse=True)[1]
    matrix = matrix_of(corpus, vocabulary)
    best = most_telling(matrix, wanted, 3)
    assert sorted(best.tolist()) == list(range(matrix.shape[1]))
    few = best[: len(best) // 2]
    part = narrowed(matrix, few, vocabulary.blocks)
    again = matrix_of(corpus, vocabulary.ordered(few))
    assert np.allclose(part.toarray(), again.toarray(), atol=1e-5)


def test_a_class_is_told_by_what_is_commoner_in_it_than_elsewhere() -> None:
    from scipy.sparse import csr_matrix

    wanted = np.array([0, 0, 1, 1, 2, 2])
    # The first three columns stand in one class each, the last in all.
    matrix = csr_matrix(np.column_stack((np.eye(3)[wanted], np.ones(6))))
    weights, bias = fitted_by_ratio(matrix, wanted, 4)
    assert (np.argmax(matrix @ weights + bias, axis=1) == wanted).all()
    assert (np.abs(weights[3, :3]) < 0.2 * weights[[0, 1, 2], [0, 1, 2]]).all()
    # A class without an example is not proposed.
    assert bias[3] == -3.0
    assert not weights[:, 3].any()
    alone = fitted_by_ratio(matrix[:2], wanted[:2], 4)[1]
    assert alone.argmax() == 0


def test_a_text_is_given_the_same_to_the_last_bit_alone_and_among_others(classifier: Classifier) -> None:
    chance = np.random.default_rng(3)
    sizes = ((400, 8), (8,), (8, 3), (3,))
    hidden = Hidden(*(chance.standard_normal(size).astype(np.float32) for size in sizes))
    learned = replace(classifier, hidden=hidden)
    texts, _ = letters(80)
    several = ["".join(texts), *texts[:20], ""]
    alone = np.concatenate([learned.scores([one]) for one in several])
    assert np.array_equal(learned.scores(several), alone)
    # Added up in pieces, it is what one product gives.
    rows, values = np.arange(300), chance.random(300).astype(np.float32)
    whole = hidden.summed(rows, values, np.array([0]))
    raised = np.maximum(values @ hidden.first[:300] + hidden.first_bias, 0)
    assert np.allclose(whole[0], raised @ hidden.second + hidden.second_bias, rtol=1e-3, atol=1e-3)
