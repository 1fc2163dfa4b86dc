"""Which target is asked next? By route and place, by health, then by weight: a table walked, not a plan kept."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bangban.llm.model import Call, Capability, Route, Target
from bangban.llm.places import may_go

FAILURES_TO_OPEN = 5
"""Failures in a row after which a target is left alone for a while."""
OPEN_SECONDS = 20.0
LONGEST_OPEN_SECONDS = 300.0


@dataclass
class Breaker:
    """Whether a target may be asked: closed, open until a moment, then one try at a time (half-open)."""

    failures: int = 0
    open_until: float = 0.0
    trying: bool = False
    waits: float = OPEN_SECONDS

    def allows(self, now: float) -> bool:
        return self.failures < FAILURES_TO_OPEN or (now >= self.open_until and not self.trying)

    def asked(self) -> None:
        self.trying = self.failures >= FAILURES_TO_OPEN

    def succeeded(self) -> None:
        self.failures, self.trying, self.waits = 0, False, OPEN_SECONDS

    def failed(self, now: float, retry_after: float = 0.0) -> None:
        self.failures += 1
        self.trying = False
        if retry_after:
            # The provider said when: nothing is gained by asking before.
            self.failures = max(self.failures, FAILURES_TO_OPEN)
            self.open_until = now + min(retry_after, LONGEST_OPEN_SECONDS)
        elif self.failures >= FAILURES_TO_OPEN:
            self.open_until = now + self.waits
            self.waits = min(self.waits * 2, LONGEST_OPEN_SECONDS)

    def left(self) -> None:
        """The try was given up from our side: it says nothing of the target."""
        self.trying = False


@dataclass
class Health:
    """The breakers of all targets, in this process."""

    clock: Callable[[], float] = time.monotonic
    breakers: dict[str, Breaker] = field(default_factory=dict)

    def of(self, target: Target) -> Breaker:
        return self.breakers.setdefault(target.name, Breaker())


def find_route(routes: Sequence[Route], call: Call) -> Route | None:
    """The route of the call's model: one for its scenario and agency before one for everybody."""
    fitting = [
        route
        for route in routes
        if route.model == call.model
        and (not route.scenarios or call.scenario in route.scenarios)
        and (not route.agencies or call.caller.agency_code in route.agencies)
    ]
    return max(fitting, key=lambda route: bool(route.scenarios) * 2 + bool(route.agencies), default=None)


def needed(call: Call) -> frozenset[Capability]:
    """What a target must be able to do for this request."""
    wanted: set[Capability] = set()
    if call.body.get("tools") or call.body.get("functions"):
        wanted.add("tools")
    if (call.body.get("response_format") or {}).get("type") in ("json_object", "json_schema"):
        wanted.add("json")
    messages = call.body.get("messages") or ()
    parts = (
        part
        for message in messages
        if isinstance(message.get("content"), list)
        for part in message["content"]
    )
    if any(part.get("type") == "image_url" for part in parts):
        wanted.add("vision")
    return frozenset(wanted)


def allowed(route: Route, call: Call) -> list[tuple[Target, ...]]:
    """The route's steps with only the targets where text of this class may go; [] when there is none."""
    steps = (tuple(t for t in step if may_go(call.data_class, t.provider.place)) for step in route.steps)
    return [step for step in steps if step]


def order(steps: Sequence[tuple[Target, ...]], health: Health, chance: random.Random) -> Iterator[Target]:
    """The targets to try, one after another; those whose breaker is open are passed over, and asked last of all."""
    shunned: list[Target] = []
    for step in steps:
        for target in _drawn(step, chance):
            if health.of(target).allows(health.clock()):
                yield target
            else:
                shunned.append(target)
    # When everything is shunned, asking is better than refusing without having asked.
    yield from shunned


def _drawn(step: tuple[Target, ...], chance: random.Random) -> list[Target]:
    """The targets of one step in a random order that favours the heavy ones (Efraimidis and Spirakis, 2006)."""
    if len(step) == 1:
        return list(step)
    return sorted(step, key=lambda target: chance.random() ** (1 / max(target.weight, 1e-9)), reverse=True)
