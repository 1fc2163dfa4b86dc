"""How do several processes answer one port, on one event loop each? A small master forks them and starts them again."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from types import FrameType
from typing import NoReturn

from bangban.kernel import die_with

log = logging.getLogger(__name__)
BACKLOG = 2048
KEPT_ALIVE = 75
"""Seconds an idle connection of a client is kept: longer than clients and proxies keep theirs, so that they close it."""
UNREAD_MS = 60_000
SOON = 1.0
"""Seconds between two starts of a process that ends at once."""


class Master:
    """Forks processes that serve the ASGI program `application` ("module:name") until the master is told to end."""

    def __init__(self, application: str, address: tuple[str, int], workers: int, grace: int) -> None:
        self._application, self._workers, self._grace = application, workers, grace
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._socket = socket.socket(family)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Whoever takes nothing of a long answer for so long is gone: it would hold its model and its place for ever.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        self._socket.bind(address)
        self._socket.listen(BACKLOG)
        self._begun: dict[int, float] = {}
        self._ending = False

    def serve(self) -> None:
        """Until SIGTERM or SIGINT; the processes have `grace` seconds for what is under way."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self._ending:
            while len(self._begun) < self._workers and not self._ending:
                self._fork()
            self._reap()
        end = time.monotonic() + self._grace
        while self._begun and time.monotonic() < end:
            self._tell(signal.SIGTERM)
            time.sleep(0.05)
            self._reaped(os.WNOHANG)
        self._tell(signal.SIGKILL)

    def _fork(self) -> None:
        master = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._work(master)
        self._begun[pid] = time.monotonic()

    def _reap(self) -> None:
        """Wait for one to end. One that cannot even start is started again after a moment, for its reason may pass."""
        begun = dict(self._begun)
        for pid in self._reaped(0):
            if self._ending:
                return
            log.error("gateway process %d ended and is started again", pid)
            time.sleep(max(0.0, SOON - (time.monotonic() - begun[pid])))

    def _reaped(self, options: int) -> list[int]:
        try:
            pid, _status = os.waitpid(-1, options)
        except ChildProcessError:
            self._begun.clear()
            return []
        return [pid] if self._begun.pop(pid, None) is not None else []

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True
        self._tell(signal.SIGTERM)

    def _tell(self, number: int) -> None:
        for pid in self._begun:
            os.kill(pid, number)

    def _work(self, master: int) -> NoReturn:
        """Serve, as a process of its own; it does not outlive its master."""
        die_with(master, signal.SIGTERM)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        import uvicorn

        from bangban.llm.listening import Connection

        config = uvicorn.Config(
            self._application, loop="uvloop", http=Connection, ws="none", lifespan="on", access_log=False,
            log_config=None, server_header=False, date_header=False, proxy_headers=False, timeout_keep_alive=KEPT_ALIVE,
            timeout_graceful_shutdown=max(1, self._grace - 2),
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[self._socket])
        os._exit(1)


def _leave(number: int, frame: FrameType | None) -> None:
    # The server has ended in good order and raises the signal once more.
    os._exit(0)
