"""Does an entry stand exactly when its action does, and does the database refuse everything else?"""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from bangban.ledger import triggers
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import Entry, LedgerUnavailable, append


def entry(number: int = 1, **changes: object) -> Entry:
    values = {"kind": "case.opened", "actor": "officer:7", "agency_id": 3, "subject": f"case:{number}"}
    return Entry(**{**values, "details": {"number": number}, **changes})


@pytest.mark.django_db
def test_entries_are_numbered_without_gaps_and_chained() -> None:
    assert append([entry(1), entry(2)]) == [1, 2]
    assert append([entry(3)]) == [3]
    rows = list(LedgerEntry.objects.order_by("seq"))
    assert [row.prev for row in rows] == ["", rows[0].hash, rows[1].hash]
    assert [row.details for row in rows] == ['{"number":1}', '{"number":2}', '{"number":3}']
    assert {row.writer for row in rows} == {"owner"}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended() -> None:
    with pytest.raises(LedgerUnavailable):
        append([entry()])
    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_entry_and_no_gap() -> None:
    with transaction.atomic():
        append([entry(1)])
        transaction.set_rollback(True)
    assert LedgerEntry.objects.count() == 0
    with transaction.atomic():
        assert append([entry(2)]) == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET actor = 'officer:8' WHERE seq = 1",
        "UPDATE ledger_checkpoint SET hash = 'x'",
        "DELETE FROM ledger_entry WHERE seq = 2",
        "INSERT INTO ledger_entry SELECT 9, at, kind, actor, agency_id, subject, details, digest, writer, hash, hash"
        " FROM ledger_entry WHERE seq = 2",
        "INSERT INTO ledger_entry SELECT 3, at, kind, actor, agency_id, subject, details, digest, writer, prev, hash"
        " FROM ledger_entry WHERE seq = 2",
    ],
)
def test_the_database_refuses(statement: str) -> None:
    with transaction.atomic():
        append([entry(1), entry(2)])
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_checkpoint (seq, hash, at, algorithm, key_id, signature)"
                " VALUES (2, 'h', 't', 'ed25519', 'k', 's')"
            )
    before = list(LedgerEntry.objects.values_list())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(LedgerEntry.objects.values_list()) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_postgresql_refuses_truncate_and_a_false_writer() -> None:
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry")
    row = "(1, 't', 'k', 'a', NULL, '', '{}', '', 'web', '', 'sha256:0')"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE ledgertest_host")
        cursor.execute("GRANT ledgertest_host TO CURRENT_USER")
        cursor.execute("GRANT SELECT, INSERT ON ledger_entry TO ledgertest_host")
        cursor.execute("SET LOCAL ROLE ledgertest_host")
        with pytest.raises(DatabaseError, match="database role"):
            cursor.execute(f"INSERT INTO ledger_entry VALUES {row}")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_trigger_is_there() -> None:
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_many_threads_append_one_after_the_other() -> None:
    failures: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for turn in range(10):
                with transaction.atomic():
                    append([entry(worker * 100 + turn), entry(worker * 100 + turn + 50)])
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    rows = list(LedgerEntry.objects.order_by("seq").values_list("seq", "prev", "hash"))
    assert [row[0] for row in rows] == list(range(1, 241))
    assert [row[1] for row in rows[1:]] == [row[2] for row in rows[:-1]]


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_cannot_be_written_undoes_the_action() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry RENAME TO ledger_gone")
    try:
        with pytest.raises(LedgerUnavailable) as caught, transaction.atomic():
            append([entry()])
        assert caught.value.code == "ledger_unavailable"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_gone RENAME TO ledger_entry")
