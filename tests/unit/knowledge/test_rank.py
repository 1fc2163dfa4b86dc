"""Does ranking learn which passage people mean, from questions of our own writing?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bangban.knowledge.index import segment
from bangban.knowledge.index import text as texts
from bangban.knowledge.index.search import match
from bangban.knowledge.index.segment import Entry
from bangban.knowledge.index.shelf import Opened, folder_of
from bangban.knowledge.rank import features, foretell, judge, learn, lessons, meaning, network, senses
from bangban.knowledge.rank.library import library
from bangban.knowledge.rank.model import Model, Ranker, from_bytes

MATTERS = ["噪声", "油烟", "养犬", "停车", "燃气", "供热", "电梯", "绿化"]
PLACES = ["小区", "饭店", "广场", "工地", "商场"]


def index() -> Opened:
    rows = [
        Entry(
            n,
            f"u{n}",
            1,
            f"{matter}条例第{n}条",
            f"{place}的{matter}由主管部门依法处理",
            f"{matter}条例",
            n * 100,
        )
        for n, (matter, place) in enumerate((m, p) for m in MATTERS for p in PLACES)
    ]
    one = segment.build("a", rows)
    return Opened("tests/rank", "", 1, (one,), (np.ones(len(one), bool),))


def test_a_network_learns_which_feature_tells() -> None:
    chance = np.random.default_rng(1)
    lists = [chance.normal(size=(12, 3)).astype(np.float32) for _ in range(80)]
    right = [np.arange(12) == int(one[:, 1].argmax()) for one in lists]
    made = network.train(lists[:60], right[:60], 0)
    hits = [
        int(network.judged(made, one).argmax()) == int(marks.argmax())
        for one, marks in zip(lists[60:], right[60:], strict=True)
    ]
    assert np.mean(hits) > 0.8


def test_a_question_asked_before_leads_to_what_answered_it() -> None:
    opened = index()
    segment.save(opened.segments[0], folder_of(opened.scope, opened.mark))
    axes = meaning.learn(opened)
    before = match(opened, "饭店烧烤味太大找谁管")
    vector = (before.keys, learn.unit(before.weights))
    made = lessons.make([vector], np.array([axes.of_query(before.of_words)]), [["u7"]])
    everything = np.ones(len(opened), bool)

    def first(model: Model | None) -> str:
        asked = match(opened, "饭店味太大找谁")
        ranker = Ranker(opened, model)
        likeness = made.alike(asked.keys, learn.unit(asked.weights))
        chosen, _, _ = ranker.rank(learn.asked_of(asked, axes, "饭店"), likeness, everything, 3)
        return ranker.library.named(chosen)[0][1]

    assert first(None) != "u7"
    assert first(Model(1, axes, made, ())) == "u7"


def test_a_model_is_the_same_when_it_was_kept() -> None:
    opened = index()
    axes = meaning.learn(opened)
    found = match(opened, "饭店油烟")
    made = lessons.make(
        [(found.keys, learn.unit(found.weights))], np.ones((1, 128), np.float32), [["u6", "u7"]]
    )
    made = replace(made, inverse=foretell.solved(np.ones((1, 1), np.float32)))
    width = len(features.NAMES)
    lists = [np.random.default_rng(n).normal(size=(5, width)).astype(np.float32) for n in range(4)]
    first = network.train(lists, [np.arange(5) == 1 for _ in lists], 0)
    second = network.train(
        [judge.closer(one, np.arange(5, 0, -1.0)) for one in lists], [np.arange(5) == 1 for _ in lists], 0
    )
    model = Model(3, axes, made, (first,), (second,))
    again = from_bytes(3, model.as_bytes())
    assert again.lessons.uids.tolist() == [b"u6", b"u7"]
    assert again.lessons.share.tolist() == [0.5, 0.5]
    assert np.array_equal(
        judge.order(again.networks[0], again.second[0], lists[0])[1], judge.order(first, second, lists[0])[1]
    )
    assert np.allclose(again.lessons.inverse, made.inverse, atol=1e-3)
    assert again.meaning.name == axes.name


def test_two_looks_find_the_best_and_keep_every_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "STEPS", 400)
    # Thirty candidates, some lists all high: who has most of two features together is right.
    chance = np.random.default_rng(2)
    lists, right = [], []
    for _ in range(90):
        rows = chance.normal(size=(30, 3)).astype(np.float32)
        rows[:, 1] += chance.normal() * 3
        worth = rows[:, 0] + rows[:, 1]
        lists.append(rows)
        right.append(np.arange(30) == int(worth.argmax()))
    first, second = judge.teach(lists[:60], right[:60], 1)
    one, again = network.together(first), network.together(second)
    found_first = [int(judge.order(one, again, rows)[0][0]) for rows in lists[60:]]
    # By chance it would be one in thirty.
    assert np.mean(np.equal(found_first, [int(marks.argmax()) for marks in right[60:]])) > 0.5
    found, points = judge.order(one, again, lists[70])
    assert sorted(found.tolist()) == list(range(30))
    assert (np.diff(points) <= 0).all()


def test_a_network_of_fewer_features_is_left_out() -> None:
    axes = meaning.learn(index())
    made = lessons.make([], np.zeros((0, meaning.AXES), np.float32), [])
    lists = [np.random.default_rng(n).normal(size=(5, 3)).astype(np.float32) for n in range(4)]
    old = network.train(lists, [np.arange(5) == 1 for _ in lists], 0)
    assert from_bytes(3, Model(3, axes, made, (old,)).as_bytes()).networks == ()


def test_what_ten_lessons_say_alike_counts_once_and_what_one_says_alone_counts_too() -> None:
    # Ten lessons are one question; the eleventh is another. A question half of each.
    among = np.eye(11, dtype=np.float32)
    among[:10, :10] = 1
    shares = np.full(11, 0.5, np.float32) @ foretell.solved(among)
    assert np.isclose(shares[:10].sum(), shares[10], atol=0.15)


def test_a_lesson_is_not_foretold_by_itself_nor_by_its_like() -> None:
    among = np.full((40, 40), 0.3, np.float32) + np.eye(40, dtype=np.float32) * 0.7
    among[0, 1] = among[1, 0] = 1
    use = np.arange(40) < 30
    shares = foretell.practised(among, np.maximum(np.arange(40), 1), use)
    assert not shares.diagonal().any()
    assert shares[0, 1] == shares[1, 0] == 0
    assert not shares[:, 30:].any()
    assert shares[35].any()


def test_neighbours_and_fame_come_from_the_law() -> None:
    rows = [
        Entry(1, "b", 1, "甲法第二条", "其他", "甲法", 200),
        Entry(2, "a", 1, "甲法第一条", "依照《乙法》办理", "甲法", 100),
        Entry(3, "c", 1, "乙法第一条", "依照《乙法》办理", "乙法", 100),
    ]
    one = segment.build("a", rows)
    found = library(Opened("", "", 1, (one,), (np.ones(3, bool),)))
    first = found.law_of[1]
    assert found.law_of[0] == first != found.law_of[2]
    assert found.place[1] + 1 == found.place[0]
    assert np.isclose(np.expm1(found.fame[found.law_of[2]]), 2)
    assert found.fame[first] == 0


def test_words_that_mean_alike_point_the_same_way_whatever_the_set() -> None:
    def direction(word: str) -> NDArray[np.float32]:
        one = senses.made(
            np.ones(len(senses.table()[0]), np.float32), np.ones(len(senses.table()[0]), np.float32)
        )
        return one.asked.of_query(texts.word_keys([word]))

    wages, salary, forest = (direction(word) for word in ("工资", "薪酬", "森林"))
    assert np.isclose(np.linalg.norm(wages), 1, atol=1e-3)
    assert wages @ salary > wages @ forest + 0.2
    assert not direction("没有这个词").any()


def test_what_stands_in_every_question_says_little_of_what_is_asked() -> None:
    opened = index()
    queries = [f"{place}的{matter}怎么处理" for matter in MATTERS for place in PLACES]
    found = [match(opened, query) for query in queries]
    vectors = [(one.keys, learn.unit(one.weights)) for one in found]
    made = lessons.make(vectors, np.zeros((len(queries), meaning.AXES), np.float32), [["u1"]] * len(queries))
    known = senses.learn(opened, made)

    def weight(word: str) -> float:
        place = int(np.searchsorted(known.asked.keys, texts.word_keys([word])[0]))
        return float(known.asked.weights[place])

    assert known.asked.keys.tolist() == sorted(known.asked.keys.tolist())
    # Neither stands in a passage; one of them stands in every question, as 处理 does, which stands in every passage too.
    assert weight("怎么") < 0.2 * weight("坐牢")
    assert weight("坐牢") > weight("处理")


def test_a_model_of_another_table_ranks_without_its_networks() -> None:
    opened = index()
    axes = meaning.learn(opened)
    found = match(opened, "饭店油烟")
    made = lessons.make(
        [(found.keys, learn.unit(found.weights))], np.array([axes.of_query(found.of_words)]), [["u7"]]
    )
    known = senses.learn(opened, made)
    size = len(features.NAMES)
    one = network.Network(
        np.zeros(size, np.float32), np.ones(size, np.float32), np.zeros((size, 2), np.float32),
        np.zeros(2, np.float32), np.zeros(2, np.float32),
    )  # fmt: skip
    whole = from_bytes(1, Model(1, axes, made, (one,), (), known).as_bytes())
    assert whole.networks
    assert whole.senses is not None
    assert np.array_equal(whole.senses.asked.weights, known.asked.weights)
    few = senses.Senses(replace(known.passages, weights=known.passages.weights[1:]), known.asked)
    other = from_bytes(1, Model(1, axes, made, (one,), (), few).as_bytes())
    assert other.senses is None
    assert not other.networks
