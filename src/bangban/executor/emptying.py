"""Who copies what was written from SQLite's log into the database itself? A thread beside the executor's work.

What is committed stands in the log, on the disk, and is safe there. Whoever commits when the log has grown copies it, and
waits for the disk while others wait for him: a rush's slowest answers were those. One who keeps nobody waiting does it better.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

log = logging.getLogger("bangban.executor")
EVERY = 0.2
"""Seconds between two copies: so little comes together meanwhile that a copy is often over before the next is written."""
BACK_OFF = 5.0
"""Seconds to wait where it could not be copied. Until then whoever commits does it, when the log has grown (`databases`)."""


@contextmanager
def log_emptied() -> Iterator[None]:
    """Have the log copied meanwhile; on PostgreSQL the server does it."""
    if connection.vendor != "sqlite":
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_empty, args=(over,), name="bangban-log", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _empty(over: threading.Event) -> None:
    wait = EVERY
    try:
        while not over.wait(wait):
            wait = EVERY
            try:
                with connection.cursor() as cursor:
                    # It waits for nobody: what others read or write at this moment is copied the next time.
                    cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            except DatabaseError as error:
                log.warning("the database's log cannot be copied now: %s", type(error).__name__)
                wait = BACK_OFF
    finally:
        connection.close()
