"""Are repeats found and different messages left alone, by a sketch of 128 bytes?"""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from bangban.catalog.demo import messages
from bangban.skills.workorders.duplicates import BANDS, Fingerprint, find_repeats, fingerprint, similarity

LONG = (
    "小区东墙外两百米就是混凝土搅拌站，每天晚上十点以后机器轰鸣，一直到凌晨三四点，罐车进进出出，窗户都在震。"
)


def test_the_same_words_are_the_same_print() -> None:
    assert fingerprint(LONG) == fingerprint(LONG)
    assert similarity(fingerprint(LONG), fingerprint(LONG)) == 1.0


def test_greeting_punctuation_and_blanks_do_not_count() -> None:
    assert fingerprint("尊敬的领导您好！" + LONG.replace("，", " ！！ ")).bands == fingerprint(LONG).bands


def test_a_print_is_bounded() -> None:
    one = fingerprint(LONG * 5_000)
    assert len(one.bands) == BANDS
    assert len(one.sketch) == 128
    assert all(-(2**63) <= band < 2**63 for band in one.bands)


def test_too_short_to_compare_has_no_bands() -> None:
    assert fingerprint("停水") == Fingerprint((), b"\xff" * 128)
    assert similarity(fingerprint("停水"), fingerprint("停电")) == 0.0


def test_invented_repeats_share_a_band_and_other_messages_do_not() -> None:
    prints = {message["id"]: (message.get("repeat"), fingerprint(message["text"])) for message in messages()}
    ids = sorted(prints)
    for at, one in enumerate(ids):
        for other in ids[at + 1 :]:
            (group, a), (other_group, b) = prints[one], prints[other]
            if group and group == other_group:
                assert similarity(a, b) > 0.5, (one, other)
                assert set(a.bands) & set(b.bands), (one, other)
            else:
                assert similarity(a, b) < 0.5, (one, other)


def test_repeats_come_best_first_and_a_damaged_sketch_is_none() -> None:
    own = fingerprint(LONG)
    near = fingerprint(LONG + "已经半年了。")
    rows = [
        {"case": 1, "sketch": base64.b64encode(near.sketch).decode()},
        {"case": 2, "sketch": own.sketch},
        {"case": 3, "sketch": "not base64!"},
        {"case": 4, "sketch": base64.b64encode(b"short").decode()},
        {"case": 5, "sketch": None},
    ]
    asked: list[list[int]] = []

    def recent(bands: list[int]) -> list[dict[str, object]]:
        asked.append(bands)
        return rows

    found = find_repeats(own, recent)
    assert asked == [list(own.bands)]
    assert [repeat.case for repeat in found] == ["2", "1"]
    assert find_repeats(fingerprint("短"), recent) == []
    assert len(asked) == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    one, other = fingerprint(a), fingerprint(b)
    assert 0.0 <= similarity(one, other) == similarity(other, one) <= 1.0
