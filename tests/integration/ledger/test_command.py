"""Can an auditor verify and export from the command line, and does the exit status tell?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection, transaction

from bangban.cli.main import main
from bangban.config import load
from bangban.ledger import triggers
from bangban.ledger.checkpoints import checkpoint
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import Entry, append

pytestmark = pytest.mark.django_db(transaction=True)


class Result(NamedTuple):
    exit_code: int
    output: str
    error: str


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `bangban ledger …` in this process and its database."""
    monkeypatch.setenv("BANGBAN_LANGUAGE", "zh-hans")

    def call(*words: object) -> Result:
        capfdbinary.readouterr()
        try:
            main(["ledger", *map(str, words)])
            status = 0
        except SystemExit as done:
            status = int(str(done.code or 0))
        output, error = capfdbinary.readouterr()
        return Result(status, output.decode(), error.decode())

    return call


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _ledger() -> Iterator[None]:
    with transaction.atomic():
        append([Entry("case.opened", "officer:7", 3, f"case:{number}") for number in range(1, 6)])
    checkpoint(datetime.now(UTC))
    yield
    if triggers.missing(connection):
        triggers.install(connection)


def test_a_sound_ledger(run: Run) -> None:
    result = run("verify")
    assert result.exit_code == 0, result
    assert "台账完好，至第 5 条" in result.output
    last = LedgerEntry.objects.latest("seq")
    assert (last.kind, last.actor.partition(":")[0]) == ("ledger.verified", "operator")


def test_a_finding_is_exit_status_one(run: Run) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET subject = 'case:9' WHERE seq = 2")
    triggers.install(connection)
    result = run("verify", "--json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert (report["sound"], report["findings"][0]["kind"], report["findings"][0]["seq"]) == (
        False,
        "changed",
        2,
    )
    assert report["findings"][0]["message"] == {"zh": "第 2 条记录被改动。", "en": "Entry 2 was changed."}
    assert run("verify").output.startswith("✗ 第 2 条记录被改动。")


def test_export_and_verify_offline(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    assert run("export", "-o", file).exit_code == 0
    home = load().home
    result = run(
        "verify", file, "--key", home / "keys" / "ledger.pub", "--witness", home / "witness", "--json"
    )
    assert result.exit_code == 0, result
    report = json.loads(result.output)
    # The export is an entry itself, and sealed before it leaves.
    assert (report["entries"], report["findings"]) == (6, [])
    assert LedgerEntry.objects.get(seq=6).kind == "ledger.exported"
    text = file.read_text()
    file.write_text(text.replace('"case:3"', '"case:4"'))
    assert run("verify", file).exit_code == 1


def test_export_to_standard_output_is_the_same_format(run: Run, tmp_path: Path) -> None:
    result = run("export")
    assert result.exit_code == 0
    (tmp_path / "piped.jsonl").write_text(result.output, "utf-8")
    assert run("verify", tmp_path / "piped.jsonl").exit_code == 0


def test_wrong_input_is_exit_status_two(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("{}")
    for words in (
        ["verify", tmp_path / "file"],
        ["verify", tmp_path / "none"],
        ["export", "-o", tmp_path / "no" / "x"],
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert result.error.startswith("bangban: ")
