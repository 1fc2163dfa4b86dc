"""Do the weights say what they should: acts over topics, topics over places, near over far, rare over common?"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bangban.skills.workorders.match import DutyIndex, Zone, confidence, index_of

LABOUR = {
    "agency": "labour",
    "agency_name": {"zh": "人社局", "en": "Labour"},
    "duty": "wages",
    "title": "工资",
    "keywords": ["!拖欠…工资", "工资", "@劳动局"],
}
SCHOOLS = {
    "agency": "education",
    "agency_name": {"zh": "教育局", "en": "Education"},
    "duty": "schools",
    "title": "学校",
    "keywords": ["!补课", "老师", "~学校", "~教学楼"],
}
EAST = {"agency": "east", "duty": "lanes", "title": "小巷", "keywords": ["!背街小巷"], "area": ["东渡路"]}
WEST = {"agency": "west", "duty": "lanes", "title": "小巷", "keywords": ["!背街小巷"], "area": ["西门路"]}
ROWS: tuple[dict[str, Any], ...] = (LABOUR, SCHOOLS, EAST, WEST)


def ranking(text: str, rows: tuple[dict[str, Any], ...] = ROWS) -> list[str]:
    return [candidate.agency for candidate in index_of(rows).match(text)[0]]


def test_topic_is_not_venue() -> None:
    assert ranking("学校教学楼盖好了，拖欠我们半年的工资")[0] == "labour"


def test_a_split_word_stays_within_its_sentence_and_within_reach() -> None:
    words = {hit.word for hit in index_of(ROWS).match("拖欠了三个月工资")[0][0].hits}
    assert "拖欠…工资" in words
    assert all(hit.word != "拖欠…工资" for hit in index_of(ROWS).match("拖欠房租。工资照发")[0][0].hits)
    far = "拖欠" + "很" * 30 + "工资"
    assert all(hit.word != "拖欠…工资" for hit in index_of(ROWS).match(far)[0][0].hits)


def test_a_split_word_may_begin_with_one_character() -> None:
    rows = ({"agency": "labour", "keywords": ["!欠…工钱"]},)
    assert ranking("施工队还欠我们班组工钱", rows) == ["labour"]


def test_a_synonym_meets_the_duty_that_names_its_group() -> None:
    rows = ({"agency": "labour", "keywords": ["!拖欠工资"]},)
    assert ranking("老板欠薪跑了", rows) == ["labour"]
    assert ranking("工友们的饷没到手", rows) == []
    assert [
        one.agency for one in DutyIndex(rows, [("拖欠工资", "饷没到手")]).match("工友们的饷没到手")[0]
    ] == ["labour"]


def test_the_area_decides_between_agencies_with_the_same_duties() -> None:
    candidates, place = index_of(ROWS).match("西门路这条背街小巷没人管")
    assert (candidates[0].agency, place) == ("west", (0, 3))
    assert candidates[0].score > 2 * candidates[1].score


def test_a_zone_lifts_the_words_in_it() -> None:
    text = "补课，工资"
    index = index_of(({"agency": "a", "keywords": ["补课"]}, {"agency": "b", "keywords": ["工资"]}))
    assert [one.agency for one in index.match(text, [Zone(3, 5, 2.0)])[0]] == ["b", "a"]
    assert [one.agency for one in index.match(text, [Zone(0, 2, 2.0)])[0]] == ["a", "b"]


def test_saying_it_again_is_damped() -> None:
    index = index_of(ROWS)
    once, often = (index.match("老师" * times)[0][0].score for times in (1, 50))
    assert once < often < 2.5 * once


def test_a_word_inside_a_longer_one_is_not_counted_twice() -> None:
    rows = ({"agency": "fund", "keywords": ["公积金", "公积金贷款"]},)
    assert [hit.word for hit in index_of(rows).match("公积金贷款")[0][0].hits] == ["公积金贷款"]


def test_an_english_word_is_met_whole() -> None:
    rows = ({"agency": "bus", "keywords": ["bus"]},)
    assert ranking("the buses? no: a bus.", rows) == ["bus"]
    assert ranking("business", rows) == []


def test_a_narrow_lead_means_low_confidence() -> None:
    rows = tuple(
        {"agency": name, "keywords": [word]} for name, word in (("a", "!长期停水"), ("b", "!长期停电"))
    )
    index = DutyIndex(rows)
    tie, lead = index.match("长期停水，长期停电")[0], index.match("长期停水")[0]
    assert confidence(tie) < 0.2 < 0.4 < confidence(lead)
    assert confidence([]) == 0.0


def test_a_changed_duty_list_is_seen_at_once() -> None:
    before = [{"agency": "a", "keywords": ["停水"]}]
    assert ranking("停电", tuple(before)) == []
    before[0]["keywords"] = ["停电"]
    assert ranking("停电", tuple(before)) == ["a"]


@given(st.lists(st.text(max_size=6), max_size=5), st.text(max_size=80))
def test_no_word_an_officer_types_into_a_duty_list_breaks_matching(words: list[str], text: str) -> None:
    index = DutyIndex(({"agency": "a", "keywords": words}, {"agency": "b", "keywords": words, "area": words}))
    candidates, _ = index.match(text)
    assert all(candidate.score > 0 for candidate in candidates)
    assert 0.0 <= confidence(candidates) <= 1.0
    for candidate in candidates:
        assert all(0 <= hit.start < hit.end <= len(text) for hit in candidate.hits)
