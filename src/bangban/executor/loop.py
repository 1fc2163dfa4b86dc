"""What does the executor do all day? Act on decisions the moment they are made, and keep watch every second."""

from __future__ import annotations

import logging
import select
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from types import FrameType

from django.db import DatabaseError, connection
from django.utils import timezone

from bangban.executor.act import act_on_pending
from bangban.executor.orders import apply_orders
from bangban.governance import couriers, deadlines, departures
from bangban.governance.wakeup import socket_path
from bangban.ledger.checkpoints import checkpoint_if_due

log = logging.getLogger("bangban.executor")
POLL = 0.25
"""Seconds between two looks when no datagram comes."""
BACK_OFF = 2.0
"""Seconds to wait when the database cannot be written (disk full, server gone)."""

WATCHES: tuple[Callable[[datetime], object], ...] = (
    departures.suspend_unguarded,
    deadlines.warnings_and_overdue,
    couriers.deliver_due,
    checkpoint_if_due,
)


class Executor:
    """One executor process. `run` returns after `stop`."""

    def __init__(self) -> None:
        self._cursor: dict[uuid.UUID, int] = {}
        self._running = True
        self._watched = 0.0

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        self._running = False

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        with closing(_listen()) as channel:
            ready()
            while self._running:
                busy = self._work()
                if not busy and self._running:
                    _wait(channel)

    def _work(self) -> bool:
        try:
            made = apply_orders(self._cursor)
            acted = act_on_pending()
            if time.monotonic() - self._watched >= 1:
                self._watched = time.monotonic()
                now = timezone.now()
                for watch in WATCHES:
                    watch(now)
        except DatabaseError:
            # Nothing is lost: what was pending is pending still.
            log.exception("database not available, trying again")
            connection.close()
            self._cursor.clear()
            time.sleep(BACK_OFF)
            return False
        return bool(made or acted)


def _listen() -> socket.socket:
    """Bind the wake-up socket, unless another executor on this machine already answers to it."""
    path = socket_path()
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    channel.setblocking(False)
    if path is None:
        return channel
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(str(path))
            return channel
        except FileNotFoundError:
            pass
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
    channel.bind(str(path))
    path.chmod(0o660)
    return channel


def _wait(channel: socket.socket) -> None:
    readable, _, _ = select.select([channel], [], [], POLL)
    if readable:
        try:
            while channel.recv(16):
                pass
        except BlockingIOError:
            return


def main() -> None:
    """Run an executor in this process (BANGBAN_PROCESS=executor) until it is told to stop."""
    executor = Executor()
    signal.signal(signal.SIGTERM, executor.stop)
    signal.signal(signal.SIGINT, executor.stop)
    forbidden = [name for name in sys.modules if name.startswith(("bangban.skills", "bangban.llm"))]
    if forbidden:
        raise SystemExit(f"the executor must not load {forbidden[0]}")
    executor.run()
