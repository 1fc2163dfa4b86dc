"""How is a provider reached where only a proxy may go out? Plain HTTP is passed on by it, HTTPS goes through its tunnel."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from typing import cast
from urllib.parse import unquote, urlsplit

LONGEST_WELCOME = 16 * 1024
"""Bytes of a proxy's answer to CONNECT."""


class Refused(OSError):
    """The proxy does not let us through."""


@dataclass(frozen=True)
class Proxy:
    """A proxy by HTTP. `authorization`: a line of the head, or nothing."""

    host: str
    port: int
    authorization: bytes = b""


def proxy_of(url: str) -> Proxy | None:
    """The proxy behind "http://[name:password@]host[:port]"; None for ""."""
    if not url:
        return None
    parts = urlsplit(url)
    line = b""
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        line = b"Proxy-Authorization: Basic %b\r\n" % base64.b64encode(pair)
    return Proxy(parts.hostname or "", parts.port or 8080, line)


class Tunnel(asyncio.Protocol):
    """Asks a proxy for a connection to somewhere; `open` is done when it has it."""

    def __init__(self, proxy: Proxy, host: str, port: int) -> None:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._request = (
            f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n".encode() + proxy.authorization + b"\r\n"
        )
        self._said = b""
        self.open: asyncio.Future[asyncio.Transport] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._said += data
        head, end, more = self._said.partition(b"\r\n\r\n")
        if not end and len(self._said) < LONGEST_WELCOME:
            return
        status = head.split(b" ", 2)[1:2]
        # Whatever speaks before we do is not the provider.
        if end and not more and status == [b"200"]:
            self._end(None)
        else:
            self._end(Refused(f"proxy {status[0].decode('latin-1')[:20] if status else ''}".strip()))

    def connection_lost(self, error: Exception | None) -> None:
        self._end(Refused("proxy closed"))

    def close(self) -> None:
        """Nobody wants it any more."""
        self._transport.abort()

    def _end(self, refused: Refused | None) -> None:
        if self.open.done():
            return
        if refused is None:
            self.open.set_result(self._transport)
        else:
            self.open.set_exception(refused)
            self._transport.abort()
