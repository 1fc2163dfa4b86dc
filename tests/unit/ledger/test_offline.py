"""Does an exported file prove itself without a database, and is every way of touching it found?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.crypto.signing import Signer, create_key
from bangban.ledger.chain import COLUMNS, FORMAT, entry_hash
from bangban.ledger.offline import NotAnExport, verify_file
from bangban.ledger.seals import Checkpoint
from bangban.ledger.witness import Witness
from tests.support.entries import chain_of

AT = "2026-11-22T01:02:03.000000Z"
Line = dict[str, Any]


class Export:
    """An export of twenty entries, sealed at 10 and 20, that a test may spoil."""

    def __init__(self, folder: Path, algorithm: str = "ed25519") -> None:
        self.folder = folder
        self.key: Signer = create_key(folder / "ledger.key", algorithm)
        self.rows = chain_of(20)
        self.seals = [Checkpoint.make(seq, self.rows[seq - 1][10], AT, self.key) for seq in (10, 20)]
        self.witness = Witness(folder / "witness")
        for seal in self.seals:
            self.witness.append(seal)

    def lines(self) -> list[Line]:
        entries: list[Line] = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows]
        seals = [{"checkpoint": vars(seal)} for seal in self.seals]
        head = {"ledger": {"format": FORMAT, "made_at": AT, "keys": [self.key.verifier.pem]}}
        end = {"end": {"seq": 20, "hash": self.rows[-1][10]}}
        return [head, *entries[:10], seals[0], *entries[10:], seals[1], end]

    def findings(self, lines: list[Line], **options: Any) -> list[tuple[str, int]]:
        file = self.folder / "export.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        return [(finding.kind, finding.seq) for finding in verify_file(file, **options).findings]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return Export(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Export:
    return Export(tmp_path_factory.mktemp("export"))


@pytest.mark.parametrize("algorithm", ["ed25519", "sm2"])
def test_an_untouched_export_is_sound(tmp_path: Path, algorithm: str) -> None:
    export = Export(tmp_path, algorithm)
    trusted = {"trusted": [tmp_path / "ledger.pub"], "witness": tmp_path / "witness"}
    assert export.findings(export.lines()) == []
    assert export.findings(export.lines(), **trusted) == []
    report = verify_file(tmp_path / "export.jsonl")
    assert (report.entries, report.checkpoints, report.keys, report.sound) == (
        20,
        2,
        (export.key.key_id,),
        True,
    )


@settings(max_examples=60)
@given(data=st.data())
def test_any_edited_column_is_named(shared: Export, data: st.DataObject) -> None:
    lines = shared.lines()
    line = data.draw(st.sampled_from([line for line in lines if "seq" in line]))
    seq, column = line["seq"], data.draw(st.sampled_from(COLUMNS[1:]))
    line[column] = data.draw(
        (st.none() | st.integers() | st.text()).filter(lambda value: value != line[column])
    )
    assert shared.findings(lines)[0] == ("changed", seq)


@settings(max_examples=60)
@given(number=st.integers(1, 24), data=st.data())
def test_any_edited_byte_is_found(shared: Export, number: int, data: st.DataObject) -> None:
    file = shared.folder / "bytes.jsonl"
    lines = [json.dumps(line).encode() for line in shared.lines()][:24]
    text = bytearray(lines[number - 1])
    place = data.draw(st.integers(0, len(text) - 1))
    old = text[place]
    text[place] = data.draw(st.integers(32, 126).filter(lambda byte: byte != old))
    changed = bytes(text)
    same = _same_meaning(lines[number - 1], changed)
    lines[number - 1] = changed
    file.write_bytes(b"\n".join(lines) + b"\n")
    try:
        sound = verify_file(file, trusted=[shared.folder / "ledger.pub"]).sound
    except NotAnExport:
        sound = False
    assert sound == same


def _same_meaning(one: bytes, other: bytes) -> bool:
    try:
        first, second = json.loads(one), json.loads(other)
    except ValueError:
        return False
    # The header's word on when it was made, and keys nobody trusts, prove nothing and claim nothing.
    return bool(
        first == second
        or ("ledger" in first and second.get("ledger", {}).get("format") == FORMAT and _keys(second))
    )


def _keys(header: Line) -> bool:
    try:
        from bangban.crypto.signing import verifier_from

        return all(verifier_from(pem.encode(), "") for pem in header["ledger"]["keys"])
    except Exception:
        return False


def test_removed_reordered_and_inserted_lines_are_named(export: Export) -> None:
    removed = export.lines()
    del removed[5]
    assert export.findings(removed)[0] == ("removed", 5)
    swapped = export.lines()
    swapped[5], swapped[6] = swapped[6], swapped[5]
    assert export.findings(swapped)[0] == ("reordered", 6)
    inserted = export.lines()
    inserted.insert(5, {**inserted[5], "actor": "officer:666"})
    assert export.findings(inserted)[0] == ("inserted", 5)


def _rewrite(export: Export, start: int) -> None:
    """Play someone who knows the format: change one entry and compute every later hash again."""
    prev = export.rows[start - 2][10] if start > 1 else ""
    for place in range(start - 1, len(export.rows)):
        row = (*export.rows[place][:3], "officer:666", *export.rows[place][4:9], prev)
        prev = entry_hash(row, "sha256")
        export.rows[place] = (*row, prev)


def test_a_rewritten_tail_does_not_match_its_checkpoint(export: Export) -> None:
    _rewrite(export, 14)
    assert export.findings(export.lines())[0] == ("rewritten", 20)
    assert verify_file(export.folder / "export.jsonl").findings[0].details == {"after": 10}


def test_checkpoints_cannot_be_made_again_without_the_key(export: Export) -> None:
    _rewrite(export, 14)
    last = export.rows[19][10]
    forged = Checkpoint(20, last, AT, "ed25519", export.key.key_id, export.seals[1].signature)
    export.seals[1] = forged
    assert export.findings(export.lines())[0] == ("forged_checkpoint", 20)
    other = create_key(export.folder / "other.key")
    export.seals[1] = Checkpoint.make(20, last, AT, other)
    assert export.findings(export.lines())[0] == ("unknown_key", 20)


def test_someone_elses_key_in_the_header_does_not_fool_who_brings_the_right_one(export: Export) -> None:
    other = create_key(export.folder / "other.key")
    lines = export.lines()
    lines[0]["ledger"]["keys"] = [other.verifier.pem]
    for line, seq in ((lines[11], 10), (lines[22], 20)):
        line["checkpoint"] = vars(Checkpoint.make(seq, export.rows[seq - 1][10], AT, other))
    assert export.findings(lines) == []
    found = export.findings(lines, trusted=[export.folder / "ledger.pub"])
    assert {kind for kind, _ in found} == {"unknown_key", "unpinned"}


def test_a_tail_that_was_cut_off_is_found(export: Export) -> None:
    lines = export.lines()
    assert export.findings(lines[:-1]) == [("unfinished", 0)]
    cut = [*lines[:19], lines[-1]]
    assert export.findings(cut)[0] == ("cut_off", 18)
    skilled = [*lines[:19], {"end": {"seq": 17, "hash": export.rows[16][10]}}]
    assert export.findings(skilled) == [("no_checkpoint", 10)], "nothing in the file itself can tell"
    assert export.findings(skilled, witness=export.folder / "witness")[0] == ("cut_off", 18)


def test_without_any_checkpoint_nothing_is_proven(export: Export) -> None:
    lines = [line for line in export.lines() if "checkpoint" not in line]
    assert export.findings(lines) == [("unpinned", 20)]


@pytest.mark.parametrize(
    "spoil", [b"", b"{}\n", b"\x00\xff\n", b'{"ledger":{"format":"other","keys":[]}}\n', b'{"ledger":[]}\n']
)
def test_what_is_no_export(tmp_path: Path, spoil: bytes) -> None:
    (tmp_path / "file").write_bytes(spoil)
    with pytest.raises(NotAnExport):
        verify_file(tmp_path / "file")
    with pytest.raises(NotAnExport):
        verify_file(tmp_path / "none")


def test_lines_that_belong_to_nothing_are_found(export: Export) -> None:
    strange: list[Any] = [{}, [], 7, {"note": 1}, {"checkpoint": 1}]
    for line in strange:
        lines = export.lines()
        lines.insert(3, line)
        assert export.findings(lines)[0][0] == "bad_line"


def test_a_column_given_twice_is_no_entry(export: Export) -> None:
    text = [json.dumps(line) for line in export.lines()]
    text[3] = text[3].replace('"kind"', '"actor": "officer:666", "kind"')
    (export.folder / "export.jsonl").write_text("\n".join(text) + "\n")
    assert not verify_file(export.folder / "export.jsonl").sound


def test_it_needs_no_django(export: Export) -> None:
    export.findings(export.lines())
    program = (
        "import sys; from pathlib import Path; from bangban.ledger.offline import verify_file; "
        "assert verify_file(Path(sys.argv[1])).sound; assert 'django' not in sys.modules, 'django was loaded'"
    )
    file = export.folder / "export.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
