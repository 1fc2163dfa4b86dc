"""Does one bad file cost that file only, whether it hangs, kills its process or eats the memory?"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from bangban.skills.documents.batch import Job, pool, work_through

PROGRAM = """
import json, os, signal, sys, time
from bangban.skills.documents.batch import tasks, worker
def act(what):
    if what == "hang": time.sleep(60)
    if what == "die": os.kill(os.getpid(), signal.SIGSEGV)
    if what == "leave": sys.exit(3)
    if what == "raise": raise KeyError("nonsense")
    if what == "eat": return {"size": len(bytearray(3_000_000_000))}
    if what == "chatter": print("noise", flush=True); os.system("echo noise")
    if what == "big": return {"text": "字" * 2_000_000}
    if what == "tell":
        for page in (1, 2): tasks._tell(page, 2); time.sleep(0.6)
    return {"did": what, "by": os.getpid()}
tasks.TASKS = {"act": act}
worker.main()
"""
Act = Callable[..., dict[str, dict[str, object]]]


@pytest.fixture
def act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Act:
    """Work through jobs with workers that do what a job's name says."""
    program = tmp_path / "worker.py"
    program.write_text(textwrap.dedent(PROGRAM))
    monkeypatch.setattr(pool, "WORKER", [sys.executable, str(program)])

    def call(*names: str, workers: int = 2, seconds: float = 20) -> dict[str, dict[str, object]]:
        jobs = [Job(name, "act", {"what": name.split(".")[0]}) for name in names]
        return {
            job.name: answer
            for job, answer in work_through(jobs, workers=workers, seconds=seconds, megabytes=1000)
        }

    return call


def code(answer: dict[str, object]) -> object:
    return answer["error"]["code"]  # type: ignore[index]


def test_every_job_is_answered_by_as_many_processes_as_asked_for(act: Act) -> None:
    answers = act(*(f"work.{number}" for number in range(40)))
    assert len(answers) == 40
    assert {answer["did"] for answer in answers.values()} == {"work"}
    assert 1 <= len({answer["by"] for answer in answers.values()}) <= 2


def test_a_crash_costs_one_file(act: Act) -> None:
    names = ["work.1", "die", "work.2", "leave", "raise", "eat", "work.3", "chatter", "big", "work.4"]
    answers = act(*names, workers=1)
    assert list(answers) == names
    for name in ("die", "leave", "raise", "eat"):
        assert code(answers[name]) == "document_crashed", name
    assert "KeyError" in str(answers["raise"])
    assert "MemoryError" in str(answers["eat"])
    assert answers["chatter"]["did"] == "chatter"
    assert len(str(answers["big"]["text"])) == 2_000_000
    assert all("did" in answers[f"work.{number}"] for number in (1, 2, 3, 4))


def test_what_hangs_is_stopped_and_the_rest_goes_on(act: Act) -> None:
    answers = act("work.1", "hang", "work.2", "work.3", seconds=2)
    assert code(answers["hang"]) == "document_took_too_long"
    assert {answers[f"work.{number}"]["did"] for number in (1, 2, 3)} == {"work"}


def test_a_file_says_how_far_it_is_and_may_be_ended_over_it(act: Act) -> None:
    heard: list[tuple[int, int]] = []
    job = Job("long", "act", {"what": "tell"}, told=lambda page, pages: heard.append((page, pages)))
    [(_, answer)] = work_through([job], workers=1, seconds=20)
    assert answer["did"] == "tell"
    assert set(heard) >= {(1, 2), (2, 2)}
    assert heard == sorted(heard)

    def enough(page: int, pages: int) -> None:
        if page:
            raise KeyboardInterrupt

    working = pool.Pool(1, 20)
    with pytest.raises(KeyboardInterrupt):
        list(work_through([Job("long", "act", {"what": "tell"}, told=enough)], pool=working))
    assert working.workers == []


def test_leaving_early_leaves_no_process_behind(act: Act, tmp_path: Path) -> None:
    import os

    running = work_through([Job(f"work.{number}", "act", {"what": "work"}) for number in range(9)], workers=1)
    _, answer = next(running)
    running.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(answer["by"])), 0)


def test_without_jobs_nothing_is_started(act: Act) -> None:
    assert act() == {}
