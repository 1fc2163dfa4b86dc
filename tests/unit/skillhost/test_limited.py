"""Does a function that misbehaves cost only its own answer?"""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path

import pytest

from bangban.errors import BadInput
from bangban.skillhost.limited import LimitedFailed, LimitExceeded, run_limited
from tests.integration.skillhost.conftest import comes_true, is_alive
from tests.unit.skillhost import hostile


def run(function, *args, seconds: float = 10, memory_mb: int = 128):
    return run_limited(function, args, seconds=seconds, memory_mb=memory_mb)


def test_arguments_and_results_pass() -> None:
    assert run(hostile.add, 20, 22) == 42
    assert run(hostile.add, "帮", "办") == "帮办"
    assert run(hostile.add, [1], [None]) == [1, None]
    assert run(hostile.length, bytes(range(256)) * 4000) == 1_024_000
    assert run(hostile.talk) == "the answer"


@pytest.mark.parametrize("function", [hostile.hang, hostile.sleep])
def test_time_is_limited(function) -> None:
    with pytest.raises(LimitExceeded):
        run(function, seconds=1)


@pytest.mark.parametrize("function", [hostile.eat, hostile.huge])
def test_memory_and_answers_are_limited(function) -> None:
    with pytest.raises(LimitExceeded):
        run(function)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (hostile.fail, "RuntimeError"),
        (hostile.not_json, "TypeError"),
        (hostile.leave, "exit 0"),
        (hostile.open_many, "OSError"),
        (hostile.forge, "unknown_problem"),
    ],
)
def test_failures_carry_no_content(function, reason: str) -> None:
    with pytest.raises(LimitedFailed) as failed:
        run(function)
    assert failed.value.details["reason"] == reason


def test_a_problem_comes_back_as_itself() -> None:
    with pytest.raises(BadInput, match="第三页") as problem:
        run(hostile.refuse)
    assert type(problem.value) is BadInput


def test_nothing_is_written_and_no_secret_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_DATABASE_URL", "postgresql://owner:secret@localhost/bangban")
    assert not any("BANGBAN" in name for name in run(hostile.environment))
    with pytest.raises((LimitedFailed, LimitExceeded)):
        run(hostile.write, str(tmp_path / "file"))
    assert not (tmp_path / "file").exists() or (tmp_path / "file").stat().st_size == 0


def test_what_it_started_is_ended() -> None:
    with tempfile.TemporaryDirectory(prefix="bb-") as folder, socket.socket(socket.AF_UNIX) as told:
        told.bind(f"{folder}/told")
        told.listen()
        # Its child keeps the pipe open, so the answer never ends.
        with pytest.raises(LimitExceeded):
            run(hostile.hand_over, f"{folder}/told", seconds=2)
        child = int(told.accept()[0].recv(20))
    assert comes_true(lambda: not is_alive(child))
