"""Does verification find every way of touching the ledger in its database, and name the first entry?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from bangban.ledger import keys, rows, triggers, verify
from bangban.ledger.browse import verification_state
from bangban.ledger.chain import COLUMNS, entry_hash
from bangban.ledger.checkpoints import checkpoint
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import Entry, append
from bangban.ledger.seals import Checkpoint

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int) -> None:
    with transaction.atomic():
        append(
            [
                Entry("case.opened", "officer:7", 3, f"case:{number}", {"n": number})
                for number in range(1, count + 1)
            ]
        )


@pytest.fixture(autouse=True)
def _ledger() -> None:
    """Twelve entries, sealed at 5 and 10."""
    write(5)
    checkpoint(NOW)
    write(5)
    checkpoint(NOW + timedelta(minutes=1))
    write(2)


def spoil(statement: str, values: list[Any] | None = None) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


def first() -> tuple[str, int]:
    report = verify.full()
    assert not report.sound
    return report.findings[0].kind, report.findings[0].seq


def test_an_untouched_ledger_is_sound() -> None:
    report = verify.full()
    assert [(finding.kind, finding.seq) for finding in report.findings] == [("no_checkpoint", 10)]
    assert (report.sound, report.entries, report.checkpoints, report.seq) == (True, 12, 2, 12)


@pytest.mark.parametrize("column", COLUMNS[1:])
def test_any_edited_column_is_named(column: str) -> None:
    value: Any = 4 if column == "agency_id" else "sha256:" + "0" * 64
    if column in ("at", "kind", "writer"):
        value = "x"
    spoil(f"UPDATE ledger_entry SET {column} = %s WHERE seq = 7", [value])
    assert first() == ("changed", 7)


def test_removed_entries_are_named() -> None:
    spoil("DELETE FROM ledger_entry WHERE seq IN (3, 4)")
    assert first() == ("removed", 3)


def test_entries_that_changed_places_are_named() -> None:
    spoil("UPDATE ledger_entry SET seq = seq + 1000 WHERE seq IN (6, 7)")
    spoil("UPDATE ledger_entry SET seq = 7 WHERE seq = 1006")
    spoil("UPDATE ledger_entry SET seq = 6 WHERE seq = 1007")
    assert first() == ("reordered", 7)


def test_an_inserted_entry_is_named() -> None:
    row = LedgerEntry.objects.filter(seq=8).values_list(*COLUMNS).get()
    spoil("UPDATE ledger_entry SET seq = seq + 1001 WHERE seq >= 8")
    spoil("UPDATE ledger_entry SET seq = seq - 1000 WHERE seq >= 8")
    forged = (8, *row[1:3], "officer:666", *row[4:10])
    marks = ", ".join(["%s"] * 11)
    spoil(f"INSERT INTO ledger_entry VALUES ({marks})", [*forged, entry_hash(forged, "sha256")])
    assert first() == ("inserted", 8)


def rewrite(start: int) -> None:
    """Play someone with the owner's rights who knows the format: change entries and hash them again."""
    prev = rows.link(start)[1]
    for row in list(rows.entries(start - 1, rows.last()[0])):
        forged = (*row[:3], "officer:666", *row[4:9], prev)
        prev = entry_hash(forged, "sha256")
        spoil(
            "UPDATE ledger_entry SET actor = %s, prev = %s, hash = %s WHERE seq = %s",
            ["officer:666", forged[9], prev, row[0]],
        )


def test_a_rewritten_tail_does_not_match_its_checkpoint() -> None:
    rewrite(8)
    report = verify.full()
    assert [(found.kind, found.seq, dict(found.details)) for found in report.findings] == [
        ("rewritten", 10, {"after": 5})
    ]


def test_a_checkpoint_cannot_be_forged() -> None:
    rewrite(8)
    spoil("UPDATE ledger_checkpoint SET hash = %s WHERE seq = 10", [rows.link(10)[0]])
    kinds = {finding.kind for finding in verify.full().findings}
    assert kinds == {"forged_checkpoint", "witness_missing", "rewritten"}


def test_nor_taken_away() -> None:
    spoil("DELETE FROM ledger_checkpoint")
    rewrite(8)
    assert first() == ("rewritten", 10)


@pytest.mark.parametrize("with_checkpoints", [True, False])
def test_a_tail_that_was_cut_off_is_found_by_the_witness(with_checkpoints: bool) -> None:
    if with_checkpoints:
        spoil("DELETE FROM ledger_checkpoint WHERE seq > 7")
    spoil("DELETE FROM ledger_entry WHERE seq > 7")
    assert first() == ("cut_off", 8)
    assert verify.incremental().findings[0].kind == "cut_off"


def test_an_old_database_that_went_on_is_found_by_the_witness() -> None:
    spoil("DELETE FROM ledger_checkpoint WHERE seq > 7")
    spoil("DELETE FROM ledger_entry WHERE seq > 7")
    write(20)
    assert first() == ("rewritten", 10)


def test_an_emptied_ledger_is_found() -> None:
    spoil("DELETE FROM ledger_checkpoint")
    spoil("DELETE FROM ledger_entry")
    assert first() == ("cut_off", 1)


def test_a_witness_that_was_touched_is_found() -> None:
    file = keys.witness().file
    lines = file.read_text().splitlines(keepends=True)
    file.write_text(lines[1])
    assert first() == ("witness_missing", 5)
    file.write_text(lines[0])
    report = verify.full()
    assert report.sound, "a backup's witness may end a moment before its database"
    assert [finding.kind for finding in report.findings] == ["witness_behind", "no_checkpoint"]
    file.unlink()
    assert first() == ("witness_missing", 5)
    file.write_text("".join(lines).replace('"seq":5', '"seq":4'))
    assert {finding.kind for finding in verify.full().findings} >= {"forged_checkpoint", "witness_missing"}
    file.write_text("".join(lines))
    assert verify.full().sound


def test_a_checkpoint_only_the_witness_knows_is_fine_after_a_crash_at_commit() -> None:
    seal = Checkpoint.make(12, rows.last()[1], "2026-11-22T09:02:00.000000Z", keys.signer())
    keys.witness().append(seal)
    assert verify.full().findings == []


def test_missing_triggers_are_reported() -> None:
    triggers.remove(connection)
    try:
        assert first() == ("triggers_missing", 0)
    finally:
        triggers.install(connection)


def test_incremental_verification_goes_on_where_it_stopped() -> None:
    assert verify.incremental().entries == 12
    write(3)
    report = verify.incremental()
    assert (report.entries, report.seq, report.sound) == (3, 15, True)
    spoil("UPDATE ledger_entry SET actor = 'officer:666' WHERE seq = 3")
    write(1)
    assert verify.incremental().sound, "what was verified before is for the full verification"
    assert first() == ("changed", 3)


def test_it_notices_when_its_own_starting_point_was_changed() -> None:
    verify.incremental()
    spoil("UPDATE ledger_entry SET hash = 'sha256:0' WHERE seq = 12")
    assert [finding.kind for finding in verify.incremental().findings] == ["changed"]


def test_pages_are_told_what_was_found() -> None:
    state = verification_state()
    assert (state.sound, state.verified, state.last, state.sealed, state.full) == (True, 10, 12, 10, 0)
    assert state.overdue is (datetime.now(UTC) - NOW > timedelta(minutes=6))
    verify.full()
    assert verification_state().sound is True
    spoil("UPDATE ledger_entry SET actor = 'officer:666' WHERE seq = 3")
    verify.full()
    write(1)
    verify.incremental()
    state = verification_state()
    assert state.sound is False, "a finding stands until a full verification finds nothing"
    assert state.messages == ["第 3 条记录被改动。"]
    assert (state.last, state.full) == (13, 2)


def test_many_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "RANGE", 4)
    assert verify.full(processes=2).sound
    for seq in (4, 5, 8, 9, 12):
        with transaction.atomic():
            old = rows.link(seq)[0]
        spoil("UPDATE ledger_entry SET details = '{}' WHERE seq = %s", [seq])
        assert [verify.full(processes).findings[0].seq for processes in (1, 2)] == [seq, seq]
        number = seq if seq <= 5 else seq - 5 if seq <= 10 else seq - 10
        spoil("UPDATE ledger_entry SET details = %s WHERE seq = %s", [f'{{"n":{number}}}', seq])
        assert rows.link(seq)[0] == old
    spoil("DELETE FROM ledger_entry WHERE seq IN (4, 5)")
    assert [verify.full(processes).findings[0].seq for processes in (1, 2)] == [4, 4]


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="only SQLite stores what its columns do not allow"
)
def test_bytes_that_are_no_text_are_a_finding_and_no_crash() -> None:
    spoil("UPDATE ledger_entry SET actor = CAST(X'FF' AS TEXT) WHERE seq = 6")
    assert first() == ("changed", 6)
    spoil("UPDATE ledger_entry SET actor = X'FF' WHERE seq = 6")
    assert first() == ("changed", 6)
