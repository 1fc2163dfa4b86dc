"""Can sentences be proofread in batches, and can an office teach the program its own words?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bangban import config
from bangban.cli import document_proofread
from bangban.cli.main import main

pytestmark = pytest.mark.django_db(transaction=True)
WRONG, RIGHT = "各单位要压时主体责任，推动工作落实。", "各单位要压实主体责任，推动工作落实。"
Run = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BANGBAN_LANGUAGE", "zh-hans")
    monkeypatch.setattr(document_proofread, "set_up_home", lambda process: None)

    def call(*words: object) -> tuple[int, list[str], str]:
        capfdbinary.readouterr()
        try:
            main(["document", *map(str, words)])
            status = 0
        except SystemExit as done:
            status = int(str(done.code or 0))
        output, error = capfdbinary.readouterr()
        return status, output.decode().splitlines(), error.decode()

    return call


def test_each_line_is_answered_in_order(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "s.jsonl"
    rows = [{"id": "a", "text": WRONG}, {"id": "b", "text": RIGHT}]
    batch.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    status, lines, _ = run("proofread", "--batch", batch, "--json")
    first, second = map(json.loads, lines)
    assert status == 1
    assert (first["id"], first["corrected"]) == ("a", RIGHT)
    edit = first["edits"][0]
    assert set(edit) == {"start", "end", "found", "expected", "confidence"}
    assert (edit["start"], edit["end"], edit["found"], edit["expected"]) == (5, 6, "时", "实")
    assert second == {"id": "b", "corrected": RIGHT, "edits": []}


def test_a_bad_line_costs_that_line(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "s.jsonl"
    batch.write_text('nonsense\n{"id": 2}\n' + json.dumps({"id": 3, "text": RIGHT}) + "\n", "utf-8")
    status, lines, _ = run("proofread", "--batch", batch)
    rows = [json.loads(line) for line in lines]
    assert status == 2
    assert [row.get("error", {}).get("code") for row in rows] == ["bad_line", "no_text", None]
    assert rows[2]["corrected"] == RIGHT


def test_a_model_is_learned_and_used_by_its_name(run: Run, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text(f"{WRONG}\t{RIGHT}\n{RIGHT}\n", "utf-8")
    status, lines, _ = run("learn", pairs, "--as", "ours", "--json")
    assert status == 0
    file = config.load().path("models", "proofread", "ours")
    assert Path(json.loads(lines[0])["file"]) == file
    assert [one.name for one in file.parent.iterdir()] == ["ours"]
    status, lines, _ = run("proofread", "--text", RIGHT, "--model", "ours", "--json")
    assert (status, json.loads(lines[0])["edits"]) == (0, [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("proofread",), "nothing_to_proofread"),
        (("proofread", "--text", "x", "--model", "nowhere"), "unknown_proofreading_model"),
        (("proofread", "--text", "x", "--model", "../../keys/web.key"), "bad_model_name"),
        (("learn", "PAIRS", "--as", "../x"), "bad_model_name"),
        (("learn", "PAIRS", "--as", "empty"), "nothing_to_learn"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, tmp_path: Path, words: tuple[str, ...], code: str) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.touch()
    status, _, error = run(*(pairs if word == "PAIRS" else word for word in words))
    assert (status, error.strip().rpartition(" ")[2]) == (2, f"[{code}]")
