"""What does a process of the pool do? Read a job, do it, answer; one JSON line each, until there is no more to read."""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import IO, Any

from bangban.errors import Problem
from bangban.skills.documents.batch import tasks
from bangban.skills.documents.batch.problems import DocumentCrashed


def limit_memory(megabytes: int) -> None:
    """Let this process, and what it starts, have so much memory and no more, where the system can."""
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    size = megabytes * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(
        resource.RLIMIT_DATA, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard)
    )


def answer(line: bytes) -> dict[str, Any]:
    """Do one job. What is wrong with a file is an answer too, and so is what is wrong with us."""
    job = json.loads(line)
    try:
        return tasks.TASKS[job["task"]](**job["given"])
    except Problem as problem:
        return {"error": problem.as_dict()}
    except Exception as error:
        traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"[:200]
        return {"error": DocumentCrashed(name=job["given"].get("path", ""), reason=reason).as_dict()}


def _say(out: IO[bytes], what: dict[str, Any]) -> None:
    out.write(json.dumps(what, ensure_ascii=False).encode() + b"\n")
    out.flush()


def main() -> None:
    limit_memory(int(sys.argv[1]))
    # Whatever a library prints must not stand among the answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    out.write(b"\n")
    out.flush()
    if make_ready := tasks.READY.get(sys.argv[2]):
        make_ready()
    tasks.tell_to(lambda page, pages: _say(out, {"told": [page, pages]}))
    for line in sys.stdin.buffer:
        _say(out, answer(line))


if __name__ == "__main__":
    main()
