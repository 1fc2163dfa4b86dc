"""Who works on which file, and what if a worker hangs or dies? Processes of our own, one file at a time each.

A worker is a program that says an empty line when it is up, then reads jobs and writes answers, one JSON line each; before
an answer it may say how far it is ({"told": [page, pages]}). Nothing is shared with it, so that its
end costs the file it was at and no other.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bangban.skills.documents.batch.problems import DocumentCrashed, DocumentTookTooLong

SECONDS = 120.0
"""A page-long document takes 20 ms, 300 pages 2 s, an old Word file through LibreOffice some seconds."""
START_SECONDS = 60.0
"""The longest a worker may take to come up."""
MEGABYTES = 1500
WORKER = [sys.executable, "-m", "bangban.skills.documents.batch.worker"]
TICK = 0.25


@dataclass(frozen=True, slots=True)
class Job:
    """One file's work: `task` names a function of `batch.tasks`, `given` are its arguments."""

    name: str
    task: str
    given: dict[str, Any] = field(default_factory=dict)
    told: Callable[[int, int], None] | None = field(default=None, compare=False)
    """Called with (page, pages) when its file gets on, and again every moment; what it raises ends all the work."""


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    job: Job | None = None
    began: float = 0.0
    heard: bytearray = field(default_factory=bytearray)
    page: tuple[int, int] = (0, 0)
    ready: bool = False
    """Whether it has said that it is up; until then the time is its own, not the file's."""


def work_through(
    jobs: Iterable[Job],
    *,
    workers: int = 0,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    pool: Pool | None = None,
) -> Iterator[tuple[Job, dict[str, Any]]]:
    """Yield each job with its answer, in the order they are done. A job that failed has {"error": {…}}.

    Args:
        workers: processes; 0 for one a core.
        seconds: the longest one file may take.
        megabytes: the most memory one process may take.
        pool: one that was begun before, instead of all these; it is closed in the end.
    """
    waiting = iter(jobs)
    pool = pool or Pool(workers, seconds, megabytes)
    try:
        yield from pool.run(waiting)
    finally:
        pool.close()


class Pool:
    """The processes, at most `workers` of them; 0 for one a core."""

    def __init__(self, workers: int = 0, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self.size, self.seconds, self.megabytes = workers or os.cpu_count() or 1, seconds, megabytes
        self.ready_for = ""
        self.selector = selectors.DefaultSelector()
        self.workers: list[_Worker] = []

    def begin(self, jobs: int, task: str) -> None:
        """Start processes for so many jobs of one task, which come later: they make ready for it meanwhile."""
        self.ready_for = task
        for _ in range(min(self.size, jobs)):
            self._start()

    def run(self, waiting: Iterator[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        more = self._fill(waiting)
        while any(worker.job for worker in self.workers):
            for key, _ in self.selector.select(TICK):
                worker: _Worker = key.data
                job = worker.job
                answer = self._hear(worker)
                if answer is not None and job is not None:
                    if more:
                        more = self._fill(waiting)
                    yield job, answer
            for worker in self.workers:
                if worker.job is not None and worker.job.told is not None:
                    worker.job.told(*worker.page)
            for worker in [one for one in self.workers if one.job and self._late(one)]:
                late = worker.job
                self._end(worker)
                if more:
                    more = self._fill(waiting)
                if late is not None:
                    problem = DocumentTookTooLong(name=late.name, seconds=round(self.seconds))
                    yield late, {"error": problem.as_dict()}

    def _late(self, worker: _Worker) -> bool:
        return time.monotonic() - worker.began > self.seconds + (0 if worker.ready else START_SECONDS)

    def _fill(self, waiting: Iterator[Job]) -> bool:
        """Give every idle worker a job, starting workers while there are fewer than wanted; False when none is left."""
        while True:
            idle = next((one for one in self.workers if one.job is None), None)
            if idle is None and len(self.workers) >= self.size:
                return True
            job = next(waiting, None)
            if job is None:
                return False
            self._give(idle or self._start(), job)

    def _start(self) -> _Worker:
        # A group of its own, so that what it started (LibreOffice) ends with it.
        process = subprocess.Popen(  # noqa: S603 — our own program
            [*WORKER, str(self.megabytes), self.ready_for],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        worker = _Worker(process)
        self.workers.append(worker)
        assert process.stdout is not None  # noqa: S101 — asked for above
        os.set_blocking(process.stdout.fileno(), False)
        self.selector.register(process.stdout, selectors.EVENT_READ, worker)
        return worker

    def _give(self, worker: _Worker, job: Job) -> None:
        worker.job, worker.began, worker.page = job, time.monotonic(), (0, 0)
        line = json.dumps({"task": job.task, "given": job.given}, ensure_ascii=False).encode() + b"\n"
        try:
            assert worker.process.stdin is not None  # noqa: S101 — asked for when it was started
            worker.process.stdin.write(line)
            worker.process.stdin.flush()
        except BrokenPipeError:
            # It died between two jobs: its end of the pipe says so to `_hear` as well.
            worker.heard.clear()

    def _hear(self, worker: _Worker) -> dict[str, Any] | None:
        """The worker's answer when it is complete; None while it is not."""
        assert worker.process.stdout is not None  # noqa: S101 — asked for when it was started
        heard = worker.process.stdout.read()
        if heard is None:
            return None
        if not heard:
            job = worker.job
            # Its pipe is closed: it is leaving, and how says why.
            status = worker.process.wait()
            self._end(worker)
            return (
                {"error": DocumentCrashed(name=job.name, reason=f"exit {status}").as_dict()} if job else None
            )
        worker.heard += heard
        if not worker.heard.endswith(b"\n"):
            return None
        lines = bytes(worker.heard).splitlines()
        worker.heard.clear()
        if not worker.ready:
            worker.ready, worker.began = True, time.monotonic()
            lines.pop(0)
        for line in lines:
            said: dict[str, Any] = json.loads(line)
            if "told" not in said:
                worker.job = None
                return said
            worker.page = (said["told"][0], said["told"][1])
        return None

    def _end(self, worker: _Worker) -> None:
        """End a worker and what it started."""
        self.workers.remove(worker)
        self.selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
        worker.job = None
        try:
            os.killpg(worker.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            worker.process.kill()
        for pipe in (worker.process.stdin, worker.process.stdout):
            if pipe is not None:
                _close(pipe)
        worker.process.wait()

    def close(self) -> None:
        for worker in [*self.workers]:
            self._end(worker)
        self.selector.close()


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        # What was still to be written has no reader any more.
        return
