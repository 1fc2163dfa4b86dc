"""How does one call go through the door? Class, screens, quota, route, model, and back: one path, all of it recorded."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass, field
from typing import Any

from bangban.llm import errors, routing, sidebyside, tokens
from bangban.llm.answers import Reading
from bangban.llm.asking import Attempts, answer_tokens, body_for
from bangban.llm.config import GatewayConfig, NoProviderKey, key_of
from bangban.llm.kinds import KINDS, fitted
from bangban.llm.model import Call, Outcome, Route, Target, Usage
from bangban.llm.ports import Choices, ChoicesInMemory, Mask, Meter, Quota, Reservation, Screens
from bangban.llm.upstream import Answer, Upstream

LEAST_ANSWER = 64
"""Tokens: where less than that is left for an answer whose length is ours to set, none is begun."""
OVERDRAWN = 1.5
"""An answer that grows to so many times the tokens it may have is ended: its model does not keep to what was asked."""

Steps = list[tuple[Target, ...]]


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
    choices: Choices = field(default_factory=ChoicesInMemory)

    async def chat(self, call: Call, route: Route | None = None) -> AsyncIterator[dict[str, Any]]:
        """The answer's chunks; one whole object when the call does not stream. `route`: in place of the model's own.

        Raises:
            DoorProblem: before anything was given out, why nothing will be. After that a stream ends with a
            chunk that says so, and what came before stands and was paid for.
        """
        passage = Passage(self, call, route)
        if route is None and (two := passage.two()):
            await self.choices.offered(call, [target.name for target in two])
            async with aclosing(sidebyside.answers(self, call, two)) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    yield chunk
            return
        try:
            steps = await passage.enter()
            if not call.stream:
                yield await self._whole(passage, steps)
                return
            async for chunk in self._streamed(passage, steps):
                if passage.outcome.first_token is None:
                    passage.outcome.first_token = time.perf_counter() - call.started
                yield chunk
        except BaseException as problem:
            passage.note(problem)
            raise
        finally:
            passage.leave()

    async def embeddings(self, call: Call) -> dict[str, Any]:
        """The vectors of the call's texts, masked where they leave `local`.

        Raises:
            DoorProblem: why there is none.
        """
        passage = Passage(self, call)
        try:
            steps = await passage.enter(answers=False)
            attempts = self.attempts(passage, steps)
            while (target := await attempts.next()) is not None:
                try:
                    answer = await self._embedded(passage, target)
                    attempts.succeeded()
                    return answer | {"model": call.model}
                except errors.UpstreamProblem as problem:
                    attempts.failed(problem, begun=False)
                except BaseException:
                    attempts.left()
                    raise
            raise attempts.nothing_left()
        except BaseException as problem:
            passage.note(problem)
            raise
        finally:
            passage.leave()

    def attempts(self, passage: Passage, steps: Steps) -> Attempts:
        return Attempts(passage.call, steps, self.health, self.chance, passage.outcome)

    async def _whole(self, passage: Passage, steps: Steps) -> dict[str, Any]:
        attempts = self.attempts(passage, steps)
        while (target := await attempts.next()) is not None:
            try:
                reading = passage.reading_of(target)
                async with self._asked(passage, target) as answer:
                    found = reading.whole(await answer.whole())
                    passage.reading = reading
                attempts.succeeded()
                attempts.rests(answer.rests)
                passage.outcome.first_token = time.perf_counter() - passage.call.started
                return found
            except errors.UpstreamProblem as problem:
                attempts.failed(problem, begun=False)
            except BaseException:
                attempts.left()
                raise
        raise attempts.nothing_left()

    async def _streamed(self, passage: Passage, steps: Steps) -> AsyncIterator[dict[str, Any]]:
        attempts = self.attempts(passage, steps)
        while (target := await attempts.next()) is not None:
            begun = False
            try:
                reading = passage.reading = passage.reading_of(target)
                async with self._asked(passage, target) as answer:
                    async for chunk in self._chunks(passage.call, reading, answer):
                        begun = True
                        yield chunk
                attempts.succeeded()
                attempts.rests(answer.rests)
                return
            except errors.UpstreamProblem as problem:
                attempts.failed(problem, begun=begun or reading.received > 0)
            except BaseException:
                attempts.left()
                raise
        raise attempts.nothing_left()

    async def _chunks(self, call: Call, reading: Reading, answer: Answer) -> AsyncIterator[dict[str, Any]]:
        if not answer.streams:
            # It was asked for a stream and sent one object: the caller gets his stream all the same.
            for chunk in reading.as_stream(await answer.whole()):
                yield chunk
            return
        most = OVERDRAWN * reading.most + 16
        try:
            async for piece in answer.events():
                if (given := reading.piece(piece)) is not None:
                    yield given
                if reading.received > most:
                    yield reading.cut("length")
                    break
        except errors.CutOff:
            # Some providers leave out [DONE]; what said that it was complete is.
            if not reading.complete:
                raise
        for chunk in reading.end():
            yield chunk

    def _asked(self, passage: Passage, target: Target) -> AbstractAsyncContextManager[Answer]:
        body = body_for(passage.call, target, passage.mask)
        passage.leaves(target)
        return self.upstream.ask(target, "/chat/completions", body, self._key(target))

    async def _embedded(self, passage: Passage, target: Target) -> dict[str, Any]:
        body = passage.call.body if target.provider.place == "local" else passage.mask.hide(passage.call.body)
        passage.leaves(target)
        sent = fitted(KINDS[target.provider.kind], body) | {"model": target.model}
        async with self.upstream.ask(target, "/embeddings", sent, self._key(target)) as answer:
            found = await answer.whole()
        if not isinstance(found.get("data"), list):
            raise errors.Malformed(target=target.name, reason="data")
        usage = found.get("usage")
        said = usage.get("prompt_tokens") if isinstance(usage, dict) else None
        counted = isinstance(said, int) and not isinstance(said, bool) and said >= 0
        prompt = said if counted else tokens.likely_of_request(passage.call.body)
        passage.outcome.usage = Usage(prompt=prompt or 0, estimated=not counted)
        passage.outcome.money = target.provider.price.of(passage.outcome.usage)
        return found

    def _key(self, target: Target) -> str:
        try:
            return key_of(self.config, target.provider)
        except NoProviderKey as problem:
            raise errors.KeyMissing(target=target.name, reason=problem.details["reason"]) from problem


class Passage:
    """One call on its way: what was set aside for it, who answered, and how it ended."""

    def __init__(self, door: Door, call: Call, route: Route | None = None) -> None:
        self._route = route
        self.call, self.outcome = call, Outcome(call)
        self.mask: Mask
        self.reading: Reading | None = None
        self._door = door
        self._reservation: Reservation | None = None
        self._left = False

    async def enter(self, *, answers: bool = True) -> Steps:
        """The targets that may be asked, with the quota for whichever of them answers.

        Raises:
            DoorProblem: the call may not go any further.
        """
        # The class comes first: what no provider may have is not even looked at.
        self._places()
        self._door.screens.inspect(self.call)
        # A mark of classification raises the class: the places are asked again.
        steps = self._places()
        self.mask = self._door.screens.mask(self.call)
        if any(target.provider.place != "local" for step in steps for target in step):
            self.mask.hide(self.call.body)
        await self._reserve(steps, answers)
        return steps

    def reading_of(self, target: Target) -> Reading:
        most = answer_tokens(self.call, target) * int(self.call.body.get("n") or 1)
        return Reading(self.call, target, self.mask, self._door.screens.watch(self.call), most)

    def leaves(self, target: Target) -> None:
        """The call is sent to this target: what was hidden for it is noted, once."""
        if target.provider.place != "local" and self.mask.count:
            self.outcome.masked = self.mask.count
            if not self._left:
                self._left = True
                self.call.trace.append(masked(self.mask))

    def note(self, problem: BaseException) -> None:
        """How the call ends."""
        if isinstance(problem, errors.DoorProblem):
            self.outcome.outcome = problem.code
        elif isinstance(problem, asyncio.CancelledError | GeneratorExit):
            self.outcome.outcome = "cut"
        else:
            self.outcome.outcome = errors.DoorProblem.code

    def leave(self) -> None:
        """Settle and record. What came is paid for, however the call ended."""
        outcome = self.outcome
        if self.reading is not None:
            outcome.usage = self.reading.usage()
            outcome.money = self.reading.target.provider.price.of(outcome.usage)
        outcome.total = time.perf_counter() - self.call.started
        if self._reservation is not None:
            self._reservation.settle(outcome.usage, outcome.money)
        self._door.meter.record(outcome)

    def two(self) -> tuple[Target, ...]:
        """The two targets that are to answer side by side; () where one is to answer."""
        route = routing.find_route(self._door.config.routes, self.call)
        if route is None or not route.side_by_side:
            return ()
        found = sidebyside.pair(routing.allowed(route, self.call))
        return found if len(found) == 2 else ()

    def route(self) -> Route:
        """The route of the call's model."""
        if self._route is not None:
            return self._route
        config = self._door.config
        route = routing.find_route(config.routes, self.call)
        if route is None:
            raise errors.NoModel(model=self.call.model[:120], known=", ".join(config.models) or "-")
        return route

    def _places(self) -> Steps:
        call, route = self.call, self.route()
        steps = routing.allowed(route, call)
        if not steps:
            raise errors.ClassNotAllowed(given=call.data_class, why=_why(call))
        able = routing.able(steps, call)
        if not able:
            raise errors.ClassNotAllowed(given=call.data_class, why=_UNREADABLE)
        return able

    async def _reserve(self, steps: Steps, answers: bool) -> None:
        """Set aside what the call may need. Where its answer's length is ours to set, it fits into what is left."""
        call, quota = self.call, self._door.quota
        prompt = tokens.of_request(call.body) + self.mask.growth
        try:
            self._reservation = await quota.reserve(call, *_at_most(call, steps, prompt, answers))
        except errors.OutOfQuota as none:
            left = none.details.get("left_tokens")
            given = call.body.get("max_tokens") or call.body.get("max_completion_tokens")
            if left is None or given or not answers:
                raise
            answer = (left - prompt) // int(call.body.get("n") or 1)
            if answer < LEAST_ANSWER:
                raise
            call.body["max_tokens"] = answer
            self._reservation = await quota.reserve(call, *_at_most(call, steps, prompt, answers))


def _at_most(
    call: Call, steps: Sequence[tuple[Target, ...]], prompt: int, answers: bool
) -> tuple[int, float]:
    """Tokens and money the call can cost at most, whichever of its targets answers."""
    most, money = 0, 0.0
    choices = int(call.body.get("n") or 1)
    for step in steps:
        for target in step:
            answer = answer_tokens(call, target) * choices if answers else 0
            most = max(most, prompt + answer)
            money = max(money, target.provider.price.of(Usage(prompt, answer)))
    return most, money


def masked(mask: Mask) -> dict[str, Any]:
    """What masking did for a call that leaves `local`, as it stands in the trace."""
    kinds = "、".join(f"{kind} {count}" for kind, count in mask.counts.items())
    why = {"zh": f"发出前隐去：{kinds}", "en": f"{mask.count} values hidden before it left"}
    return {"stage": "mask", "action": "mask", "code": "masked", "why": why, "counts": dict(mask.counts)}


_UNREADABLE = {
    "zh": "含有无法脱敏的图片、声音或文件，只能交给本机房的模型",
    "en": "it holds pictures, sound or files, which cannot be masked and may only go to local models",
}
_OF_KEY = {
    "zh": "由密钥的下限或请求头 X-Data-Class 决定",
    "en": "by the key's floor or the header X-Data-Class",
}


def _why(call: Call) -> dict[str, str]:
    """Why the call has its class: by what a screen found, or by its key and header."""
    raised = next((step["why"] for step in call.trace if step.get("action") == "raise"), None)
    return raised or _OF_KEY
