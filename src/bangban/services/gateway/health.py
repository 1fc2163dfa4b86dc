"""How do the models' providers fare? Watched by each gateway process, written down for the pages."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.utils import timezone

from bangban.llm.model import Outcome
from bangban.llm.routing import Health
from bangban.services.gateway.models import TargetHealth
from bangban.services.gateway.quota import process_name

EVERY = 5.0
FORGOTTEN = timedelta(hours=1)
"""What a process that ended has written is dropped after that."""
_SAMPLE = 50


@dataclass
class _Seen:
    calls: int = 0
    failed: int = 0
    last_problem: str = ""
    first: deque[float] = field(default_factory=lambda: deque(maxlen=_SAMPLE))


class Watch:
    """Looks at every call as it ends, and gives every five seconds what to write."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._seen: dict[str, _Seen] = {}
        self._written = 0.0

    def watch(self, outcome: Outcome) -> None:
        for failed in outcome.tried:
            target, _space, problem = failed.partition(" ")
            seen = self._seen.setdefault(target, _Seen())
            seen.calls, seen.failed, seen.last_problem = seen.calls + 1, seen.failed + 1, problem
        if outcome.target and outcome.outcome in ("ok", "cut"):
            seen = self._seen.setdefault(outcome.target, _Seen())
            seen.calls += 1
            if outcome.first_token is not None:
                seen.first.append(outcome.first_token)

    def due(self) -> Callable[[], None] | None:
        """What to run in the database's thread; None when it is not yet time."""
        now = time.monotonic()
        if now - self._written < EVERY:
            return None
        self._written = now
        rows = [self._row(target, seen, now) for target, seen in self._seen.items()]
        return lambda: _write(rows)

    def _row(self, target: str, seen: _Seen, now: float) -> TargetHealth:
        breaker = self._health.breakers.get(target)
        at = timezone.now()
        open_for = breaker.open_until - now if breaker and not breaker.allows(now) else 0.0
        return TargetHealth(
            process=process_name(),
            target=target[:200],
            failures=breaker.failures if breaker else 0,
            open_until=at + timedelta(seconds=open_for) if open_for > 0 else None,
            calls=seen.calls,
            failed=seen.failed,
            first_token_ms=round(median(seen.first) * 1000) if seen.first else None,
            last_problem=seen.last_problem[:60],
            at=at,
        )


def _write(rows: list[TargetHealth]) -> None:
    names = ["failures", "open_until", "calls", "failed", "first_token_ms", "last_problem", "at"]
    TargetHealth.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["process", "target"], update_fields=names
    )
    TargetHealth.objects.filter(at__lt=timezone.now() - FORGOTTEN).delete()
