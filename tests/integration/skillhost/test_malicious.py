"""Does a bad skill cost its own request only? Each tries; afterwards an ordinary call must still answer."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bangban.errors import Problem
from bangban.skillhost.problems import FrameTooLarge, SkillCrashed, SkillFailed, SkillTimeout
from tests.integration.skillhost.conftest import Host, comes_true, is_alive, started_by


def test_an_ordinary_call_answers(host: Host) -> None:
    result = host.call("echo", settings={"top": 2}, say="楼道灯坏了")
    assert result["content"]["said"] == "楼道灯坏了"
    assert result["content"]["settings"] == {"top": 2}
    assert result["evidence"] == []
    assert result["path"] == "rules"


@pytest.mark.parametrize(
    ("skill", "reason"),
    [
        ("fail", "RuntimeError"),
        ("refuse", "bad_input"),
        ("not_json", "not_json"),
        ("nan", "not_json"),
        ("deep", "not_json"),
        ("nothing", "not_a_result"),
        ("huge", "too_large"),
        ("eat", "out_of_memory"),
        ("eat_slowly", "out_of_memory"),
        ("open_files", "OSError"),
        ("say_goodbye", "SystemExit"),
        ("no_such_skill", "unknown_skill"),
    ],
)
def test_a_failing_skill_answers_with_its_reason(host: Host, skill: str, reason: str) -> None:
    with pytest.raises(SkillFailed) as failed:
        host.call(skill, say="身份证号")
    assert failed.value.reason == reason
    assert host.works()


@pytest.mark.parametrize("skill", ["leave", "segfault", "fork_and_crash", "close_all"])
def test_a_crashing_skill_is_told_apart(host: Host, skill: str) -> None:
    with pytest.raises(SkillCrashed):
        host.call(skill, 60.0)
    assert host.works()


@pytest.mark.parametrize("skill", ["hang", "start_program", "multiply"])
def test_a_hanging_skill_ends_at_its_deadline(host: Host, skill: str) -> None:
    begun = time.monotonic()
    with pytest.raises(SkillTimeout):
        host.call(skill, 0.5)
    assert time.monotonic() - begun > 0.4
    assert host.works()
    assert comes_true(lambda: len(host.hosts()) == host.count)
    assert comes_true(lambda: all(not started_by(pid) for pid in host.hosts()))


def test_all_hosts_hang_and_are_replaced(host: Host) -> None:
    def hang(_: int) -> type[Problem]:
        with pytest.raises(SkillTimeout) as timeout:
            host.call("hang", 0.5)
        return timeout.type

    with ThreadPoolExecutor(6) as callers:
        assert list(callers.map(hang, range(6))) == [SkillTimeout] * 6
    assert host.works()


def test_what_a_skill_prints_reaches_no_log(host: Host) -> None:
    assert host.call("flood")["content"]["flooded"] is True
    with pytest.raises(SkillFailed) as failed:
        host.call("fail", say="a resident's words")
    with pytest.raises(SkillCrashed):
        host.call("leave", code=7)
    assert comes_true(lambda: b"ended with 7" in host.log.read_bytes())
    assert "resident" not in host.log.read_text()
    assert "resident" not in str(failed.value) + str(failed.value.__context__) + str(failed.value.__cause__)


def test_a_fork_that_returns_answers_once(host: Host) -> None:
    for _ in range(5):
        assert host.call("fork_both_return")["content"]["pid"]
    assert comes_true(lambda: len(host.hosts()) == host.count)
    assert host.works()


@pytest.mark.parametrize("escape", [False, True])
def test_what_a_skill_leaves_behind_is_ended(host: Host, escape: bool) -> None:
    left = host.call("fork_and_hang", escape=escape)["content"]
    assert comes_true(lambda: not is_alive(left["child"]))
    assert comes_true(lambda: not is_alive(left["pid"])), "a host with leftovers must be replaced"
    assert host.works()


def test_a_thread_left_behind_replaces_the_host(host: Host) -> None:
    pid = host.call("leave_thread")["content"]["pid"]
    assert comes_true(lambda: not is_alive(pid))
    assert host.works()


def test_fifty_callers_at_once_while_skills_crash(host: Host) -> None:
    def one(number: int) -> str:
        skill = ("echo", "echo", "leave", "fail", "echo")[number % 5]
        try:
            return str(host.call(skill, 20.0, say=number)["content"]["said"])
        except (SkillFailed, SkillCrashed) as problem:
            return problem.code

    with ThreadPoolExecutor(50) as callers:
        answers = list(callers.map(one, range(200)))
    expected = {2: "skill_crashed", 3: "skill_failed"}
    assert answers == [expected.get(number % 5, str(number)) for number in range(200)]


def test_a_killed_host_costs_its_own_request(host: Host) -> None:
    outcomes: dict[str, object] = {}

    def slow(name: str) -> None:
        try:
            outcomes[name] = host.call("sleep", 5.0, seconds=1.0)["content"]["pid"]
        except SkillCrashed as problem:
            outcomes[name] = problem.code

    threads = [threading.Thread(target=slow, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    time.sleep(0.4)
    victim = host.hosts()[0]
    os.kill(victim, signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert "skill_crashed" in outcomes.values()
    assert any(isinstance(outcome, int) and outcome != victim for outcome in outcomes.values())


def test_inputs_too_large_are_refused_before_sending(host: Host) -> None:
    with pytest.raises(FrameTooLarge):
        host.call("echo", say="x" * (9 << 20))
    assert len(host.call("echo", 10.0, say="好" * (2 << 20))["content"]["said"]) == 2 << 20


def test_a_host_has_its_limits(host: Host) -> None:
    facts = host.call("facts")["content"]
    assert facts["master"] == host.process.pid
    assert "NoNewPrivs:\t1" in facts["status"]
    limits = {line[:26].strip(): line[26:].split()[:2] for line in facts["limits"].splitlines()}
    assert limits["Max core file size"] == ["0", "0"]
    assert limits["Max open files"] == ["256", "256"]
    assert limits["Max address space"][1].isdigit()
