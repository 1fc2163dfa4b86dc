"""Is a wrong word on the command line told in one line, in the reader's language, with what should stand there?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bangban.cli.main import main

CASES = [
    ("serve --port 99999", "wrong_value", ["--port", "99999", "65535"]),
    ("serve --port=80x", "wrong_value", ["--port", "80x", "65535"]),
    ("serve --port", "missing_word", ["--port", "bangban serve --help"]),
    ("serve --demo=3", "too_many_words", ["--demo"]),
    ("serve --prot 1", "unknown_word", ["--prot", "--port"]),
    ("serve 8080 81", "too_many_words", ["8080 81"]),
    ("servee", "unknown_word", ["servee", "serve"]),
    ("gateway --workers 0", "wrong_value", ["--workers", "64"]),
    ("gateway kee", "unknown_word", ["kee", "key"]),
    ("gateway key create", "missing_word", ["--agency", "bangban gateway key create --help"]),
    ("gateway key create --data-class top", "wrong_value", ["top", "sensitive"]),
    (f"gateway key revoke {10**30}", "wrong_value", ["NUMBER", str(2**63 - 1)]),
    ("document check --today soon", "wrong_value", ["soon", "2026-01-31"]),
    ("process cook", "wrong_value", ["NAME", "cook", "executor"]),
    ("restore no-such-file", "wrong_value", ["FILE", "no-such-file"]),
    ("ask", "not_one", ["QUESTION", "--batch"]),
    ("knowledge search", "not_one", ["QUERY", "--batch"]),
]
Told = Callable[[list[str], str], tuple[str, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
    """What a command line that is not right prints, on stdout and on stderr."""
    monkeypatch.chdir(tmp_path)

    def run(words: list[str], language: str) -> tuple[str, str]:
        monkeypatch.setenv("BANGBAN_LANGUAGE", language)
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
        captured = capsys.readouterr()
        return captured.out, captured.err

    return run


@pytest.mark.parametrize(("line", "code", "said"), CASES, ids=[line for line, *_ in CASES])
def test_one_line_says_what_where_and_what_to_do(told: Told, line: str, code: str, said: list[str]) -> None:
    for language in ("zh-hans", "en"):
        out, err = told(line.split(" "), language)
        assert out == ""
        assert err.startswith("bangban: ")
        assert err.endswith(f" [{code}]\n")
        assert err.count("\n") == 1
        assert any("一" <= letter <= "鿿" for letter in err) == (language == "zh-hans")
        for word in [*said, "--help"]:
            assert word in err


def test_with_json_a_program_reads_it(told: Told) -> None:
    out, err = told(["gateway", "key", "list", "--all", "--json"], "en")
    found = json.loads(out)["error"]
    assert found["code"] == "unknown_word"
    assert found["details"]["word"] == "--all"
    assert "“--all”" in found["message"]["zh"]
    assert err.count("\n") == 1


def test_a_long_word_is_cut_and_a_broken_one_joined(told: Told) -> None:
    _, err = told(["serve", "--port", "7\n8" + "9" * 1000], "en")
    assert err.count("\n") == 1
    assert len(err) < 250
    assert '"7 8999' in err


def test_a_noun_alone_shows_its_help(told: Told) -> None:
    out, err = told(["ledger"], "en")
    assert "verify" in out + err
    assert "Usage: bangban ledger" in out + err
