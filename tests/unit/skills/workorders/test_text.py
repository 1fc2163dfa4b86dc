"""Does folding keep every offset true to what the person typed?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bangban.skills.workorders.text import READ_LIMIT, cleaned, plain, sentences


def test_width_and_case_are_folded_in_place() -> None:
    assert plain("ＡＢＣ１２３ Road").text == "abc123 road"


def test_invisible_marks_and_blanks_between_characters_do_not_hide_a_word() -> None:
    message = plain("拖\u200b欠 工\u202e资")
    assert message.text == "拖欠工资"
    assert message.span(0, 4) == (0, 7)
    assert message.original[slice(*message.span(2, 4))] == "工\u202e资"


def test_nul_becomes_a_blank() -> None:
    assert plain("a\0b").text == "a b"


def test_reading_stops_at_the_limit() -> None:
    assert len(plain("长" * (READ_LIMIT * 5)).text) == READ_LIMIT


def test_sentences_end_at_full_stops_and_lines() -> None:
    text = "停水了。 怎么办？\n请回复"
    assert [text[start:end] for start, end in sentences(text)] == ["停水了。", "怎么办？", "请回复"]


def test_what_no_database_takes_is_left_out() -> None:
    assert cleaned("好\0的\ud800！") == "好的！"


@given(st.text(max_size=300))
def test_every_offset_leads_back_to_its_own_character(text: str) -> None:
    message = plain(text)
    for at in range(len(message.text)):
        start, end = message.span(at, at + 1)
        assert end == start + 1
        assert plain(text[start:end]).text == message.text[at]


@given(st.text(alphabet="a。！\n 停水", max_size=60))
def test_sentences_cover_all_that_is_not_blank(text: str) -> None:
    covered = {at for start, end in sentences(text) for at in range(start, end)}
    assert covered >= {at for at, character in enumerate(text) if not character.isspace()}
