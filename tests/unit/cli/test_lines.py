"""Is what is wrong with a line of a batch file said in words, with the file and the line?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bangban.cli import output
from bangban.cli.output import BadLine, MissingField, read_objects, text_of


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (b"{bad", "第 2 个字符", "character 2"),
        (b"[1]", "{…}", "{…}"),
        (b'{"q": "\xff"}', "UTF-8", "UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: bytes, zh: str, en: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"q": "first"}\n\n' + line + b"\n")
    (_, first), (number, wrong) = read_objects(file)
    assert first == {"q": "first"}
    assert isinstance(wrong, BadLine)
    for language, said in (("zh-hans", zh), ("en", en)):
        text = wrong.text(language)
        assert "q.jsonl" in text
        assert str(number) in text
        assert said in text


def test_a_line_that_is_too_long_is_one_line_and_what_follows_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "LONGEST_LINE", 100)
    monkeypatch.setattr(output, "_BLOCK", 7)
    file = tmp_path / "q.jsonl"
    exactly = b'{"q": "' + b"y" * 90 + b'"}\n'
    file.write_bytes(b'{"q": "' + b"x" * 1000 + b'"}\n' + exactly + b'{"q": 1}\n' + b"z" * 500)
    found = list(read_objects(file))
    assert [number for number, _ in found] == [1, 2, 3, 4]
    assert [isinstance(row, BadLine) for _, row in found] == [True, False, False, True]


def test_a_dash_is_what_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"q": 1}\n{\n')))
    (_, first), (_, wrong) = read_objects(Path("-"))
    assert first == {"q": 1}
    assert isinstance(wrong, BadLine)


@pytest.mark.parametrize("row", [{}, {"question": None}, {"question": " "}, {"question": ["x"]}])
def test_a_field_that_is_not_there_is_named(row: dict[str, object]) -> None:
    with pytest.raises(MissingField, match="question"):
        text_of(row, "question", Path("q.jsonl"), 7)
