"""Can a skill reach the keys, when its host runs under the account that owns them?"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bangban.skillhost import isolation
from bangban.skillhost.problems import SkillFailed
from tests.integration.skillhost.conftest import Host, comes_true, is_alive

SECRET = "a key nobody but the executor holds"


@pytest.fixture
def keys(folder: Path) -> Path:
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    (keys / "executor.key").write_text(SECRET)
    (folder / "bangban.toml").write_text('database.url = "postgresql://owner:secret@localhost/bangban"')
    (folder / "readable.txt").write_text("open")
    return keys


@pytest.fixture
def closed(folder: Path, keys: Path) -> Iterator[Host]:
    running = Host(folder, hidden=(keys, folder / "bangban.toml", folder / "not-there"))
    yield running
    running.stop()


def test_keys_and_secrets_are_empty_for_a_skill(closed: Host, keys: Path) -> None:
    if b"cannot be kept from them" in closed.log.read_bytes():
        pytest.skip("this kernel allows no user namespaces: hosts need an account of their own")
    assert closed.call("read_file", path=str(keys))["content"]["found"] == []
    assert closed.call("read_file", path=str(keys.parent / "bangban.toml"))["content"]["found"] == ""
    assert closed.call("read_file", path=str(keys.parent / "readable.txt"))["content"]["found"] == "open"
    with pytest.raises(SkillFailed):
        closed.call("read_file", path=str(keys / "executor.key"))
    assert (keys / "executor.key").read_text() == SECRET


def test_a_skill_cannot_undo_it(closed: Host, keys: Path) -> None:
    if b"cannot be kept from them" in closed.log.read_bytes():
        pytest.skip("this kernel allows no user namespaces: hosts need an account of their own")
    for _ in range(3):
        tried = closed.call("take_mounts_off", path=str(keys))["content"]
        assert tried["found"] == []
        assert tried["tried"][0] == -1
        assert tried["tried"][2] == -1


def test_a_skill_cannot_look_into_other_processes_of_the_account(closed: Host) -> None:
    if b"cannot be kept from them" in closed.log.read_bytes():
        pytest.skip("this kernel allows no user namespaces: hosts need an account of their own")
    found = closed.call("look_into", pid=os.getpid())["content"]
    assert set(found.values()) <= {"Permission denied", "Operation not permitted"}


def test_a_skill_without_a_network_reaches_neither_a_port_nor_another_machine(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        alone = Host(folder, offline=True)
        try:
            if b"keep the network" in alone.log.read_bytes():
                pytest.skip(
                    "this kernel allows no network namespaces: let the service manager close the network"
                )
            told = alone.call("call_out", port=listener.getsockname()[1])["content"]["told"]
        finally:
            alone.stop()
        assert told == ["Network is unreachable"] * 2
        with socket.create_connection(listener.getsockname()):
            listener.accept()[0].close()


def test_where_a_network_of_its_own_is_refused_the_keys_are_hidden_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def unshare(flags: int) -> int:
        asked.append(flags)
        return -1 if flags & isolation._CLONE_NEWNET else 0

    monkeypatch.setattr(isolation, "libc", SimpleNamespace(unshare=unshare))
    isolation._leave(offline=True)
    kept = isolation._CLONE_NEWUSER | isolation._CLONE_NEWNS
    assert asked == [kept | isolation._CLONE_NEWNET, kept]


def test_everything_else_works_as_before(closed: Host) -> None:
    assert closed.works()
    pids = closed.hosts()
    os.kill(pids[0], signal.SIGKILL)
    assert comes_true(lambda: len(closed.hosts()) == closed.count)
    closed.process.kill()
    assert comes_true(lambda: not any(is_alive(pid) for pid in pids))
