"""When is the ledger sealed, and does nothing broken ever get a seal?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from bangban.config import load
from bangban.crypto.signing import create_key
from bangban.ledger import keys, rows, triggers
from bangban.ledger.checkpoints import LedgerBroken, checkpoint_if_due
from bangban.ledger.record import Entry, append
from bangban.ledger.verify import full
from bangban.ledger.witness import Witness, WitnessUnavailable

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


def spoil(statement: str) -> None:
    """Do what someone with the owner's rights could: set the triggers aside, and put them back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    triggers.install(connection)


def test_it_is_due_after_a_minute_or_a_thousand_entries_and_never_without_news() -> None:
    assert checkpoint_if_due(NOW) is None
    write(3)
    first = checkpoint_if_due(NOW)
    assert first is not None
    assert (first.seq, first.hash) == rows.last()
    assert checkpoint_if_due(NOW + timedelta(hours=1)) is None
    write(999)
    assert checkpoint_if_due(NOW + timedelta(seconds=59)) is None
    write(1)
    second = checkpoint_if_due(NOW + timedelta(seconds=59))
    assert second is not None
    assert second.seq == 1003
    write(1)
    assert checkpoint_if_due(NOW + timedelta(seconds=118)) is None
    assert checkpoint_if_due(NOW + timedelta(seconds=119)) is not None
    assert [seal.seq for seal in rows.checkpoints(0, 10**9)] == [3, 1003, 1004]
    assert list(keys.witness().read()) == list(rows.checkpoints(0, 10**9))


def test_a_clock_that_is_set_back_breaks_nothing() -> None:
    write(1)
    checkpoint_if_due(NOW)
    write(1)
    early = checkpoint_if_due(NOW - timedelta(days=400))
    assert early is not None
    write(1)
    assert checkpoint_if_due(NOW - timedelta(days=400) + timedelta(seconds=30)) is None
    assert checkpoint_if_due(NOW) is not None
    assert full().sound


def test_entries_that_were_changed_are_not_sealed() -> None:
    write(5)
    checkpoint_if_due(NOW)
    write(5)
    spoil("UPDATE ledger_entry SET actor = 'officer:666' WHERE seq = 8")
    with pytest.raises(LedgerBroken, match="changed at entry 8"):
        checkpoint_if_due(NOW + timedelta(minutes=2))
    assert len(list(rows.checkpoints(0, 100))) == 1


@pytest.mark.parametrize("more", [0, 3])
def test_an_old_database_put_back_is_not_sealed(more: int) -> None:
    write(5)
    checkpoint_if_due(NOW)
    write(2)
    checkpoint_if_due(NOW + timedelta(minutes=2))
    spoil("DELETE FROM ledger_checkpoint WHERE seq > 5")
    spoil("DELETE FROM ledger_entry WHERE seq > 5")
    if more:
        write(more)
    else:
        write(1)
    with pytest.raises(LedgerBroken):
        checkpoint_if_due(NOW + timedelta(minutes=4))


def test_without_a_witness_there_is_no_checkpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(keys, "witness", lambda: Witness(tmp_path / "file"))
    write(1)
    with pytest.raises(WitnessUnavailable):
        checkpoint_if_due(NOW)
    assert rows.last_checkpoint() is None


@pytest.fixture
def own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    create_key(tmp_path / "ledger.key")
    monkeypatch.setattr(keys, "_folder", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    values = load().values

    def change(**changes: str) -> None:
        for name, value in changes.items():
            monkeypatch.setitem(values, f"ledger.{name}", value)  # type: ignore[arg-type]

    return change


def test_the_key_may_be_replaced_even_by_another_algorithm(
    own_keys: Path, configured: Callable[..., None]
) -> None:
    write(2)
    checkpoint_if_due(NOW)
    configured(signature="sm2", digest="sm3")
    write(1)
    with pytest.raises(keys.WrongKey, match="new-key"):
        checkpoint_if_due(NOW + timedelta(minutes=2))
    old, new = keys.replace_key("operator:root")
    assert old != new
    sealed = checkpoint_if_due(NOW + timedelta(minutes=2))
    assert sealed is not None
    assert (sealed.algorithm, sealed.hash[:4]) == ("sm2", "sm3:")
    report = full()
    assert report.findings == []
    assert set(report.keys) == {old, new}
