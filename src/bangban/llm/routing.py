"""Which target is asked next? By route and place, by health, then by weight: a table walked, not a plan kept."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bangban.llm.errors import BadRequest
from bangban.llm.kinds import KINDS
from bangban.llm.model import Call, Capability, Route, Target
from bangban.llm.places import may_go

FAILURES_TO_OPEN = 5
"""Failures in a row after which a target is left alone for a while."""
OPEN_SECONDS = 5.0
LONGEST_OPEN_SECONDS = 120.0


@dataclass
class Breaker:
    """Whether a target may be asked: closed, open until a moment, then one try at a time (half-open)."""

    failures: int = 0
    open_until: float = 0.0
    trying: bool = False
    told: bool = False
    """The provider itself said how long: it is not asked before."""
    waits: float = OPEN_SECONDS

    def allows(self, now: float) -> bool:
        return self.failures < FAILURES_TO_OPEN or (now >= self.open_until and not self.trying)

    def allows_one(self) -> bool:
        """Whether one call may look, where nobody else is left to ask: better than refusing without having asked."""
        return not self.told and not self.trying

    def asked(self) -> None:
        self.trying = self.failures >= FAILURES_TO_OPEN

    def succeeded(self) -> None:
        self.failures, self.trying, self.told, self.waits = 0, False, False, OPEN_SECONDS

    def failed(self, now: float, retry_after: float = 0.0) -> None:
        self.failures += 1
        self.trying, self.told = False, bool(retry_after)
        if retry_after:
            # The provider said when: nothing is gained by asking before.
            self.failures = max(self.failures, FAILURES_TO_OPEN)
            self.open_until = now + min(retry_after, LONGEST_OPEN_SECONDS)
        elif self.failures >= FAILURES_TO_OPEN:
            self.open_until = now + self.waits
            self.waits = min(self.waits * 2, LONGEST_OPEN_SECONDS)

    def rests(self, now: float, seconds: float) -> None:
        """The provider asks for a pause, though nothing failed."""
        self.told = True
        self.failures = max(self.failures, FAILURES_TO_OPEN)
        self.open_until = max(self.open_until, now + seconds)

    def left(self) -> None:
        """The try was given up from our side: it says nothing of the target."""
        self.trying = False


@dataclass
class Health:
    """The breakers of all targets, in this process."""

    clock: Callable[[], float] = time.monotonic
    breakers: dict[str, Breaker] = field(default_factory=dict)

    running: Counter[str] = field(default_factory=Counter)
    """Calls under way at each provider."""

    def of(self, target: Target) -> Breaker:
        return self.breakers.setdefault(target.name, Breaker())

    def allows(self, target: Target) -> bool:
        return self.of(target).allows(self.clock())

    def has_room(self, target: Target) -> bool:
        most = target.provider.concurrent
        return not most or self.running[target.provider.name] < most

    def begins(self, target: Target) -> None:
        self.running[target.provider.name] += 1

    def ends(self, target: Target) -> None:
        self.running[target.provider.name] -= 1

    def soonest(self, targets: Iterable[Target]) -> tuple[float, bool]:
        """Seconds until the first of those of `targets` that are left alone may be asked again, and whether that is
        because it said so itself."""
        now = self.clock()
        waits = [(one.open_until - now, one.told) for one in map(self.of, targets) if not one.allows(now)]
        wait, told = min(waits, default=(0.0, False))
        return max(0.0, wait), told


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


_READABLE = frozenset({"text", "input_text", "refusal"})
"""Parts of a message that are text: the others are pictures, sound and files."""


def needed(call: Call) -> frozenset[Capability]:
    """What a target must be able to do for this request."""
    wanted: set[Capability] = set()
    if "input" in call.body and "messages" not in call.body:
        wanted.add("embeddings")
    if call.body.get("tools") or call.body.get("functions"):
        wanted.add("tools")
    if (call.body.get("response_format") or {}).get("type") in ("json_object", "json_schema"):
        wanted.add("json")
    if (call.body.get("n") or 1) > 1:
        wanted.add("choices")
    messages = call.body.get("messages") or ()
    parts = (
        part
        for message in messages
        if isinstance(message.get("content"), list)
        for part in message["content"]
    )
    if any(part.get("type") not in _READABLE for part in parts):
        wanted.add("vision")
    return frozenset(wanted)


def allowed(route: Route, call: Call) -> list[tuple[Target, ...]]:
    """The route's steps with only the targets where text of this class may go; [] when there is none."""
    steps = (tuple(t for t in step if may_go(call.data_class, t.provider.place)) for step in route.steps)
    return [step for step in steps if step]


def able(steps: Sequence[tuple[Target, ...]], call: Call) -> list[tuple[Target, ...]]:
    """The steps with the targets that can do what the call needs; [] when what it holds may not go to any of them."""
    wanted = needed(call)
    if "vision" in wanted and call.data_class != "public":
        # What is in a picture cannot be masked.
        steps = [tuple(t for t in step if t.provider.place == "local") for step in steps]
        steps = [step for step in steps if step]
    found = [tuple(target for target in step if _can(target, wanted)) for step in steps]
    if "choices" in wanted and not any(found) and not any(_chooses(t) for step in steps for t in step):
        raise BadRequest(
            param="n",
            expected={"zh": "1（该模型一次只给一个回答）", "en": "1: this model gives one answer at a time"},
        )
    # What nobody says he can do is tried all the same: providers learn, files of ours are old.
    return [step for step in found if step] or list(steps)


def _can(target: Target, wanted: frozenset[Capability]) -> bool:
    if "embeddings" in wanted and not KINDS[target.provider.kind].embeddings:
        return False
    if "choices" in wanted and not _chooses(target):
        return False
    return wanted - {"choices"} <= target.provider.capabilities


def _chooses(target: Target) -> bool:
    """Whether it gives several answers to one request."""
    return "n" not in KINDS[target.provider.kind].unknown


def with_room(steps: Sequence[tuple[Target, ...]], prompt: int) -> list[tuple[Target, ...]]:
    """The steps without the targets whose context this prompt would fill."""
    found = (
        tuple(t for t in step if not t.provider.context or prompt < t.provider.context) for step in steps
    )
    return [step for step in found if step]


def order(steps: Sequence[tuple[Target, ...]], health: Health, chance: random.Random) -> Iterator[Target]:
    """The targets to try, one after another: those that are full at the end, those that are left alone only where
    there is no other, one call at a time."""
    full: list[Target] = []
    resting: list[Target] = []
    given = False
    for step in steps:
        for target in _drawn(step, chance):
            if not health.allows(target):
                resting.append(target)
            elif health.has_room(target):
                given = True
                yield target
            else:
                full.append(target)
    yield from full
    if not given and not full:
        yield from (target for target in resting if health.of(target).allows_one())


def _drawn(step: tuple[Target, ...], chance: random.Random) -> list[Target]:
    """The targets of one step in a random order that favours the heavy ones (Efraimidis and Spirakis, 2006)."""
    if len(step) == 1:
        return list(step)
    return sorted(step, key=lambda target: chance.random() ** (1 / max(target.weight, 1e-9)), reverse=True)
