"""Is a forked process as good as one that was started anew? It ends as it should, and hears its own signals only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from bangban import config
from bangban.cli import nursery
from bangban.cli.supervisor import Child, Supervisor
from bangban.errors import NotFound


def fail() -> None:
    raise NotFound(what="gateway.yaml")


def leave() -> None:
    sys.exit(3)


@pytest.fixture
def deaf() -> Iterator[None]:
    """A parent that takes signals for its own, as the supervisor does."""
    before = {number: signal.signal(number, lambda number, frame: None) for number in nursery.STOPPING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_it_ends_with_what_came_of_its_work(capfd: pytest.CaptureFixture[str]) -> None:
    assert nursery.fork(lambda: None).wait(20) == 0
    assert nursery.fork(leave).wait(20) == 3
    assert nursery.fork(lambda: 1 / 0).wait(20) == 1
    assert nursery.fork(fail).wait(20) == NotFound.exit_code
    said = capfd.readouterr().err
    assert "[not_found]" in said
    assert "ZeroDivisionError" in said


def test_it_stops_when_it_is_told_to(deaf: None) -> None:
    one = nursery.fork(lambda: time.sleep(60), apart=True)
    assert one.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        one.wait(0.02)
    one.terminate()
    assert one.wait(20) == -signal.SIGTERM
    # Its number may be somebody else's by now.
    one.kill()
    assert one.returncode == -signal.SIGTERM


def test_it_is_apart_from_the_terminal() -> None:
    reader, writer = os.pipe()
    one = nursery.fork(
        lambda: os.write(writer, f"{os.getsid(0)} {os.getpid()} {len(os.read(0, 1))}".encode()),
        apart=True,
        title="bangban process nobody",
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        session, pid, read = told.read().split()
    assert one.wait(20) == 0
    assert session == pid == str(one.pid)
    assert read == "0"


def test_what_is_started_ahead_waits_for_its_word() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    gate = nursery.Gate()

    def work() -> None:
        gate.wait()
        os.write(writer, b"begun")

    one = nursery.fork(work)
    time.sleep(0.2)
    with pytest.raises(BlockingIOError):
        os.read(reader, 5)
    gate.open()
    assert one.wait(20) == 0
    assert os.read(reader, 5) == b"begun"


@pytest.mark.parametrize("secret", [False, True], ids=["no password", "a password in the environment"])
def test_what_may_know_no_password_is_not_forked_from_a_parent_that_was_given_one(
    secret: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """/proc shows a forked process the environment its parent began with."""
    if secret:
        monkeypatch.setenv("BANGBAN_EMAIL_PASSWORD", "mail")
    forked: list[str] = []
    anew: list[tuple[str, bool]] = []
    monkeypatch.setattr(nursery, "fork", lambda run, *, title, apart: forked.append(title.rpartition(" ")[2]))
    monkeypatch.setattr(
        nursery,
        "start",
        lambda command, without, process: anew.append((command[-1], "BANGBAN_EMAIL_PASSWORD" in without)),
    )
    people = Supervisor(config.read(config.home_folder(), os.environ), [], print)
    for name in ("host", "worker", "gateway", "web", "executor"):
        people._start(Child(name))
    with_rights = ["web", "executor"]
    assert forked == (with_rights if secret else ["host", "worker", "gateway", *with_rights])
    assert anew == ([("host", True), ("worker", True), ("gateway", True)] if secret else [])
