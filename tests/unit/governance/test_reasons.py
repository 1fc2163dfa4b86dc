"""Is a reason the system wrote read in one language, and a person's own word left alone?"""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bangban.governance.reasons import given


@pytest.mark.parametrize(("language", "read"), [("zh-hans", "投诉成立"), ("en", "complaint 3 upheld")])
def test_ours_is_read_in_the_readers_language(language: str, read: str) -> None:
    with override(language):
        assert given("投诉成立 / complaint 3 upheld") == read


@pytest.mark.parametrize("words", ["轮岗 / rotation", "2026/11 到期", "", "投诉成立"])
def test_a_persons_words_stay(words: str) -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            assert given(words) == words
