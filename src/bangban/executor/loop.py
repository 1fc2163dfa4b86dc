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
from functools import partial
from types import FrameType

from django.db import DatabaseError, connection
from django.utils import timezone

from bangban.agencies.models import Officer, Role
from bangban.errors import Problem
from bangban.executor.act import act_on_pending
from bangban.executor.emptying import log_emptied
from bangban.executor.orders import BATCH, apply_orders, newest_proposal, pairs_since
from bangban.executor.parts import release_parts
from bangban.governance import couriers, deadlines, departures
from bangban.governance.notices import notify
from bangban.governance.wakeup import socket_path
from bangban.ledger.checkpoints import checkpoint_if_due
from bangban.ledger.record import LedgerUnavailable

log = logging.getLogger("bangban.executor")
POLL = 0.25
"""Seconds between two looks when no datagram comes."""
BACK_OFF = 2.0
"""Seconds to wait when the database cannot be written (disk full, server gone)."""
RUSH = 0.02
"""Seconds between two batches while they come one upon the other: what a batch costs is nearly the same for one as for ten."""
LOOK_AGAIN = 60.0
"""Seconds after which the standing orders look at everything that waits: see `orders.Cursor`."""

WATCHES: dict[str, Callable[[datetime], object]] = {
    "guardians": departures.suspend_unguarded,
    "deadlines": deadlines.warnings_and_overdue,
    "notices": couriers.deliver_due,
    "checkpoint": checkpoint_if_due,
}


class Executor:
    """One executor process. `run` returns after `stop`."""

    def __init__(self) -> None:
        self._cursor: dict[uuid.UUID, int] = {}
        self._seen = 0
        self._running = True
        self._watched = -1.0
        self._looked_again = time.monotonic()
        self._troubles: dict[str, str] = {}

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        self._running = False

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        with closing(_listen()) as channel:
            ready()
            while self._running:
                began = time.monotonic()
                busy = self._work()
                if busy:
                    # Who comes alone never waits; in a rush, those who come meanwhile share the next batch.
                    time.sleep(max(0.0, began + RUSH - time.monotonic()))
                elif self._running:
                    _wait(channel)

    def _work(self) -> bool:
        if time.monotonic() - self._looked_again >= LOOK_AGAIN:
            self._looked_again = time.monotonic()
            self._cursor.clear()
            self._watched = -1.0
        try:
            watch_all = time.monotonic() - self._watched >= 1
            # First what somebody reads at this moment.
            said = self._do("parts", release_parts)
            made = self._do("orders", partial(self._orders, watch_all))
            acted = self._do("decisions", act_on_pending)
            if watch_all:
                self._watched = time.monotonic()
                now = timezone.now()
                for name, watch in WATCHES.items():
                    self._do(name, partial(watch, now))
        except (DatabaseError, LedgerUnavailable):
            # Nothing is lost: what was pending is pending still.
            log.exception("database not available, trying again")
            connection.close()
            self._cursor.clear()
            time.sleep(BACK_OFF)
            return False
        return bool(said or made or acted)

    def _orders(self, every: bool) -> int:
        """Every order is looked at each second; in between those for which something new is there."""
        newest, made = newest_proposal(), 0
        if every or newest > self._seen:
            made = apply_orders(self._cursor, only=None if every else pairs_since(self._seen))
        if made < BATCH // 2:
            # Nobody was left out for want of room, even if some of a full batch went to a person.
            self._seen = newest
        return made

    def _do(self, name: str, duty: Callable[[], object]) -> object:
        """Do one duty; when it cannot be done, say so once and let the others go on.

        A ledger that was tampered with or a key that cannot be read must not keep deadlines from being
        watched, nor the other way round.
        """
        try:
            done = duty()
        except (DatabaseError, LedgerUnavailable):
            raise
        except Exception as error:
            code = error.code if isinstance(error, Problem) else type(error).__name__
            if self._troubles.get(name) != code:
                log.exception("%s cannot be done: %s", name, code)
                tell_auditors(name, code)
                self._troubles[name] = code
            return None
        if self._troubles.pop(name, None):
            log.warning("%s can be done again", name)
        return done


def tell_auditors(duty: str, code: str) -> None:
    """Put it into the auditors' and system administrators' notices, once a day for the same trouble."""
    people = Officer.objects.filter(is_active=True, roles__role__in=(Role.AUDITOR, Role.SYSTEM)).distinct()
    key = f"executor.hindered:{duty}:{code}:{timezone.localdate()}"
    notify("executor.hindered", key=key, officers=people, details={"duty": duty, "code": code})


def _listen() -> socket.socket:
    """Bind the wake-up socket, unless another executor on this machine already answers to it."""
    path = socket_path()
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    channel.setblocking(False)
    if path is None:
        return channel
    try:
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
    except PermissionError:
        # With accounts apart, run/ is the skill host's: looking every quarter second does as well.
        log.info("%s is another account's; polling", path.parent)
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
    with log_emptied():
        executor.run()
