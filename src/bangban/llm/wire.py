"""How does a request get to a provider and its answer back? HTTP/1.1 over connections that are kept, on the loop itself.

Only what the door needs: POST of a body, an answer of known or unknown length, in pieces as they come. A general client takes
a third of a millisecond for each call, which is more than all screens together (docs/adr/0029-one-loop-from-end-to-end.md).
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import cast
from urllib.parse import urlsplit

import httptools

from bangban.llm.proxies import Proxy, Refused, Tunnel, proxy_of

KEPT = 25.0
"""Seconds an unused connection is kept: less than providers keep theirs."""
MOST_KEPT = 256
"""Unused connections to one provider."""
LONGEST_HEAD = 64 * 1024
"""Bytes of an answer's status and headers."""
MOST_UNREAD = 512 * 1024
"""Bytes of an answer that wait to be read; beyond that no more is taken from the provider until they were."""
BUSY = 0.2
"""Seconds a timer may be late: one that is later says that we were slow, and the provider gets that time on top."""
LINGERS = 1.0
"""Seconds a provider has for the very end of an answer whose last word was read: its connection is kept then."""
Origin = tuple[str, int, bool, Proxy | None]


class Broken(OSError):
    """The connection ended, or what came is no HTTP."""


class Late(Broken):
    """Nothing came in time."""


class Unconnected(Broken):
    """There is no connection, or not in time."""


@dataclass(frozen=True)
class Address:
    """Where to send to: (host, port, whether by TLS, by which proxy), and the head of every request."""

    origin: Origin
    head: bytes


@cache
def address_of(url: str, through: str = "") -> Address:
    """The address behind an http(s) URL, reached `through` the proxy behind another where one is named."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    name, proxy = parts.netloc.rpartition("@")[2], proxy_of(through)
    passed_on = proxy is not None and not secure
    if passed_on:
        path = f"http://{name}{path}"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\nAccept-Encoding: identity\r\nUser-Agent: bangban\r\n"
    )
    line = proxy.authorization if proxy is not None and passed_on else b""
    return Address((host, parts.port or (443 if secure else 80), secure, proxy), head.encode("ascii") + line)


class Wires:
    """The connections of one process to all its providers. Make it inside the running loop; close it at the end."""

    def __init__(self) -> None:
        self._idle: dict[Origin, deque[tuple[float, Wire]]] = {}
        self._loop = asyncio.get_running_loop()
        self._tls: ssl.SSLContext | None = None

    async def post(self, address: Address, body: bytes, key: str, connect: float, patience: float) -> Reply:
        """Send; gives the answer as soon as its headers are there. Close it in any case.

        Raises:
            Unconnected: there is no connection, or not within `connect` seconds.
            Late: no headers within `patience` seconds.
            Broken: it ended before them.
        """
        bearer = f"Authorization: Bearer {key}\r\n".encode() if key else b""
        request = b"%b%bContent-Length: %d\r\n\r\n%b" % (address.head, bearer, len(body), body)
        while True:
            wire, fresh = await self._wire(address.origin, connect)
            try:
                reply = Reply(self, address.origin, wire)
                await wire.ask(request, patience)
                return reply
            except Late:
                wire.close()
                raise
            except Broken:
                wire.close()
                # A kept connection may be closed by them in the very moment we use it: nothing came, nothing was begun.
                if fresh or wire.heard:
                    raise
            except BaseException:
                wire.close()
                raise

    async def _wire(self, origin: Origin, patience: float) -> tuple[Wire, bool]:
        """A connection, and whether it is a new one."""
        kept, now = self._idle.get(origin), self._loop.time()
        while kept:
            since, wire = kept.pop()
            if wire.usable and now - since < KEPT:
                return wire, False
            wire.close()
        return await self._connected(origin, patience), True

    async def _connected(self, origin: Origin, patience: float) -> Wire:
        connecting = asyncio.ensure_future(self._opened(origin))
        end = self._loop.time() + patience
        try:
            await asyncio.wait({connecting}, timeout=patience)
            if (late := self._loop.time() - end) > BUSY and not connecting.done():
                await asyncio.wait({connecting}, timeout=late)
            if connecting.done():
                return connecting.result()
        except OSError as error:
            raise Unconnected(str(error) if isinstance(error, Refused) else type(error).__name__) from error
        finally:
            connecting.cancel()
        raise Unconnected(f"{patience:g} s")

    async def _opened(self, origin: Origin) -> Wire:
        host, port, secure, proxy = origin
        tls = self._context() if secure else None
        if proxy is None or tls is None:
            to = (host, port) if proxy is None else (proxy.host, proxy.port)
            return (await self._loop.create_connection(lambda: Wire(self._loop), *to, ssl=tls))[1]
        _, tunnel = await self._loop.create_connection(
            lambda: Tunnel(proxy, host, port), proxy.host, proxy.port
        )
        try:
            bare, wire = await tunnel.open, Wire(self._loop)
            transport = await self._loop.start_tls(bare, wire, tls, server_hostname=host)
        except BaseException:
            tunnel.close()
            raise
        wire.connection_made(cast(asyncio.Transport, transport))
        return wire

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def keep(self, origin: Origin, wire: Wire) -> None:
        kept = self._idle.setdefault(origin, deque())
        kept.append((self._loop.time(), wire))
        if len(kept) > MOST_KEPT:
            kept.popleft()[1].close()

    def close(self) -> None:
        for kept in self._idle.values():
            for _since, wire in kept:
                wire.close()
        self._idle.clear()


class Reply:
    """An answer that has begun."""

    def __init__(self, wires: Wires, origin: Origin, wire: Wire) -> None:
        self._wires, self._origin, self._wire = wires, origin, wire

    @property
    def status(self) -> int:
        return self._wire.status

    @property
    def headers(self) -> dict[str, str]:
        """By lower-case name."""
        return self._wire.headers

    async def more(self, patience: float) -> bytes:
        """What came since, or the next that comes; b"" at the end.

        Raises:
            Late: nothing for `patience` seconds.
            Broken: it ended before its end.
        """
        return await self._wire.more(patience)

    def close(self, *, ended: bool = False) -> None:
        """Done with it. A connection whose answer was not read to its end is closed: that tells them to stop.

        `ended`: its last word was read, and what may follow is only the mark of its end.
        """
        if self._wire.usable:
            self._keep()
        elif ended:
            self._wire.linger(self._keep)
        else:
            self._wire.close()

    def _keep(self) -> None:
        self._wires.keep(self._origin, self._wire)


class Wire(asyncio.Protocol):
    """One connection, which carries one answer at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport
        self._parser: httptools.HttpResponseParser | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._deadline, self._excused = 0.0, False
        self._broken: Broken | None = None
        self._idle = True
        self._reset()

    def _reset(self) -> None:
        self.status, self.heard = 0, False
        self.headers: dict[str, str] = {}
        self._pieces: list[bytes] = []
        self._size = self._head = 0
        self._complete = self._paused = self._begun = False
        self._lingering: Callable[[], None] | None = None

    @property
    def usable(self) -> bool:
        """Whether another request may be sent: all of the answer was read, and they keep the connection."""
        return self._idle and self._broken is None

    async def ask(self, request: bytes, patience: float) -> None:
        """Send a request, and wait for the headers of its answer."""
        self._reset()
        self._idle = False
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)
        while not self._begun:
            await self._wait(patience)

    async def more(self, patience: float) -> bytes:
        while not self._pieces:
            if self._complete:
                return b""
            await self._wait(patience)
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        return data

    def close(self) -> None:
        self._stop_watch()
        self._idle = False
        self._broken = self._broken or Broken("closed")
        self._transport.abort()

    def linger(self, complete: Callable[[], None]) -> None:
        """Call `complete` when the answer is at its end and the connection can be used again; else close it."""
        self._lingering = complete
        self._stop_watch()
        self._watch = self._loop.call_later(LINGERS, self.close)

    # ── waiting, at the price of one timer a connection instead of one a piece ──

    async def _wait(self, patience: float) -> None:
        if self._broken is not None:
            raise self._broken
        self._deadline, self._excused = self._loop.time() + patience, False
        if self._watch is None or self._watch.when() > self._deadline:
            self._stop_watch()
            self._watch = self._loop.call_at(self._deadline, self._look)
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _look(self) -> None:
        self._watch = None
        if self._waiter is None:
            return
        now = self._loop.time()
        if now < self._deadline:
            self._watch = self._loop.call_at(self._deadline, self._look)
        elif (late := now - self._deadline) > BUSY and not self._excused:
            self._excused = True
            self._watch = self._loop.call_at(now + late, self._look)
        elif not self._waiter.done():
            self._waiter.set_exception(Late())

    def _stop_watch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, reason: str) -> None:
        self._broken = self._broken or Broken(reason)
        self._stop_watch()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._broken)

    # ── asyncio.Protocol ──

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._parser is None or self._complete:
            # Nothing was asked: whoever speaks now cannot be trusted with the next request.
            self._fail("unasked")
            self._transport.abort()
            return
        self.heard = True
        if not self._begun:
            self._head += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._fail(str(error)[:80])
            self._transport.abort()
            return
        if not self._begun and self._head > LONGEST_HEAD:
            self._fail("head")
            self._transport.abort()
            return
        if self._size > MOST_UNREAD and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        if self._begun:
            self._wake()

    def eof_received(self) -> None:
        # What ends with the connection, because no header said how long it is, has come to its end.
        if self._begun and not self._complete and not self._is_bounded():
            self._complete = True
            self._wake()
            self._broken = Broken("ended")

    def connection_lost(self, error: Exception | None) -> None:
        self.eof_received()
        self._fail(type(error).__name__ if error else "ended")

    # ── httptools ──

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._complete:
            # A second answer to one request.
            self._broken = Broken("unasked")
            return
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        if not self._complete and self._parser is not None:
            self.status = self._parser.get_status_code()
            self._begun = self.status >= 200

    def on_body(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)

    def on_message_complete(self) -> None:
        if not self._begun:
            # "100 Continue" and its like: the answer is still to come.
            self.headers = {}
            return
        self._complete = True
        self._stop_watch()
        self._idle = self._parser is not None and self._parser.should_keep_alive()
        if self._lingering is not None:
            if self.usable:
                self._lingering()
            else:
                self.close()

    def _is_bounded(self) -> bool:
        return "content-length" in self.headers or "chunked" in self.headers.get("transfer-encoding", "")
