"""Does the master start, stop and die cleanly? Sockets left behind, two masters, kill -9, foreign bytes."""

from __future__ import annotations

import os
import signal
import socket
import stat
import struct
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bangban.skillhost.problems import BadSocketPath, HostRunning, HostUnavailable, SkillCrashed
from bangban.skillhost.server import serve
from tests.integration.skillhost.conftest import Host, comes_true, is_alive


def test_nobody_listens(folder: Path) -> None:
    from bangban.skillhost.client import call

    with pytest.raises(HostUnavailable):
        call("echo", {}, deadline_seconds=1, address=folder / "host.sock")


def test_who_comes_while_hosts_are_started_again_waits_for_them(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As long as a busy machine takes to start them.
    monkeypatch.setattr("bangban.skillhost.client.STARTING", 15.0)
    pids = host.hosts()
    host.process.kill()
    host.process.wait()
    assert comes_true(lambda: not any(is_alive(pid) for pid in pids))
    again = threading.Timer(0.2, host.start)
    again.start()
    said: list[str] = []

    def ask() -> None:
        said.append(host.call("echo", say="您好")["content"]["said"])

    callers = [threading.Thread(target=ask) for _ in range(8)]
    for one in callers:
        one.start()
    for one in (again, *callers):
        one.join()
    assert said == ["您好"] * 8


def test_nobody_is_waited_for_twice(folder: Path) -> None:
    from bangban.skillhost import client

    def seconds() -> float:
        began = time.monotonic()
        with pytest.raises(HostUnavailable):
            client.call("echo", {}, deadline_seconds=20, address=folder / "host.sock")
        return time.monotonic() - began

    assert seconds() >= client.STARTING - client.LOOK
    assert seconds() < client.STARTING / 2


def test_the_socket_is_ours_alone(host: Host) -> None:
    assert stat.S_IMODE(host.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(host.socket.parent.stat().st_mode) == 0o700


def test_sigterm_lets_the_running_request_end(host: Host) -> None:
    outcome: list[object] = []
    thread = threading.Thread(target=lambda: outcome.append(host.call("sleep", 5.0, seconds=0.8)))
    thread.start()
    time.sleep(0.3)
    assert host.stop() == 0
    thread.join()
    assert outcome[0]["content"]["slept"] == 0.8  # type: ignore[index]
    assert not host.socket.exists()
    with pytest.raises(HostUnavailable):
        host.call("echo")


def test_sigterm_does_not_wait_for_a_hanging_skill(host: Host) -> None:
    def hang() -> None:
        with pytest.raises(SkillCrashed):
            host.call("hang", 60.0)

    thread = threading.Thread(target=hang)
    thread.start()
    time.sleep(0.3)
    host.process.send_signal(signal.SIGTERM)
    time.sleep(0.1)
    host.process.send_signal(signal.SIGTERM)
    assert host.process.wait(2) == 0
    thread.join(2)
    assert not thread.is_alive()


def test_kill_9_of_the_master_takes_its_hosts_along(host: Host) -> None:
    pids = host.hosts()
    assert len(pids) == host.count
    host.process.kill()
    host.process.wait()
    assert comes_true(lambda: not any(is_alive(pid) for pid in pids), 2)
    with pytest.raises(HostUnavailable):
        host.call("echo")
    assert host.socket.exists(), "the socket a killed master leaves behind"
    host.start()
    assert host.works()


def test_a_skill_that_kills_the_master_is_answered(host: Host) -> None:
    with pytest.raises(SkillCrashed):
        host.call("kill_master", 5.0)
    host.process.wait(5)
    host.start()
    assert host.works()


def test_two_masters_do_not_share_a_socket(host: Host) -> None:
    with pytest.raises(HostRunning):
        serve(host.socket, 1, 64, skills={})
    assert host.works()


def test_a_path_too_long_or_open_to_others_is_refused(folder: Path) -> None:
    with pytest.raises(BadSocketPath):
        serve(folder / ("x" * 120) / "host.sock", 1, 64, skills={})
    shared = folder / "shared"
    shared.mkdir()
    os.chmod(shared, 0o777)
    with pytest.raises(BadSocketPath):
        serve(shared / "host.sock", 1, 64, skills={})
    (folder / "link").symlink_to(shared)
    with pytest.raises(BadSocketPath):
        serve(folder / "link" / "host.sock", 1, 64, skills={})


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x01",
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack("!BI", 1, 2**32 - 1),
        struct.pack("!BI", 9, 2) + b"{}",
        struct.pack("!BI", 1, 2) + b"{}",
        struct.pack("!BI", 1, 2) + b"[]",
        struct.pack("!BI", 1, 4) + b"\xff\xfe{}",
        struct.pack("!BI", 1, 60) + b'{"skill":1,"inputs":[1],"settings":null,"deadline":"soon"}  ',
    ],
)
def test_foreign_bytes_cost_nothing(host: Host, sent: bytes) -> None:
    pids = host.hosts()
    for _ in range(4):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(host.socket))
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(5)
            # A peer that closes with bytes unread resets: to the caller both mean that it hung up.
            with suppress(ConnectionResetError):
                assert connection.recv(10) == b""
    assert host.works()
    assert host.hosts() == pids


def test_a_caller_that_says_nothing_does_not_stop_others(host: Host) -> None:
    silent = []
    for _ in range(host.count - 1):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(host.socket))
        silent.append(connection)
    time.sleep(0.1)
    assert host.works()
    for connection in silent:
        connection.close()


def test_a_killed_idle_host_is_replaced(host: Host) -> None:
    for pid in host.hosts():
        os.kill(pid, signal.SIGKILL)
    assert host.works()
    assert comes_true(lambda: len(host.hosts()) == host.count)
