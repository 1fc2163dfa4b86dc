"""Does the supervisor see to the others while one child waits to be started again?"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bangban import config
from bangban.cli import supervisor
from bangban.cli.supervisor import Child, Supervisor


def ended() -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Supervisor, list[str]]:
    """A supervisor that notes whom it starts, on a clock the test sets."""
    started: list[str] = []

    def start(self: Supervisor, child: Child) -> None:
        started.append(child.name)
        child.process, child.started = ended(), time.monotonic()

    monkeypatch.setattr(Supervisor, "_start", start)
    return Supervisor(config.read(tmp_path, {}), [], print), started


def test_one_that_falls_again_and_again_keeps_nobody_waiting(
    watched: tuple[Supervisor, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def waited(seconds: float) -> None:
        raise AssertionError(f"waited {seconds} s for one child")

    monkeypatch.setattr(supervisor.time, "sleep", waited)
    people, started = watched
    web, host = Child("web", ended(), time.monotonic(), falls=20), Child("host", ended(), time.monotonic())
    for _ in range(3):
        for child in (web, host):
            people._watch(child)
    assert "host" in started
    assert "web" not in started
    assert web.due is not None
    assert web.due <= time.monotonic() + supervisor.LONGEST_PAUSE


def test_it_is_started_when_its_pause_is_over_and_not_before(
    watched: tuple[Supervisor, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    people, started = watched
    web = Child("web", ended(), time.monotonic(), falls=20)
    people._watch(web)
    now = time.monotonic()
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now + 4)
    people._watch(web)
    assert started == []
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: now + 6)
    people._watch(web)
    assert started == ["web"]


def test_nothing_is_started_while_stopping(watched: tuple[Supervisor, list[str]]) -> None:
    people, started = watched
    people.stopping = True
    people._watch(Child("web", ended(), time.monotonic()))
    assert started == []
