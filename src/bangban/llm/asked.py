"""What does a caller send, and is he still there? His request, read within bounds, and his hanging up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import msgspec

from bangban.llm import errors

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

WATCH_AFTER = 0.1
"""Seconds into a call from which its client's hanging up is watched for."""
PATIENCE = 60.0
"""Seconds a caller has to send its request: one that stands still would be waited for, for ever."""
LARGEST_REQUEST = 8 * 2**20
"""Bytes of a request: a long document fits, pictures by address do, a film does not."""


class Gone(Exception):
    """The client left before its request was whole."""


async def read(headers: Mapping[str, str], receive: Receive) -> Any:
    """The request's JSON, read no further than its bound."""
    if (
        headers.get("content-length", "0").isdecimal()
        and int(headers.get("content-length", "0")) > LARGEST_REQUEST
    ):
        raise errors.TooLarge(most=LARGEST_REQUEST)
    try:
        async with asyncio.timeout(PATIENCE):
            data = await _whole_body(receive)
    except TimeoutError as error:
        raise errors.RequestTooSlow(seconds=round(PATIENCE)) from error
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.BadRequest(param="body", expected="JSON") from error


async def _whole_body(receive: Receive) -> bytes | bytearray:
    message = await receive()
    data: bytes | bytearray = message.get("body", b"")
    if message.get("more_body"):
        data = bytearray(data)
    while message["type"] != "http.disconnect":
        if len(data) > LARGEST_REQUEST:
            raise errors.TooLarge(most=LARGEST_REQUEST)
        if not message.get("more_body"):
            return data
        message = await receive()
        data += message.get("body", b"")
    raise Gone


async def watched(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Do the work of a call, unless its client hangs up."""
    watch = HangUp(receive)
    try:
        await work
    except asyncio.CancelledError:
        # Whoever hung up frees the model at once: its answer would be paid for and read by nobody.
        if not watch.happened:
            raise
        watch.forgive()
    finally:
        await watch.end()


class HangUp:
    """Watches for the client's hanging up, and cancels the work when it does."""

    def __init__(self, receive: Receive) -> None:
        self.happened = False
        self._receive, self._working = receive, asyncio.current_task()
        self._task: asyncio.Task[None] | None = None
        # Most calls that are not streamed would be over before watching pays.
        self._start = asyncio.get_running_loop().call_later(WATCH_AFTER, self._begin)

    async def end(self) -> None:
        self._start.cancel()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def forgive(self) -> None:
        """The cancelling was ours and is dealt with."""
        if self._working is not None:
            self._working.uncancel()

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.happened = True
        if self._working is not None:
            self._working.cancel()
