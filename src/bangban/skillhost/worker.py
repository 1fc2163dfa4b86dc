"""What does one host process do? Takes a request, runs the skill, answers; leaves when something is left over.

Everything a skill may break is in this process, and the master replaces it. It holds no key.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from django.apps import apps
from django.db import close_old_connections, connections

from bangban.kernel import die_with
from bangban.skillhost import models, protocol
from bangban.skillhost.inprocess import encoded
from bangban.skillhost.limits import has_children, restrain
from bangban.skillhost.problems import BadFrame, FrameTooLarge, SkillFailed
from bangban.skills import Skill
from bangban.skills.base import Complete, Say

READ_SECONDS = 5.0
"""A caller sends its request at once; one that does not costs a host no longer than this."""

LONGEST_SECONDS = 600.0
"""The furthest deadline a caller may ask for; more belongs into the task table."""

NICE = 5
"""Of a host beside the processes that serve pages and decide, nice(2)."""

RECYCLE_AFTER = 10_000
"""Requests a process serves before it leaves, so that what skills leak does not add up.

The next one opens its indexes and fills its memories anew: after every 2,000, a twentieth of what an answer costs in a rush.
"""

COLLECTED = (20_000, 20, 100)
"""How much is made between two looks for what nobody holds any more; by default a look every 700 things."""


@dataclass(frozen=True)
class Request:
    skill: str
    inputs: dict[str, Any]
    settings: dict[str, Any]
    deadline: float
    """On CLOCK_MONOTONIC."""
    complete: Complete | None = None
    parts: bool = False
    """Whether the caller listens to what is finished before the whole is."""


class Worker:
    """One host process. `slots[number]` is read by the master: its deadline on CLOCK_MONOTONIC, 0 when idle."""

    def __init__(
        self,
        listener: socket.socket,
        stop: int,
        slots: memoryview[float],
        number: int,
        find: Callable[[str], Skill],
    ) -> None:
        self.listener = listener
        self.stop = stop
        self.slots = slots
        self.number = number
        self.find = find
        self.pid = os.getpid()

    def serve(self) -> None:
        """Answer requests until `RECYCLE_AFTER`, the master's stop, or something a skill left behind."""
        waiting = select.epoll()
        # EXCLUSIVE: a request wakes one idle process, not all of them.
        waiting.register(self.listener, select.EPOLLIN | select.EPOLLEXCLUSIVE)
        waiting.register(self.stop, select.EPOLLIN)
        for _ in range(RECYCLE_AFTER):
            ready = [file for file, _ in waiting.poll()]
            if self.stop in ready:
                return
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                continue
            with connection:
                fit = self.answer(connection)
            self.slots[self.number] = 0.0
            if not fit:
                return

    def answer(self, connection: socket.socket) -> bool:
        """Serve one request; False when this process should not serve another."""
        request = self.read(connection)
        if request is None:
            return True
        frame, fit = self.run(request, partial(_say, connection) if request.parts else None)
        # A caller that left is nobody to tell, and the work it asked for changed nothing.
        with suppress(OSError):
            connection.settimeout(READ_SECONDS)
            connection.sendall(frame)
        return fit and self.is_clean()

    def read(self, connection: socket.socket) -> Request | None:
        """The request; None when its caller left, waited too long already, or is none of ours."""
        accepted = time.monotonic()
        self.slots[self.number] = accepted + READ_SECONDS
        try:
            message = protocol.receive(connection, accepted + READ_SECONDS)
            if message is None:
                return None
            deadline = min(float(message["deadline"]), accepted + LONGEST_SECONDS)
            request = Request(
                str(message["skill"]),
                dict(message["inputs"]),
                dict(message["settings"]),
                deadline,
                models.asked_by(message, deadline),
                message.get("parts") is True,
            )
        except (OSError, BadFrame, FrameTooLarge, KeyError, TypeError, ValueError):
            return None
        if request.deadline <= accepted:
            return None
        self.slots[self.number] = request.deadline
        return request

    def run(self, request: Request, say: Say | None = None) -> tuple[bytes, bool]:
        """Run the skill; returns the answer's frame and whether this process may go on."""
        if apps.ready:
            close_old_connections()
        fit = True
        try:
            frame = encoded(request.skill, request.inputs, request.settings, self.find, request.complete, say)
        except SkillFailed as failed:
            reason, place = failed.reason, str(failed.details["place"])
            frame = protocol.encode({"failed": {"reason": reason, "place": place}})
            fit = reason != "out_of_memory"
        if os.getpid() != self.pid:
            # The skill forked and both came back here: only the first of them is a host.
            os._exit(0)
        return frame, fit

    def is_clean(self) -> bool:
        """Whether the skill left no thread, process or transaction behind."""
        if threading.active_count() > 1 or has_children():
            return False
        return not apps.ready or not any(
            connection.in_atomic_block for connection in connections.all(initialized_only=True)
        )


def _say(connection: socket.socket, part: Mapping[str, Any]) -> None:
    # A caller that left is told with the result, too.
    with suppress(OSError):
        connection.settimeout(READ_SECONDS)
        connection.sendall(protocol.encode({"part": dict(part)}))


def start(host: Worker, memory_mb: int, master: int) -> NoReturn:
    """Become `host`, in the child that the master has just forked. Never returns."""
    status = 1
    try:
        # A group of its own, so that the master can end whatever a skill started along with it.
        os.setpgid(0, 0)
        die_with(master)
        # Those who write hold the database's lock: whoever reckons lets them go first.
        os.nice(NICE)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # Ctrl-C goes to the master, which lets the running requests end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        restrain(memory_mb)
        gc.set_threshold(*COLLECTED)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            # What a skill prints may be a resident's words, and belongs in no log.
            os.dup2(nowhere, standard)
        os.close(nowhere)
        host.serve()
        status = 0
    except Exception:
        # Says why a host cannot start; once it serves, this too goes nowhere.
        traceback.print_exc()
    finally:
        # Not sys.exit: the master's own exit handlers are none of ours.
        os._exit(status)
