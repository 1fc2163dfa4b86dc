"""How does one call go through the door? Class, screens, quota, route, model, and back: one path, all of it recorded."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bangban.llm import errors, routing, tokens
from bangban.llm.answers import Reading
from bangban.llm.config import GatewayConfig, NoProviderKey, key_of
from bangban.llm.kinds import KINDS, fitted
from bangban.llm.model import Call, Outcome, Target, Usage
from bangban.llm.ports import Mask, Meter, Quota, Reservation, Screens
from bangban.llm.upstream import Upstream

TRIES = 4
"""Targets asked for one call at most."""
LEAST_ANSWER = 64
"""Tokens: where less than that is left for an answer whose length is ours to set, none is begun."""
JITTER = (0.02, 0.25)
"""Seconds before the next target is asked, drawn evenly: many callers must not return in step."""


@dataclass
class Door:
    """The door of one process."""

    config: GatewayConfig
    upstream: Upstream
    screens: Screens
    quota: Quota
    meter: Meter
    health: routing.Health = field(default_factory=routing.Health)
    chance: random.Random = field(default_factory=random.Random)

    async def chat(self, call: Call) -> AsyncIterator[dict[str, Any]]:
        """The answer's chunks; one whole object when the call does not stream.

        Raises:
            DoorProblem: before anything was given out, why nothing will be. After that a stream ends with a
            chunk that says so, and what came before stands and was paid for.
        """
        outcome = Outcome(call)
        reservation: Reservation | None = None
        reading: Reading | None = None
        try:
            steps = self._places(call)
            self.screens.inspect(call)
            # A mark of classification found by a screen raises the class: the places are asked again.
            steps = self._places(call)
            mask = self.screens.mask(call)
            reservation = await self._reserved(call, steps)
            async for chunk, reading in self._first_that_answers(call, steps, mask, outcome):  # noqa: B007
                if outcome.first_token is None:
                    outcome.first_token = time.perf_counter() - call.started
                yield chunk
        except errors.DoorProblem as problem:
            outcome.outcome = problem.code
            raise
        except (asyncio.CancelledError, GeneratorExit):
            outcome.outcome = "cut"
            raise
        finally:
            if reading is not None:
                outcome.usage = reading.usage(tokens.of_request(call.body))
                outcome.money = reading.target.provider.price.of(outcome.usage)
            outcome.total = time.perf_counter() - call.started
            if reservation is not None:
                reservation.settle(outcome.usage, outcome.money)
            self.meter.record(outcome)

    async def embeddings(self, call: Call) -> dict[str, Any]:
        """The vectors of the call's texts. They cannot be masked and put back, so only what masking leaves alone goes out.

        Raises:
            DoorProblem: why there is none.
        """
        outcome = Outcome(call)
        reservation: Reservation | None = None
        try:
            steps = self._places(call)
            self.screens.inspect(call)
            steps = self._places(call)
            mask = self.screens.mask(call)
            reservation = await self.quota.reserve(
                call, tokens.of_request(call.body), self._at_most(call, steps)[1]
            )
            answer, target = await self._embedded(call, steps, mask, outcome)
            said = answer.get("usage") or {}
            outcome.usage = Usage(prompt=int(said.get("prompt_tokens") or tokens.of_request(call.body)))
            outcome.money = target.provider.price.of(outcome.usage)
            return answer | {"model": call.model}
        except errors.DoorProblem as problem:
            outcome.outcome = problem.code
            raise
        finally:
            outcome.total = time.perf_counter() - call.started
            if reservation is not None:
                reservation.settle(outcome.usage, outcome.money)
            self.meter.record(outcome)

    async def _embedded(
        self, call: Call, steps: list[tuple[Target, ...]], mask: Mask, outcome: Outcome
    ) -> tuple[dict[str, Any], Target]:
        for target in routing.order(steps, self.health, self.chance):
            breaker = self.health.of(target)
            breaker.asked()
            body = call.body if target.provider.place == "local" else mask.hide(call.body)
            outcome.target, outcome.masked = target.name, mask.count
            try:
                key = self._key(target)
                async with self.upstream.ask(
                    target, "/embeddings", body | {"model": target.model}, key
                ) as answer:
                    found = await answer.whole()
                breaker.succeeded()
                return found, target
            except errors.UpstreamProblem as problem:
                breaker.failed(self.health.clock(), problem.retry_after)
                outcome.tried.append(f"{target.name} {problem.code}")
                if not problem.again:
                    raise
        raise errors.AllFailed(model=call.model, tried="; ".join(outcome.tried))

    def _places(self, call: Call) -> list[tuple[Target, ...]]:
        route = routing.find_route(self.config.routes, call)
        if route is None:
            known = ", ".join(self.config.models) or "-"
            raise errors.NoModel(model=call.model[:120], known=known)
        steps = routing.allowed(route, call)
        if not steps:
            raise errors.ClassNotAllowed(given=call.data_class)
        able = [
            tuple(target for target in step if routing.needed(call) <= target.provider.capabilities)
            for step in steps
        ]
        # What nobody can do is tried all the same: providers learn, files of ours are old.
        return [step for step in able if step] or steps

    def _at_most(self, call: Call, steps: list[tuple[Target, ...]]) -> tuple[int, float]:
        """Tokens and money the call can cost at most, whichever of its targets answers."""
        prompt = tokens.of_request(call.body)
        needs = []
        for step in steps:
            for target in step:
                answer = self._answer_tokens(call, target)
                needs.append((prompt + answer, target.provider.price.of(Usage(prompt, answer))))
        return max(need for need, _ in needs), max(money for _, money in needs)

    async def _reserved(self, call: Call, steps: list[tuple[Target, ...]]) -> Reservation:
        """Set aside what the call may need. Where its answer's length is ours to set, it fits into what is left."""
        try:
            return await self.quota.reserve(call, *self._at_most(call, steps))
        except errors.OutOfQuota as none:
            left = none.details.get("left_tokens")
            if left is None or call.body.get("max_tokens") or call.body.get("max_completion_tokens"):
                raise
            answer = (left - tokens.of_request(call.body)) // int(call.body.get("n") or 1)
            if answer < LEAST_ANSWER:
                raise
            call.body = {**call.body, "max_tokens": answer}
            return await self.quota.reserve(call, *self._at_most(call, steps))

    def _key(self, target: Target) -> str:
        try:
            return key_of(self.config, target.provider)
        except NoProviderKey as problem:
            raise errors.KeyMissing(target=target.name, reason=problem.details["reason"]) from problem

    def _answer_tokens(self, call: Call, target: Target) -> int:
        asked = call.body.get("max_completion_tokens") or call.body.get("max_tokens")
        return int(asked or target.provider.max_tokens) * int(call.body.get("n") or 1)

    async def _first_that_answers(
        self, call: Call, steps: list[tuple[Target, ...]], mask: Mask, outcome: Outcome
    ) -> AsyncIterator[tuple[dict[str, Any], Reading]]:
        last: errors.UpstreamProblem | None = None
        for number, target in enumerate(routing.order(steps, self.health, self.chance)):
            if number >= TRIES:
                break
            if number:
                await asyncio.sleep(self.chance.uniform(*JITTER))
            breaker, begun = self.health.of(target), False
            breaker.asked()
            try:
                reading = Reading(call, target, mask)
                async for chunk in self._asked(call, target, mask, reading, outcome):
                    begun = True
                    yield chunk, reading
                breaker.succeeded()
                return
            except errors.UpstreamProblem as problem:
                if problem.counts:
                    breaker.failed(self.health.clock(), problem.retry_after)
                else:
                    breaker.left()
                outcome.tried.append(f"{target.name} {problem.code}")
                call.trace.append({"stage": "upstream", "target": target.name, "why": problem.code})
                # Whoever has seen the first words must not see them again from another model.
                if begun or not problem.again:
                    raise
                last = problem
            except BaseException:
                breaker.left()
                raise
        if last is not None and len(outcome.tried) == 1:
            raise last
        raise errors.AllFailed(model=call.model, tried="; ".join(outcome.tried))

    async def _asked(
        self, call: Call, target: Target, mask: Mask, reading: Reading, outcome: Outcome
    ) -> AsyncIterator[dict[str, Any]]:
        kind = KINDS[target.provider.kind]
        body: Mapping[str, Any] = call.body
        if target.provider.place != "local":
            body = mask.hide(body)
            outcome.masked = mask.count
        sent = fitted(kind, body) | {"model": target.model, "stream": call.stream}
        if not sent.get("max_tokens") and not sent.get("max_completion_tokens"):
            sent["max_tokens"] = target.provider.max_tokens
        if target.provider.context:
            wanted = tokens.of_request(call.body)
            if wanted // 4 > target.provider.context:
                # A quarter of the bytes is the least a prompt can be: sending it would only be refused there.
                raise errors.ContextTooLong(wanted=wanted // 4, most=target.provider.context)
        outcome.target = target.name
        async with self.upstream.ask(target, "/chat/completions", sent, self._key(target)) as answer:
            if not call.stream:
                yield reading.whole(await answer.whole())
                return
            if not answer.streams:
                # It was asked for a stream and sent one object: the caller gets his stream all the same.
                for chunk in reading.as_stream(await answer.whole()):
                    yield chunk
                return
            async for piece in answer.events():
                if (given := reading.piece(piece)) is not None:
                    yield given
            for chunk in reading.end():
                yield chunk
