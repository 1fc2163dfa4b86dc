"""Does the witness keep every checkpoint, through torn lines and full disks?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bangban.crypto.signing import create_key
from bangban.ledger.findings import Finding
from bangban.ledger.seals import Checkpoint
from bangban.ledger.witness import Witness, WitnessUnavailable


@pytest.fixture
def seals(tmp_path: Path) -> list[Checkpoint]:
    signer = create_key(tmp_path / "ledger.key")
    return [
        Checkpoint.make(seq, f"sha256:{seq:064x}", "2026-11-22T01:02:03.000000Z", signer)
        for seq in (10, 20, 30)
    ]


def test_what_was_appended_is_read_back_in_order(tmp_path: Path, seals: list[Checkpoint]) -> None:
    witness = Witness(tmp_path / "deep" / "witness")
    assert (list(witness.read()), witness.last()) == ([], None)
    for seal in seals:
        witness.append(seal)
    assert list(witness.read()) == seals
    assert witness.last() == seals[-1]


def test_a_line_torn_by_a_power_cut_costs_itself_only(tmp_path: Path, seals: list[Checkpoint]) -> None:
    witness = Witness(tmp_path)
    witness.append(seals[0])
    with witness.file.open("a") as file:
        file.write(seals[1].line()[:40])
    assert witness.last() == seals[0]
    witness.append(seals[2])
    found = list(witness.read())
    assert found == [seals[0], Finding("witness_damaged", 0, {"line": 2}), seals[2]]
    assert witness.last() == seals[2]


def test_a_full_disk_leaves_no_half_line(
    tmp_path: Path, seals: list[Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = Witness(tmp_path)
    witness.append(seals[0])
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:30]))
    with pytest.raises(WitnessUnavailable, match="space"):
        witness.append(seals[1])
    monkeypatch.undo()
    witness.append(seals[2])
    assert list(witness.read()) == [seals[0], seals[2]]


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path, seals: list[Checkpoint]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WitnessUnavailable):
        Witness(tmp_path / "file" / "witness").append(seals[0])


def test_rubbish_is_a_finding(tmp_path: Path, seals: list[Checkpoint]) -> None:
    (tmp_path / "checkpoints.jsonl").write_bytes(b'\xff\n[1]\n{"seq":"1"}\n' + b"x" * 10_000 + b"\n")
    found = list(Witness(tmp_path).read())
    assert found
    assert {finding.kind for finding in found if isinstance(finding, Finding)} == {"witness_damaged"}
    assert all(isinstance(finding, Finding) for finding in found)
