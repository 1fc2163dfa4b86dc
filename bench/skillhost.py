"""What does a skill host cost? The same call through its host and in this process, and the ratio.

Run: `python bench/skillhost.py [--calls 500]`. Prints milliseconds and exits 1 when the median added by
the host is above 2 ms.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MOST_ADDED_MS = 2.0
MESSAGE = (
    "您好，我是临江区青枫街道梧桐苑小区的居民，3号楼电梯从上周五起停运，老人上下楼困难，请尽快维修。" * 4
)
DUTIES = [
    {
        "code": f"duty-{number}",
        "zh": "住宅小区电梯维修与物业管理" * 3,
        "keywords": ["电梯", "物业", "维修"] * 5,
    }
    for number in range(60)
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    calls = parser.parse_args().calls
    with tempfile.TemporaryDirectory(prefix="bb-") as folder:
        os.environ["BANGBAN_HOME"] = folder
        os.environ.setdefault("BANGBAN_LANGUAGE", "zh-hans")
        return measure(Path(folder), calls)


def measure(folder: Path, calls: int) -> int:
    from bangban.skillhost.client import call
    from bangban.skillhost.inprocess import run_with

    socket = folder / "host.sock"
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    master = context.Process(target=serve_bench, args=(socket, ready))
    master.start()
    if not ready.wait(30):
        sys.exit("the skill host did not start")
    find = bench_skills().__getitem__
    worst = 0.0
    try:
        print(
            f"{'skill':<22}{'in process':>12}{'through host':>14}{'added':>10}{'ratio':>8}{'p99':>10}   ms, median of {calls}"
        )
        for name, inputs in (("bench.echo", {"text": MESSAGE}), ("bench.reads", {"text": MESSAGE})):
            direct = times(calls, lambda n=name, i=inputs: run_with(find, n, i))
            hosted = times(calls, lambda n=name, i=inputs: call(n, i, deadline_seconds=10, address=socket))
            here, there = statistics.median(direct), statistics.median(hosted)
            p99 = sorted(hosted)[int(calls * 0.99) - 1]
            worst = max(worst, there - here)
            print(
                f"{name:<22}{here:>12.3f}{there:>14.3f}{there - here:>10.3f}{there / here:>8.2f}{p99:>10.3f}"
            )
    finally:
        master.terminate()
        master.join(10)
    print(
        f"added median {worst:.3f} ms, at most {MOST_ADDED_MS} ms: {'met' if worst <= MOST_ADDED_MS else 'MISSED'}"
    )
    return 0 if worst <= MOST_ADDED_MS else 1


def times(calls: int, action: Callable[[], Any]) -> list[float]:
    for _ in range(20):
        action()
    spent = []
    for _ in range(calls):
        begun = time.perf_counter()
        action()
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


def bench_skills() -> dict[str, Any]:
    from bangban.skillhost import sources
    from bangban.skills import Evidence, Result

    sources.register("bench.duties", lambda query: DUTIES, ttl_seconds=60)

    class Bench:
        version = "1"
        input_schema: dict[str, Any] = {}
        settings_schema: dict[str, Any] = {}

        def __init__(self, name: str, reads: bool) -> None:
            self.name, self.reads = name, reads

        def run(self, inputs: Any, context: Any) -> Result:
            duties = context.retrieve("bench.duties", {"area": "linjiang"}) if self.reads else ()
            hits = [duty for duty in duties for word in duty["keywords"] if word in inputs["text"]]
            evidence = tuple(
                Evidence("duty", hit["zh"], hit["code"], hit["zh"], 0, 9, 0.5) for hit in hits[:10]
            )
            return Result({"title": inputs["text"][:40]}, evidence, 0.9, "rules", {"hits": len(hits)})

    return {name: Bench(name, name.endswith("reads")) for name in ("bench.echo", "bench.reads")}


def serve_bench(socket: Path, ready: Any) -> None:
    from bangban.skillhost.server import serve

    serve(socket, 2, 512, ready.set, skills=bench_skills())


if __name__ == "__main__":
    sys.exit(main())
