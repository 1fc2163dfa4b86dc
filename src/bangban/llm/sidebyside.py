"""How do two models answer one call, so that an officer sees both and chooses? Two calls in one, each with its own account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bangban.llm import errors
from bangban.llm.model import Call, Route, Target

if TYPE_CHECKING:
    from bangban.llm.door import Door

FIELD = "side_by_side"
"""Where an answer says which of its choices came from which target."""


def pair(steps: list[tuple[Target, ...]]) -> tuple[Target, ...]:
    """The first two different targets of a route that may have the call."""
    found = list(dict.fromkeys(target for step in steps for target in step))
    return tuple(found[:2])


async def answers(door: Door, call: Call, targets: tuple[Target, ...]) -> AsyncIterator[dict[str, Any]]:
    """The chunks of both answers as they come, or one object with both: a choice for each target, in their order.

    Raises:
        DoorProblem: neither answers.
    """
    said: list[dict[str, Any]] = [{"index": at, "target": target.name} for at, target in enumerate(targets)]
    queue: asyncio.Queue[tuple[int, dict[str, Any] | errors.DoorProblem | None]] = asyncio.Queue()
    tasks = [asyncio.create_task(_one(door, call, at, target, queue)) for at, target in enumerate(targets)]
    whole: list[dict[str, Any]] = []
    problems: list[errors.DoorProblem] = []
    waiting = len(tasks)
    try:
        while waiting:
            at, given = await queue.get()
            if given is None:
                waiting -= 1
            elif isinstance(given, errors.DoorProblem):
                said[at]["error"] = given.code
                problems.append(given)
            elif call.stream:
                yield given | {FIELD: [said[at]]}
            else:
                whole.append(given)
        if len(problems) == len(targets):
            raise problems[0]
        if whole:
            yield _together(whole, said)
        elif call.stream and problems:
            last = {
                "id": f"chatcmpl-{call.id}",
                "object": "chat.completion.chunk",
                "model": call.model,
                "choices": [],
            }
            yield last | {FIELD: said}
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _one(
    door: Door, call: Call, at: int, target: Target,
    queue: asyncio.Queue[tuple[int, dict[str, Any] | errors.DoorProblem | None]],
) -> None:  # fmt: skip
    # Each is a call of its own, through the same screens and out of the same quota.
    alone = replace(call, body={**call.body}, trace=[])
    route = Route(call.model, ((target,),))
    try:
        async with aclosing(door.chat(alone, route)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                choices = [choice | {"index": at} for choice in chunk["choices"]]
                await queue.put((at, chunk | {"choices": choices}))
    except errors.DoorProblem as problem:
        await queue.put((at, problem))
    finally:
        queue.put_nowait((at, None))


def _together(whole: list[dict[str, Any]], said: list[dict[str, Any]]) -> dict[str, Any]:
    choices = sorted(
        (choice for one in whole for choice in one["choices"]), key=lambda choice: choice["index"]
    )
    usage = {
        name: sum(one["usage"][name] for one in whole)
        for name in ("prompt_tokens", "completion_tokens", "total_tokens")
    }
    return {**whole[0], "choices": choices, "usage": usage, FIELD: said}
