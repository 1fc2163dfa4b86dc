"""Does ranking learn which passage people mean, from questions of our own writing?"""

from __future__ import annotations

import numpy as np

from bangban.knowledge.index import segment
from bangban.knowledge.index.search import match
from bangban.knowledge.index.segment import Entry
from bangban.knowledge.index.shelf import Opened, folder_of
from bangban.knowledge.rank import learn, lessons, meaning, network
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
        int(made.scores(one).argmax()) == int(marks.argmax())
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
    lists = [np.random.default_rng(n).normal(size=(5, 3)).astype(np.float32) for n in range(4)]
    judge = network.train(lists, [np.arange(5) == 1 for _ in lists], 0)
    model = Model(3, axes, made, (judge,))
    again = from_bytes(3, model.as_bytes())
    assert again.lessons.uids.tolist() == [b"u6", b"u7"]
    assert again.lessons.share.tolist() == [0.5, 0.5]
    assert np.array_equal(again.networks[0].scores(lists[0]), judge.scores(lists[0]))
    assert again.meaning.name == axes.name


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
