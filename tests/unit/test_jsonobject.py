"""Is a stranger's line read as the object it is, and is it said in both languages why it is none?"""

from __future__ import annotations

import codecs

import pytest

from bangban import jsonobject


def test_an_object_is_read_with_or_without_a_mark_before_it() -> None:
    for mark in (b"", codecs.BOM_UTF8):
        assert jsonobject.read(mark + '{"id": "问"}'.encode()) == {"id": "问"}


def test_a_character_in_two_halves_is_whole() -> None:
    assert jsonobject.read(rb'{"id": "\ud83d\ude00 \\ud800"}') == {"id": "😀 \\ud800"}


@pytest.mark.parametrize(
    ("raw", "zh", "en"),
    [
        ("{}".encode("utf-16"), "UTF-8", "UTF-8"),
        (b'{"id": 1,}', "第 10 个字符", "at character 10"),
        (b"", "第 1 个字符", "at character 1"),
        (b"[" * 200_000, "不合 JSON 格式", "not JSON"),
        (b"[]", "{…}", "{…}"),
        (b"null", "{…}", "{…}"),
        (rb'{"id": "\ud83d"}', "半个字符", "half a character"),
        (rb'{"deep": [{"\uDFFF": 1}]}', "半个字符", "half a character"),
    ],
)
def test_what_is_no_object_says_why(raw: bytes, zh: str, en: str) -> None:
    with pytest.raises(jsonobject.NotAnObject) as met:
        jsonobject.read(raw)
    assert zh in met.value.reason["zh"]
    assert en in met.value.reason["en"]
