"""Does an index on disk find what stands in its passages, and is it there whole or not at all?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bangban.knowledge.index import segment
from bangban.knowledge.index.search import allowed, match
from bangban.knowledge.index.segment import Entry
from bangban.knowledge.index.shelf import Opened

TEXTS = ["申请居住证应当提交身份证明", "养犬应当登记并牵绳", "餐饮油烟不得直接排放", "身份证明遗失的应当补办"]


def entries(first: int = 0) -> list[Entry]:
    return [
        Entry(first + n, f"p{first + n}", 7, "云栖市条例", text, "云栖市条例", n)
        for n, text in enumerate(TEXTS)
    ]


def opened(*parts: segment.Segment) -> Opened:
    return Opened("", "", 1, parts, tuple(np.ones(len(part), bool) for part in parts))


def best(index: Opened, query: str) -> str:
    found = match(index, query)
    number = int(np.argmax(found.words + found.pairs))
    uids = np.concatenate([part.uids for part in index.segments])
    return str(uids[number].decode())


def test_the_passage_that_says_it_scores_best() -> None:
    index = opened(segment.build("a", entries()))
    assert best(index, "遛狗要牵绳吗") == "p1"
    assert best(index, "饭店油烟直接排放") == "p2"
    assert best(index, "居住證") == "p0"


def test_nothing_stands_in_an_empty_index() -> None:
    index = opened(segment.build("a", []))
    found = match(index, "居住证")
    assert len(found.words) == 0
    assert found.mass == 0


def test_what_was_saved_is_read_back_the_same(tmp_path: Path) -> None:
    made = segment.build("a", entries())
    segment.save(made, tmp_path)
    again = segment.load(tmp_path, "a")
    for name in segment.ARRAYS:
        assert np.array_equal(getattr(made, name), getattr(again, name))


def test_half_a_segment_is_no_segment(tmp_path: Path) -> None:
    segment.save(segment.build("a", entries()), tmp_path)
    (tmp_path / "a" / "docs.npy").unlink()
    with pytest.raises(OSError, match="docs"):
        segment.load(tmp_path, "a")


def test_merged_segments_answer_as_one_without_the_dead() -> None:
    one, other = segment.build("a", entries()), segment.build("b", entries(10))
    living = np.array([True, False, True, True])
    merged = segment.merge("c", [(one, living), (other, np.ones(4, bool))])
    assert merged.uids.tolist() == [b"p0", b"p2", b"p3", b"p10", b"p11", b"p12", b"p13"]
    found = match(opened(merged), "养犬登记牵绳")
    assert np.flatnonzero(found.words > 0).tolist() == [4]


def test_many_batches_counted_side_by_side_are_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Entry(n, str(n), 1, "条例", f"{TEXTS[n % 4]}第{n}号") for n in range(40)]
    whole = segment.build("a", rows)
    monkeypatch.setattr(segment, "_BATCH", 8)
    parts = segment.build("a", rows)
    assert np.array_equal(whole.terms, parts.terms)
    assert np.array_equal(whole.docs, parts.docs)
    assert np.array_equal(whole.weights, parts.weights)


def test_only_what_is_in_force_readable_and_alive_may_come_back() -> None:
    dates = [
        Entry(1, "old", 1, "", "甲乙", ends=99),
        Entry(2, "new", 1, "", "甲乙", begins=100),
        Entry(3, "x", 2, "", "甲乙"),
    ]
    index = opened(segment.build("a", dates))

    def mask(**chosen: object) -> list[bool]:
        given = {"day": None, "sources": None, "repealed": {}} | chosen
        return [bool(one) for one in allowed(index, **given)]  # type: ignore[arg-type]

    assert mask() == [True, True, True]
    assert mask(day=99) == [True, False, True]
    assert mask(day=100) == [False, True, True]
    assert mask(sources={2}) == [False, False, True]
    assert mask(day=100, repealed={2: 100}) == [False, True, False]
    assert mask(day=99, repealed={2: 100}) == [True, False, True]
