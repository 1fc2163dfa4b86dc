"""Is a reason the system wrote read in one language, and a person's own word left alone?"""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bangban.errors import Refusal
from bangban.governance import refusals
from bangban.governance.reasons import given, refused


@pytest.mark.parametrize(("language", "read"), [("zh-hans", "投诉成立"), ("en", "complaint 3 upheld")])
def test_ours_is_read_in_the_readers_language(language: str, read: str) -> None:
    with override(language):
        assert given("投诉成立 / complaint 3 upheld") == read


@pytest.mark.parametrize("words", ["轮岗 / rotation", "2026/11 到期", "", "投诉成立"])
def test_a_persons_words_stay(words: str) -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            assert given(words) == words


@pytest.mark.parametrize("kind", [one for one in vars(refusals).values() if isinstance(one, type)])
def test_no_list_shows_the_code_of_a_refusal(kind: type) -> None:
    if issubclass(kind, Refusal) and kind is not Refusal:
        with override("zh-hans"):
            assert kind.code not in refused(kind.code)
