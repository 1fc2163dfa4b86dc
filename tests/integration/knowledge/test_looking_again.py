"""Does a second look with other names find what one look with all of it would, without what is known already?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bangban.knowledge import add as adding
from bangban.knowledge import retrieve
from bangban.knowledge.index.search import match
from bangban.knowledge.intake.sources import sources_of
from bangban.knowledge.sources import passages

pytestmark = pytest.mark.django_db(transaction=True)
SCOPE = "again"
TEXTS = [
    "户口簿遗失的，凭身份证补办。", "身份证遗失的，到派出所补领。", "证件弄丢以后先登报声明。", "补领新证须交照片两张。",
    "养犬应当登记。", "遛狗应当牵绳。", "老年人乘车免费。",
]  # fmt: skip
QUESTION, MORE = "身份证丢了怎么补", "遗失 弄丢 补领 补办"


@pytest.fixture
def known(tmp_path: Path) -> None:
    retrieve.forget()
    file = tmp_path / "again.jsonl"
    rows = [{"id": f"p{n}", "title": "办证指南", "text": text} for n, text in enumerate(TEXTS)]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    owner = adding.agency_named("city", "operator:test")
    for _, open_source in sources_of(file):
        adding.add(open_source(), owner, SCOPE, by="operator:test")


def test_what_was_matched_and_more_is_what_both_match(known: None) -> None:
    [ranker] = retrieve._rankers(SCOPE)
    whole = match(ranker.index, f"{QUESTION} {MORE}")
    parts = match(ranker.index, MORE, match(ranker.index, QUESTION))
    assert parts.keys.tolist() == whole.keys.tolist()
    for name in ("weights", "words", "pairs"):
        assert np.allclose(getattr(parts, name), getattr(whole, name)), name
    assert parts.mass == pytest.approx(whole.mass)


def test_what_is_known_is_left_out_and_the_rest_stands_as_it_would(known: None) -> None:
    query = {"query": QUESTION, "scope": SCOPE, "k": 5}
    first = passages({**query, "k": 1})
    all_of_it = passages({**query, "query": f"{QUESTION} {MORE}"})
    more = passages({**query, "more": MORE, "without": [first[0]["key"]]})
    assert [hit["id"] for hit in more] == [hit["id"] for hit in all_of_it if hit["id"] != first[0]["id"]]
    assert [hit["score"] for hit in more] == [
        hit["score"] for hit in all_of_it if hit["id"] != first[0]["id"]
    ]
    # 照片 is said by no word of the question, 补领 beside it by one of the other names.
    assert "p3" in {hit["id"] for hit in more} - {hit["id"] for hit in passages(query)}
