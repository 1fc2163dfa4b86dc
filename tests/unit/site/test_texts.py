"""Do marks and differences keep every character, and never let markup through?"""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bangban.site.texts import differences, mark_spans

TEXT = st.text(alphabet="地下车库<&>\"'漏水 a", max_size=40)


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup>.*?</sup>", "", markup)))


@given(TEXT, st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.integers(1, 9)), max_size=6))
def test_marking_loses_nothing(text: str, spans: list[tuple[int, int, int]]) -> None:
    assert _plain(mark_spans(text, spans)) == text


def test_a_mark_links_to_its_evidence() -> None:
    assert mark_spans("车库<漏水>", [(2, 5, 1)]) == (
        '车库<mark id="quote-1">&lt;漏水<sup><a href="#quote-evidence-1">1</a></sup></mark>&gt;'
    )


def test_where_marks_overlap_the_first_keeps_the_shared_part() -> None:
    assert re.findall(r"<mark id=\"quote-(\d)\">(\w+)<", mark_spans("abcdef", [(0, 4, 1), (2, 6, 2)])) == [
        ("1", "abcd"),
        ("2", "ef"),
    ]


@given(TEXT, TEXT)
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    shown = differences(before, after)
    assert _plain(re.sub(r"<ins>.*?</ins>", "", shown)) == before
    assert _plain(re.sub(r"<del>.*?</del>", "", shown)) == after
