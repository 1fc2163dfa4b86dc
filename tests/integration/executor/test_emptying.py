"""Is what was written copied into the database itself while nobody waits for it?"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections

from bangban.agencies.models import Agency, AgencyKind
from bangban.executor import emptying

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database only"),
]
LONG = 30.0


def _database() -> bytes:
    return Path(connection.settings_dict["NAME"]).read_bytes()


def _becomes(there: bytes) -> bool:
    until = time.monotonic() + LONG
    while there not in _database():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def test_what_was_committed_is_copied_by_the_one_who_keeps_nobody_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    Agency.objects.create(code="copied-from-the-log", name_zh="云栖市", kind=AgencyKind.CITY)
    assert b"copied-from-the-log" not in _database()
    with emptying.log_emptied():
        assert _becomes(b"copied-from-the-log")


def test_who_cannot_copy_tries_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(emptying, "BACK_OFF", 0.0)
    kind = type(connections["default"])
    honest, failed = kind.cursor, list[object]()

    def full(self: object, *given: object) -> object:
        if len(failed) < 2:
            failed.append(self)
            raise DatabaseError("disk full: 张三的居住证")
        return honest(self, *given)  # type: ignore[arg-type]

    Agency.objects.create(code="copied-after-all", name_zh="云栖市", kind=AgencyKind.CITY)
    monkeypatch.setattr(kind, "cursor", full)
    with emptying.log_emptied():
        assert _becomes(b"copied-after-all")
    assert len(failed) == 2
    # The kind of error only: its text may quote what was written.
    assert "DatabaseError" in caplog.text
    assert "张三" not in caplog.text


def test_the_log_is_left_to_the_executor_as_long_as_it_is_short() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint")
        assert cursor.fetchone() == (4000,)
