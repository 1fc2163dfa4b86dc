"""How does a test say "this must come to an end" without a stop-watch? Far beyond any machine's noise, it is a hang."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

CPU_SECONDS = 60.0
"""Of this process's own CPU, so that a busy machine changes nothing: hundreds of times what the work takes."""


@contextmanager
def patience(cpu_seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Fail the test, from inside the work, when the work has used so much CPU that it will not end."""

    def endless(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"no end after {cpu_seconds:.0f} s of CPU")

    before = signal.signal(signal.SIGPROF, endless)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
