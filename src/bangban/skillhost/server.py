"""Who keeps the skill hosts alive? A master that forks them, ends what passes its deadline and replaces it.

The master runs no skill after the fork; it watches one number a host, its deadline, in shared memory.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import mmap
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.db import connections

from bangban import config
from bangban.config.secrets import secret_places
from bangban.skillhost import sources, worker
from bangban.skillhost.address import prepare_folder, socket_path
from bangban.skillhost.isolation import hide
from bangban.skillhost.limits import adopt_orphans, children_of
from bangban.skillhost.problems import HostRunning
from bangban.skills import Skill, UnknownSkill, find_skill, skill_names

log = logging.getLogger(__name__)

GRACE_SECONDS = 0.1
"""A host past its deadline by this much is killed; its caller has left by then."""

WATCH_SECONDS = 0.05
SWEEP_SECONDS = 1.0
STOP_SECONDS = 5.0
"""What runs when the master is asked to stop gets this long."""

START_SECONDS = 1.0
"""A host that ends idle within this never got to work: something is wrong with starting it."""

QUEUE = 512


def serve(
    address: Path,
    count: int,
    memory_mb: int,
    on_ready: Callable[[], None] | None = None,
    *,
    hidden: Sequence[Path] = (),
    offline: bool = False,
    skills: Mapping[str, Skill] | None = None,
) -> None:
    """Run `count` skill hosts behind the Unix socket `address` until SIGTERM or SIGINT.

    Each may use `memory_mb` beyond what it starts with. Must be called in the main thread of a process
    of its own, where Django is set up if skills read from sources. The files and folders `hidden` are empty
    for the hosts; with `offline` there is no network for them. `skills` replaces the installed ones.

    Raises:
        BadSocketPath: the socket cannot be placed there.
        HostRunning: another master serves it.
    """
    mode = prepare_folder(address)
    lock = _lock(address)
    hide(hidden, offline=offline)
    find = _preload(skills)
    sources.discover()
    if apps.ready:
        # A connection must not be shared by processes.
        connections.close_all()
    adopt_orphans()
    master = Master(_listen(address, mode), find, count, memory_mb, lock)
    try:
        master.run(on_ready)
    finally:
        address.unlink(missing_ok=True)
        os.close(lock)


def run(on_ready: Callable[[], None] | None = None) -> None:
    """`serve` as this installation is configured, with its keys and its secrets out of the hosts' sight.

    Where the database is in this machine, the hosts have no network: a skill that was talked into it can send nothing away.

    Raises:
        as `serve`.
    """
    settings = config.load()
    serve(
        socket_path(settings),
        settings["hosts.count"],
        settings["hosts.memory_mb"],
        on_ready,
        hidden=secret_places(settings),
        offline=settings.database_is_here("skill"),
    )


def _lock(address: Path) -> int:
    lock = os.open(f"{address}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise HostRunning(socket=address) from None
    return lock


def _listen(address: Path, mode: int) -> socket.socket:
    # We hold the lock, so a socket that is there belongs to a master that was killed.
    address.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o777 & ~mode)
    try:
        listener.bind(str(address))
    finally:
        os.umask(before)
    listener.listen(QUEUE)
    listener.setblocking(False)
    return listener


def _preload(skills: Mapping[str, Skill] | None) -> Callable[[str], Skill]:
    """Load every skill before the fork, so that hosts share it and the first request is as fast as the next."""
    find = find_skill if skills is None else _finder(skills)
    for name in skill_names() if skills is None else sorted(skills):
        try:
            skill = find(name)
            # A skill with something big to load offers `prepare()`.
            prepare = getattr(skill, "prepare", None)
            if prepare is not None:
                prepare()
        except Exception as error:
            # One broken package must not stop the others; calls to it answer SkillFailed.
            log.error("skill %s cannot be loaded: %s", name, type(error).__name__)
    return find


def _finder(skills: Mapping[str, Skill]) -> Callable[[str], Skill]:
    def find(name: str) -> Skill:
        if name not in skills:
            raise UnknownSkill(name=name, known=", ".join(sorted(skills)))
        return skills[name]

    return find


@dataclass
class Master:
    listener: socket.socket
    find: Callable[[str], Skill]
    count: int
    memory_mb: int
    lock: int
    hosts: dict[int, int] = field(default_factory=dict)
    """pid → number of its slot."""
    forked: dict[int, float] = field(default_factory=dict)
    """number of a slot → when its host was forked, on CLOCK_MONOTONIC."""
    stopping: int = 0
    """How many times SIGTERM or SIGINT came: the first lets requests end, the second does not."""
    early_ends: int = 0
    fork_after: float = 0.0

    def run(self, on_ready: Callable[[], None] | None) -> None:
        self.pid = os.getpid()
        self.slots = memoryview(mmap.mmap(-1, 8 * self.count)).cast("d")
        self.stop_read, self.stop_write = os.pipe2(os.O_CLOEXEC)
        woken, wake = socket.socketpair()
        for end in (woken, wake):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        # What is loaded now is shared by all hosts: keep the collector from touching, and so copying, it.
        gc.collect()
        gc.freeze()
        self.refill()
        if on_ready is not None:
            on_ready()
        swept = 0.0
        while not self.stopping:
            self.reap()
            self.end_overdue()
            self.refill()
            if time.monotonic() - swept > SWEEP_SECONDS:
                self.sweep()
                swept = time.monotonic()
            select.select([woken], [], [], WATCH_SECONDS)
            with suppress(BlockingIOError):
                woken.recv(4096)
        self.stop()

    def _asked_to_stop(self, number: int, frame: object) -> None:
        self.stopping += 1

    def refill(self) -> None:
        """Fork a host for each free slot."""
        if time.monotonic() < self.fork_after:
            return
        for number in sorted(set(range(self.count)) - set(self.hosts.values())):
            self.slots[number] = 0.0
            pid = os.fork()
            if pid == 0:
                signal.set_wakeup_fd(-1)
                os.close(self.lock)
                os.close(self.stop_write)
                host = worker.Worker(self.listener, self.stop_read, self.slots, number, self.find)
                worker.start(host, self.memory_mb, self.pid)
            self.hosts[pid] = number
            self.forked[number] = time.monotonic()

    def reap(self) -> None:
        """Take note of every process that ended."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            number = self.hosts.pop(pid, None)
            if number is None:
                continue
            # What the skill started along with it still holds its caller's connection open.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self.sweep()
            self._note_end(number, os.waitstatus_to_exitcode(status))

    def _note_end(self, number: int, code: int) -> None:
        if code == 0:
            self.early_ends = 0
            return
        idle = self.slots[number] == 0.0
        log.warning("skill host %d ended with %d %s", number, code, "idle" if idle else "at work")
        # Only hosts that cannot even start are held back; a skill that crashes must cost nobody time.
        if idle and time.monotonic() - self.forked[number] < START_SECONDS:
            self.early_ends += 1
            self.fork_after = time.monotonic() + min(5.0, 0.1 * 2**self.early_ends)

    def end_overdue(self) -> None:
        now = time.monotonic()
        for pid, number in self.hosts.items():
            deadline = self.slots[number]
            if deadline and deadline + GRACE_SECONDS < now:
                log.warning("skill host %d passed its deadline: killed", number)
                _kill_group(pid)

    def sweep(self) -> None:
        """End what left its host's group and lost its parent: it was handed to us."""
        for pid in children_of(self.pid):
            if pid not in self.hosts:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Let running requests end, at most `STOP_SECONDS`, then end everything."""
        self.listener.close()
        os.close(self.stop_write)
        until = time.monotonic() + STOP_SECONDS
        while self.hosts and time.monotonic() < until and self.stopping < 2:
            self.reap()
            self.end_overdue()
            time.sleep(0.01)
        for pid in self.hosts:
            _kill_group(pid)
        while self.hosts:
            self.reap()
            time.sleep(0.005)
        self.sweep()
        self.reap()


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
