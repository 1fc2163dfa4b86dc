"""Are texts that say the same compared as the same?"""

from __future__ import annotations

import numpy as np
import pytest

from bangban.knowledge.index import text
from bangban.knowledge.index.shelf import number_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺北市勞工保險", "台北市劳工保险"),
        ("ＡＢＣ１２３", "abc123"),
        ("居住證　辦理", "居住证 办理"),
        ("VAT", "vat"),
    ],
)
def test_width_case_and_script_make_no_difference(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_a_pair_is_two_ideographs_side_by_side() -> None:
    assert len(text.pair_keys("办居住证")) == 3
    assert len(text.pair_keys("办，居 a住")) == 0
    assert len(text.pair_keys("")) == len(text.pair_keys("办")) == 0


def test_letters_beyond_the_plane_are_left_out_and_nothing_else() -> None:
    assert np.array_equal(text.pair_keys("居住\U00020000证件"), text.pair_keys("居住。证件"))


def test_words_and_pairs_never_share_a_key() -> None:
    folded = text.fold("申请居住证需要什么材料")
    assert not set(text.word_keys(text.words_of(folded)).tolist()) & set(text.pair_keys(folded).tolist())


def test_a_law_is_cited_with_the_states_name_or_without() -> None:
    assert (
        text.cited_keys("依照《中华人民共和国噪声法》和<噪声法>处理").tolist()
        == [text.name_key("噪声法")] * 2
    )
    assert text.title_key("噪声法") != text.title_key("中华人民共和国噪声法")


@pytest.mark.parametrize(
    ("article", "number"),
    [
        ("第十条", 1000),
        ("第十条之一", 1001),
        ("第一千二百六十条", 126000),
        ("第一百零八条", 10800),
        ("第12条", 1200),
        ("", 0),
    ],
)
def test_articles_are_put_in_the_order_of_their_numbers(article: str, number: int) -> None:
    assert number_of(article) == number
