"""Who is told at once that something was said? A small ASGI process: it reads events from the database and fans them out.

One poller a process, however many pages look on. A page that was cut off comes back with its Last-Event-ID and is
told what it missed, from the database, so that neither a restart nor a second machine loses anything. The same
process keeps the queue moving: offers, offers that ran out, call-backs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")

import django

django.setup()

from django.db import close_old_connections, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bangban.site import lookers  # noqa: E402

log = logging.getLogger("bangban.streams")
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

EVERY = 0.4
"""Seconds between two looks for events."""
TICK = 5.0
"""Seconds between two looks at the queue."""
SELDOM = 60.0
"""Seconds between two looks at published entries whose sources changed."""
BEAT = 15.0
"""Seconds after which a silent stream shows that it lives."""
WAITING_EVENTS = 200
"""Events that wait for a slow page; one that does not even take these is cut off, and comes back."""
AGAIN = 300.0
"""Seconds after which an officer's page has to come back and be let in anew: who signed out hears no more."""
MOST = 5_000
"""Pages that look on at once."""
# Django's connections belong to threads: a few of them, kept.
_threads = ThreadPoolExecutor(4, thread_name_prefix="streams")


class Hub:
    """Which pages look on, and how far the events are read."""

    def __init__(self) -> None:
        self.pages: dict[lookers.Channel, set[asyncio.Queue[bytes | None]]] = {}
        self.count = 0
        self._reader = lookers.Reader()
        self._answers = lookers.Answers()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to read, once; the first page does it."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    def join(self, channels: tuple[lookers.Channel, ...]) -> asyncio.Queue[bytes | None]:
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_EVENTS)
        for channel in channels:
            self.pages.setdefault(channel, set()).add(queue)
        self.count += 1
        return queue

    def leave(self, channels: tuple[lookers.Channel, ...], queue: asyncio.Queue[bytes | None]) -> None:
        for channel in channels:
            looking = self.pages.get(channel)
            if looking is not None:
                looking.discard(queue)
                if not looking:
                    del self.pages[channel]
        self.count -= 1

    async def _run(self) -> None:
        ticked = 0.0
        while True:
            try:
                for event in await _in_thread(self._fresh):
                    self._tell(event)
                if time.monotonic() - ticked > TICK:
                    ticked = time.monotonic()
                    await _in_thread(_tick)
            except Exception:
                # The database may be away for a moment: whoever looks on is told when it is back.
                log.exception("streams")
                await asyncio.sleep(BEAT / 5)
            await asyncio.sleep(EVERY)

    def _fresh(self) -> list[lookers.Event]:
        return [*self._reader.fresh(), *self._answers.fresh()]

    def _tell(self, event: lookers.Event) -> None:
        for channel in event.channels:
            for queue in tuple(self.pages.get(channel, ())):
                try:
                    queue.put_nowait(event.frame)
                except asyncio.QueueFull:
                    with contextlib.suppress(asyncio.QueueEmpty):
                        queue.get_nowait()
                    queue.put_nowait(None)


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve `GET …/c/TOKEN` (a conversation) and `GET …/queue` (an officer's queue) as event streams."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    hub.start()
    asked = lookers.Asked.of(scope)
    if asked.path.endswith("/health"):
        await _plain(send, 200, b"ok")
        return
    if scope["method"] != "GET" or hub.count >= MOST:
        await _plain(send, 405 if scope["method"] != "GET" else 503, b"", asked)
        return
    channels = await _in_thread(lambda: lookers.channels_of(asked))
    if not channels:
        await _plain(send, 404, b"", asked)
        return
    await _stream(asked, channels, receive, send)


async def _stream(
    asked: lookers.Asked, channels: tuple[lookers.Channel, ...], receive: Receive, send: Send
) -> None:
    # Joined before what was missed is read: an event between the two is told twice rather than never.
    queue = hub.join(channels)
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": lookers.headers(asked)})
        await _chunk(send, b"retry: 2000\n\n")
        for event in await _in_thread(lambda: lookers.missed(asked, channels)):
            await _chunk(send, event.frame)
        until = time.monotonic() + AGAIN if channels[0][0] == "agency" else float("inf")
        while not gone.done() and time.monotonic() < until:
            waits = asyncio.ensure_future(queue.get())
            await asyncio.wait({waits, gone}, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
            if not waits.done():
                waits.cancel()
                if not gone.done():
                    await _chunk(send, b": \n\n")
                continue
            frame = waits.result()
            if frame is None:
                break
            await _chunk(send, frame)
        if not gone.done():
            # A page too slow to take what it is told is cut off; it comes back with its Last-Event-ID.
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.leave(channels, queue)
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _chunk(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _plain(send: Send, status: int, body: bytes, asked: lookers.Asked | None = None) -> None:
    headers = [(b"content-type", b"text/plain"), *(lookers.readable_by(asked) if asked else ())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _in_thread(work: Callable[[], Any]) -> Any:
    def run() -> Any:
        close_old_connections()
        return work()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


_looked = [float("-inf")]


def _tick() -> None:
    from bangban.services.consult.handover.tick import tick
    from bangban.services.consult.stale import tell_stale
    from bangban.services.consult.unfinished import close_left

    tick(timezone.now())
    close_left(timezone.now())
    if time.monotonic() - _looked[0] > SELDOM:
        _looked[0] = time.monotonic()
        tell_stale(timezone.now())


def move_until(may_listen: Callable[[], bool], every: float = TICK) -> None:
    """Keep the queue moving while nobody can be told, because the port is another's: who waits is not left alone.

    Returns as soon as the port is free, with nothing open that a server's child may not inherit.
    """
    while not may_listen():
        try:
            close_old_connections()
            _tick()
        except Exception:
            # As in the hub: the database may be away for a moment.
            log.exception("streams")
        time.sleep(every)
    connections.close_all()
