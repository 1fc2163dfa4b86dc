"""How do these tests get a skill host? A real master in a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bangban.skillhost.client import call
from bangban.skillhost.limits import children_of
from bangban.skillhost.problems import HostUnavailable, SkillCrashed

PROGRAM = Path(__file__).with_name("malicious.py")


class Host:
    """A running master, and how to call it."""

    def __init__(
        self,
        folder: Path,
        count: int = 2,
        memory_mb: int = 256,
        hidden: Sequence[Path] = (),
        offline: bool = False,
    ) -> None:
        self.socket = folder / "run" / "host.sock"
        self.count = count
        self.memory_mb = memory_mb
        self.hidden = hidden
        self.offline = offline
        self.log = folder / "host.log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    str(PROGRAM),
                    str(self.socket),
                    str(self.count),
                    str(self.memory_mb),
                    *map(str, self.hidden),
                    *(["offline"] if self.offline else []),
                ],
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n", self.log.read_text()

    def call(
        self, skill: str, seconds: float = 20.0, /, *, settings: dict[str, Any] | None = None, **inputs: Any
    ) -> Any:
        return call(skill, inputs, settings=settings, deadline_seconds=seconds, address=self.socket)

    def works(self, within: float = 30.0) -> bool:
        """Whether an ordinary call answers, at the latest `within` seconds from now."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            try:
                return bool(self.call("echo", 10.0, say="您好")["content"]["said"] == "您好")
            except (HostUnavailable, SkillCrashed):
                time.sleep(0.02)
        return False

    def hosts(self) -> list[int]:
        return started_by(self.process.pid)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


def is_alive(pid: int) -> bool:
    """Whether `pid` still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def started_by(pid: int) -> list[int]:
    return [child for child in children_of(pid) if is_alive(child)]


def comes_true(condition: Callable[[], bool], within: float = 30.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a Unix socket's may have 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="bb-") as name:
        os.chmod(name, 0o700)
        yield Path(name)


@pytest.fixture
def host(folder: Path) -> Iterator[Host]:
    running = Host(folder)
    yield running
    running.stop()
