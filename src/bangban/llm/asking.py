"""Which target is asked next for one call, with what body, and what does its failure mean for the one after it?"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from bangban.llm import errors, routing, tokens
from bangban.llm.kinds import KINDS, fitted
from bangban.llm.model import Call, Outcome, Target
from bangban.llm.ports import Mask
from bangban.llm.routing import Breaker, Health

TRIES = 4
"""Requests sent for one call at most."""
JITTER = (0.02, 0.15)
"""Seconds before another target is asked, drawn evenly: many callers must not return in step."""
SECOND_JITTER = (0.15, 0.45)
"""The same before one that has failed already is asked again."""

PATIENCE = 30.0
"""Seconds a call waits for a provider that is at its bound of calls at a time."""


class Attempts:
    """The targets for one call, one after another: first each of them, then once more those whose fault may be gone."""

    def __init__(
        self,
        call: Call,
        steps: Sequence[tuple[Target, ...]],
        health: Health,
        chance: random.Random,
        outcome: Outcome,
    ) -> None:
        self._call, self._health, self._chance, self._outcome = call, health, chance, outcome
        self._prompt = tokens.likely_of_request(call.body)
        self._largest = max((t for step in steps for t in step), key=lambda t: t.provider.context or 10**12)
        self._fitting = routing.with_room(steps, self._prompt)
        self._first = routing.order(self._fitting, health, chance)
        self._again: list[Target] = []
        self._failed: set[str] = set()
        self._sent = 0
        self._last: errors.UpstreamProblem | None = None
        self._target: Target | None = None
        self._breaker = Breaker()

    async def next(self) -> Target | None:
        """The target to ask now; None when there is no other."""
        if self._sent >= TRIES:
            return None
        target, wait = next(self._first, None), JITTER
        while target is None and self._again:
            candidate = self._again.pop(0)
            if self._health.allows(candidate):
                target, wait = candidate, SECOND_JITTER
        if target is None:
            return None
        if self._sent:
            await asyncio.sleep(self._chance.uniform(*wait))
        await self._room(target)
        self._sent += 1
        self._target, self._breaker = target, self._health.of(target)
        self._breaker.asked()
        self._health.begins(target)
        self._outcome.target = target.name
        return target

    async def _room(self, target: Target) -> None:
        """Wait until the provider has room for one more call.

        Raises:
            Crowded: nobody left in time.
        """
        end = self._health.clock() + PATIENCE
        while not self._health.has_room(target):
            if self._health.clock() > end:
                raise errors.Crowded(seconds=round(PATIENCE))
            await asyncio.sleep(0.02)

    def rests(self, seconds: float) -> None:
        """The provider says that nothing more is allowed for so long: the next calls go elsewhere."""
        if seconds > 0:
            self._breaker.rests(self._health.clock(), seconds)

    def succeeded(self) -> None:
        self._end()
        self._breaker.succeeded()

    def left(self) -> None:
        """Given up from our side: it says nothing of the target."""
        self._end()
        self._breaker.left()

    def failed(self, problem: errors.UpstreamProblem, *, begun: bool) -> None:
        """Note a failure.

        Raises:
            UpstreamProblem: the same, where no other target may take over.
        """
        target = self._target
        if target is None:
            raise problem
        self._end()
        if problem.counts:
            self._breaker.failed(self._health.clock(), problem.retry_after)
        else:
            self._breaker.left()
        self._outcome.tried.append(f"{target.name} {problem.code}")
        noted = problem.noted or problem
        why = {"zh": noted.text("zh-hans"), "en": noted.text("en")}
        self._call.trace.append(
            {"stage": "upstream", "action": "failed", "code": problem.code, "target": target.name, "why": why}
        )
        # Whoever has seen the first words must not see them again from another model.
        if begun or not problem.again:
            raise problem
        if problem.passing and target.name not in self._failed:
            self._again.append(target)
        self._failed.add(target.name)
        self._last = problem

    def nothing_left(self) -> errors.DoorProblem:
        """Why nobody answers."""
        if not self._fitting:
            reason = f"{self._prompt} > {self._largest.provider.context}"
            return errors.TooLongThere(target=self._largest.name, reason=reason)
        if self._last is None:
            soonest, told = self._health.soonest(t for step in self._fitting for t in step)
            wait = max(1, math.ceil(soonest))
            resting = errors.AskedToWait if told else errors.Resting
            problem: errors.DoorProblem = resting(model=self._call.model[:120], seconds=wait)
            problem.retry_after = float(wait)
            return problem
        if len(self._failed) == 1:
            return self._last
        return errors.AllFailed(model=self._call.model[:120], tried="; ".join(self._outcome.tried))

    def _end(self) -> None:
        if self._target is not None:
            self._health.ends(self._target)


def body_for(call: Call, target: Target, mask: Mask) -> dict[str, Any]:
    """What this target is sent: masked unless it is local, as its kind takes it, and with an end to its answer."""
    provider = target.provider
    body: Mapping[str, Any] = call.body if provider.place == "local" else mask.hide(call.body)
    sent = fitted(KINDS[provider.kind], body) | {"model": target.model, "stream": call.stream}
    if not sent.get("max_tokens") and not sent.get("max_completion_tokens"):
        sent["max_tokens"] = answer_tokens(call, target)
    return sent


def answer_tokens(call: Call, target: Target) -> int:
    """Tokens one choice of the answer may have."""
    asked = call.body.get("max_completion_tokens") or call.body.get("max_tokens")
    if asked:
        return int(asked)
    most, context = target.provider.max_tokens, target.provider.context
    if not context:
        return most
    return max(1, min(most, context - tokens.likely_of_request(call.body)))
