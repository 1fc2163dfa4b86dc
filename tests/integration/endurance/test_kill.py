"""Is anything lost or done twice when processes are killed at any moment under load?"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.support.installation import COMMAND, Installation, children, is_alive, until

LETTER = "临江区青枫街道梧桐苑小区{number}号楼的电梯坏了{number}天，老人上不了楼，请尽快维修。"
ROUNDS = 3 if os.environ.get("LONG") else 1

DECIDER = """
import sys, time
from django.db import OperationalError
from bangban.agencies.models import Officer
from bangban.governance.decide import Verdict, decide, latest_proposal
from bangban.governance.models import Case
from bangban.errors import Problem
officer = Officer.objects.get(username="zhouwenjing")
while True:
    for case in Case.objects.filter(status="waiting", agency=officer.agency).order_by("?")[:5]:
        try:
            made = decide(case, officer, Verdict("accept", latest_proposal(case).digest))
        except (Problem, OperationalError):
            continue
        print(made.pk.hex, flush=True)
    time.sleep(0.05)
"""


class Load:
    """Messages come in and are decided, as fast as the machine allows; what was acknowledged is remembered."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.taken: list[str] = []
        self.decided: list[str] = []
        self.answers: set[int] = set()
        self._over = threading.Event()

    def post(self, name: str) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            key = f"{name}-{number}"
            while not self._over.is_set():
                try:
                    answer = self.installation.post(key, LETTER.format(number=number), timeout=30)
                except requests.RequestException:
                    time.sleep(0.1)
                    continue
                self.answers.add(answer.status_code)
                if answer.status_code == 201:
                    self.taken.append(key)
                    break
                time.sleep(0.1)

    def note(self, stream: Iterator[str]) -> None:
        for line in stream:
            self.decided.append(line.strip())

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        decider = self.installation.script(DECIDER)
        assert decider.stdout is not None
        threads = [threading.Thread(target=self.post, args=(f"{name}{number}",)) for number in range(3)]
        threads.append(threading.Thread(target=self.note, args=(decider.stdout,)))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            decider.kill()
            decider.wait()
            for thread in threads:
                thread.join()


def more(load: Load, what: str) -> None:
    """Wait until the installation took further messages and decisions: it works again."""
    taken, decided = len(load.taken), len(load.decided)
    until(lambda: len(load.taken) > taken + 2 and len(load.decided) > decided, f"work goes on after {what}")


def check(installation: Installation, load: Load) -> None:
    pending = "SELECT count(*) FROM governance_decision WHERE state = 'pending'"
    until(lambda: installation.rows(pending) == [(0,)], "every decision brought to its end")
    cases = dict(installation.rows("SELECT source_key, count(*) FROM governance_case GROUP BY 1"))
    agency = installation.rows("SELECT id FROM agencies_agency WHERE code = 'hotline'")[0][0]
    assert [key for key in load.taken if cases.get(f"api:{agency}:{key}") != 1] == []
    states = dict(installation.rows("SELECT id, state FROM governance_decision"))
    assert [one for one in load.decided if states.get(one) != "done"] == []
    assert (
        installation.rows("SELECT count(*) FROM governance_effect GROUP BY decision_id HAVING count(*) > 1")
        == []
    )
    assert (
        installation.rows(
            "SELECT 1 FROM governance_effect WHERE state = 'done' GROUP BY case_id HAVING count(*) > 1"
        )
        == []
    )
    assert installation.rows("SELECT 1 FROM hotline_workorder GROUP BY case_id HAVING count(*) > 1") == []
    # The demo's documents are handed out by effects of another kind.
    made = "SELECT count(*) FROM governance_effect WHERE state = 'done' AND kind = 'workorder.create'"
    effects = installation.rows(made)[0][0]
    assert installation.rows("SELECT count(*) FROM hotline_workorder")[0][0] >= effects
    assert load.answers <= {201, 503}, "an answer is yes or try again, never a failure"
    assert installation.ledger_is_sound()


def test_kill_9_of_any_process_under_load_loses_nothing_and_does_nothing_twice(running: Installation) -> None:
    load = Load(running)
    with load.on("kill"):
        more(load, "the start")
        for _ in range(ROUNDS):
            for names in (("executor",), ("host",), ("web",), ("executor", "host", "web", "worker")):
                before = {pid for name in names for pid in running.pids(name)}
                assert all(running.pids(name) for name in names), f"no process of {names} to kill"
                assert running.kill(*names) >= len(names)
                until(lambda gone=before: not any(map(is_alive, gone)), f"{names} are dead")
                until(
                    lambda which=names: all(running.pids(name) for name in which), f"{names} were restarted"
                )
                running.wait()
                more(load, f"kill -9 of {', '.join(names)}")
    check(running, load)


def test_a_killed_supervisor_leaves_nothing_behind_and_a_new_one_goes_on(running: Installation) -> None:
    load = Load(running)
    with load.on("orphan"):
        more(load, "the start")
        assert running.supervisor is not None
        family = children(running.supervisor.pid)
        assert len(family) >= 5
        os.kill(running.supervisor.pid, signal.SIGKILL)
        running.supervisor.wait()
        until(lambda: not any(map(is_alive, family)), "no process outlives its supervisor", 30)
        running.start()
        more(load, "a new start")
    check(running, load)


def test_two_executors_do_each_decision_once_and_one_is_enough(running: Installation) -> None:
    command = [*COMMAND, "process", "executor"]
    second = subprocess.Popen(command, env={**running.environment, "BANGBAN_PROCESS": "executor"})
    load = Load(running)
    try:
        with load.on("two"):
            more(load, "the start")
            more(load, "two executors at work")
            second.kill()
            second.wait()
            more(load, "kill -9 of the second")
        check(running, load)
    finally:
        second.kill()
        second.wait()


def test_the_stop_button_holds_within_a_second_under_load(running: Installation) -> None:
    stop = """
from bangban.agencies.models import Officer
from bangban.governance.stops import lift_stop, set_stop
import time
guardian = Officer.objects.get(username="zhangmin")
stop = set_stop(guardian, "everything", "endurance")
print("set", flush=True)
time.sleep(14)
"""
    load = Load(running)
    with load.on("stop"):
        more(load, "the start")
        script = running.script(stop)
        assert script.stdout is not None
        assert script.stdout.readline() == "set\n"
        pulled = time.monotonic()
        taken, effects = len(load.taken), "SELECT count(*), max(ran_at) FROM governance_effect"
        time.sleep(max(0.0, pulled + 1.0 - time.monotonic()))
        then = running.rows(effects)
        assert then[0][0] > 0
        while time.monotonic() - pulled < 10:
            assert running.rows(effects) == then, (
                f"an effect {time.monotonic() - pulled:.1f} s after the stop"
            )
            time.sleep(0.25)
        # Messages went on coming meanwhile, and the brake was why none of them had an effect.
        assert len(load.taken) > taken
        assert running.rows("SELECT count(*) FROM governance_case WHERE refusal = 'stopped'")[0][0] > 0
        script.wait(60)


@pytest.mark.parametrize("size", [50_000_000])
def test_a_message_of_50_megabytes_is_refused_clearly(running: Installation, size: int) -> None:
    answer = running.post("huge", "灯" * (size // 3))
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"]
    form = requests.post(f"{running.url}/ask/", {"text": "灯" * (size // 3)}, timeout=60)
    assert 400 <= form.status_code < 500
    assert running.post("small", "路灯坏了").status_code == 201
