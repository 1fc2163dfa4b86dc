"""When does a host leave instead of serving on? When a skill left a thread, a process or a transaction behind."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from bangban.skillhost.worker import Worker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    # The tests' own process has threads and children of its own: only what comes on top counts.
    here = threading.active_count()
    counted = threading.active_count
    monkeypatch.setattr(threading, "active_count", lambda: counted() - here + 1)
    with socket.socket(socket.AF_UNIX) as listener:
        yield Worker(listener, 0, memoryview(bytearray(8)).cast("d"), 0, lambda name: pytest.fail(name))


@pytest.mark.django_db(transaction=True)
def test_an_open_transaction_is_noticed(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangban.skillhost.worker.has_children", lambda: False)
    connection.ensure_connection()
    assert worker.is_clean()
    with transaction.atomic():
        assert not worker.is_clean()
    assert worker.is_clean()


@pytest.mark.django_db(transaction=True)
def test_a_thread_and_a_process_are_noticed(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangban.skillhost.worker.has_children", lambda: False)
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait)
    thread.start()
    assert not worker.is_clean()
    waiting.set()
    thread.join()
    assert worker.is_clean()
    monkeypatch.undo()
    child = os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
    assert not worker.is_clean()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
