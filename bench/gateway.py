"""What does the gateway add, take and let out? Beside LiteLLM's proxy from PyPI, before the same upstream.

Run: make bench-gateway   (LONG=1: 1,000 streams for ten minutes; --only latency,saturation,... for a part)

The gateway has one core for itself, clients and upstream share the other. Times are what a client sees, less what the same
request takes without a gateway between. On a shared machine they say little, and the calibration beside them how much, unless the
bench goes before everything else there (--first, as root): then the two cores are its own.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import gateway_world as world
from bench.district import calibration, cpu_seconds, memory_mb
from bench.gateway_faults import matrix
from bench.gateway_masking import leaks, speed
from tests.support.gateway_process import Served, make_home, make_key, used_of

LATE = {"seconds": 0.5}
TALK = {"seconds": 0.1, "chunks": 10, "pause": 0.02}


class Bench:
    """One run: a folder, a home, an upstream."""

    def __init__(self, folder: Path, stack: ExitStack, *, long: bool) -> None:
        self.folder, self.long = folder, long
        self.upstream = stack.enter_context(world.upstream(folder))
        self.home, self.key = make_home(folder)

    @property
    def file(self) -> str:
        """gateway.yaml with one provider outside: every call is masked."""
        url = f"http://127.0.0.1:{self.upstream}/v1"
        return (
            f"providers:\n  - {{name: cloud, kind: openai, base_url: {url}, models: [m], place: outside}}\n"
            "routes:\n  - {model: chat, try: [cloud/m]}\n"
        )

    def job(self, served: Served | None, way: str, **more: Any) -> dict[str, Any]:
        port, key = (served.port, served.key) if served else (self.upstream, "x")
        return {
            "way": way,
            "port": port,
            "key": key,
            "model": "chat",
            "personal": True,
            "upstream": self.upstream,
            **more,
        }

    def ours(self) -> Any:
        return world.ours(self.folder, self.home, self.key, self.file)

    # ── parts ──

    def masking(self) -> None:
        """Speed of masking on one core."""
        for name, rate in speed().items():
            print(f"  {name:<44} {rate:7.1f} MB/s")

    def leakage(self) -> None:
        """Personal numbers that leave, of 10,000 prompts."""
        count, leaked, restored = leaks(10_000)
        print(f"  {count} prompts: {leaked} leaked, {count - restored} answers not restored")

    def quota(self) -> None:
        """Overruns of a key's day, with 200 callers at once."""
        most, per_call = 20_000, 32
        key, number = make_key(self.home, most)
        with self.ours() as served:
            own = Served(served.name, served.port, key, served.pid)
            found = world.load(self.job(own, "closed", clients=200, seconds=6, max_tokens=100))
        # The gateway has ended: what it used is settled.
        settled = used_of(self.home, number)
        received = found["answered"] * per_call
        over = max(0, received - most, settled - most)
        print(
            f"  {most} tokens: {found['answered']} calls answered, {found['failed']} refused, {received} tokens received,"
            f" {settled} settled, {over} beyond"
        )

    def latency(self) -> None:
        """Added by the gateway: 100 requests/s, an upstream that answers after 500 ms; and to the first token."""
        rate, seconds = 100, 20 if self.long else 8
        bare = _times(world.load(self.job(None, "open", rate=rate, seconds=seconds, how=LATE)))
        bare_first = _times(
            world.load(self.job(None, "open", rate=rate, seconds=seconds, how=TALK, stream=True))
        )
        with self.ours() as served:
            self._added(served, rate, seconds, bare, bare_first)
        with world.rival(self.folder, self.upstream) as served:
            # At a rate it can hold: an open loop beyond that measures the queue.
            self._added(served, 5, seconds, bare, bare_first)

    def _added(
        self, served: Served, rate: int, seconds: int, bare: list[float], bare_first: list[float]
    ) -> None:
        world.load(self.job(served, "closed", clients=4, seconds=3))
        found = world.load(self.job(served, "open", rate=rate, seconds=seconds, how=LATE))
        times = _times(found)
        first = world.load(self.job(served, "open", rate=rate, seconds=seconds, how=TALK, stream=True))
        print(
            f"  {served.name:<18} {rate:4d}/s  median {_ms(_middle(times) - _middle(bare))}  p99 {_ms(_late(times) - _late(bare))}"
            f"  (against the bare median {_ms(_late(times) - _middle(bare))})"
            f"  first token {_ms(_middle(_times(first)) - _middle(bare_first))}  failed {found['failed'] + first['failed']}"
        )  # fmt: skip

    def saturation(self) -> None:
        """Requests a second of one core."""
        seconds, found = 16 if self.long else 8, {}
        makers: list[Callable[[], Any]] = [
            self.ours,
            lambda: world.ours_stripped(self.folder, self.upstream),
            lambda: world.rival(self.folder, self.upstream),
        ]
        for make in makers:
            with make() as served:
                world.load(self.job(served, "closed", clients=8, seconds=4))
                before, began = cpu_seconds(served.pid), time.perf_counter()
                result = world.load(self.job(served, "closed", clients=32, seconds=seconds))
                used = (cpu_seconds(served.pid) - before) / (time.perf_counter() - began)
                # What it would be of a whole core, where something else takes part of it.
                found[served.name] = result["rate"] / max(used, 0.01)
                print(
                    f"  {served.name:<18} {result['rate']:8.1f} requests/s, failed {result['failed']}, of a core {used:.0%}:"
                    f" {found[served.name]:.0f} a second of CPU"
                )
        rival = found["LiteLLM"]
        print(
            f"  × LiteLLM: {found['Bangban'] / rival:.1f} with everything on, {found['Bangban, stripped'] / rival:.1f} stripped"
        )

    def streams(self) -> None:
        """Memory of 1,000 streams at a time in one process."""
        chunks = 600 if self.long else 25
        with self.ours() as served:
            world.load(self.job(served, "closed", clients=8, seconds=3))
            idle, most = memory_mb(served.pid), []
            how = {"chunks": chunks, "pause": 1.0}
            with world.loading(
                self.job(served, "streams", clients=1000, stream=True, how=how, max_tokens=100_000)
            ) as result:
                while result.poll() is None:
                    most.append(memory_mb(served.pid))
                    time.sleep(1)
            third = max(1, len(most) // 3)
            print(
                f"  1,000 streams: {max(most):.0f} MB at most (idle {idle:.0f}), {statistics.mean(most[third:-third] or most):.0f} MB in the"
                f" middle, {world.result_of(result)['failed']} failed"
            )

    def hanging_up(self) -> None:
        """From a client's hanging up until its upstream is free."""
        with self.ours() as served:
            job = self.job(served, "hang up", clients=20, stream=True, how={"chunks": 5000, "pause": 0.02})
            times = _times(world.load(job))
            print(f"  median {_ms(_middle(times))}, at most {_ms(times[-1])} of {len(times)}")

    def faults(self) -> None:
        """What a caller sees and what is charged, for each fault of the upstream (max_tokens 50)."""
        print(
            f"  {'fault':<10} {'':6} {'seconds':>7} {'tokens':>6}  what the caller sees  |  with another provider behind"
        )
        for seen in matrix(self.folder, self.home, self.key):
            way = "stream" if seen.stream else "whole"
            print(
                f"  {seen.fault:<10} {way:<6} {seen.seconds:7.1f} {seen.charged:6d}  {seen.said}  |  {seen.with_another}"
            )


def _times(found: dict[str, Any]) -> list[float]:
    return sorted(found["times"])


def _middle(times: list[float]) -> float:
    return statistics.median(times)


def _late(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.99))]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


PARTS = ("masking", "leakage", "quota", "hanging_up", "latency", "saturation", "streams", "faults")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--long", action="store_true", help="ten minutes of streams, longer loops")
    parser.add_argument(
        "--first", action="store_true", help="go before everything else on a shared machine (needs root)"
    )
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas: %(default)s")
    options = parser.parse_args()
    if options.first:
        # Whatever is started from here on goes first as well.
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        bench = Bench(Path(folder), stack, long=options.long)
        print(
            f"calibration {calibration():.2f} s (0.15 on the reference machine); LiteLLM {world.rival_version()}"
        )
        for part in options.only.split(","):
            measure = getattr(bench, part)
            print(f"\n{part.replace('_', ' ')}: {measure.__doc__.split('.')[0]}", flush=True)
            measure()
        print(f"\ncalibration {calibration():.2f} s")


if __name__ == "__main__":
    main()
