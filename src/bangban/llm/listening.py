"""How is a caller's connection read: how long may a head be, how long may it stand still, and what is told to what is no HTTP?"""

from __future__ import annotations

import asyncio
import http
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bangban.llm import errors

LONGEST_HEAD = 64 * 1024
"""Bytes of a request's line and headers."""
PATIENCE = 60.0
"""Seconds a new connection has for its first request, and one that takes nothing of what it asked for is kept."""


class Connection(HttpToolsProtocol):
    """uvicorn's, with bounds it does not have, and errors in OpenAI's shape."""

    _head, _in_head = 0, False
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late = self.loop.call_later(PATIENCE, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._in_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > LONGEST_HEAD:
            self._in_head = False
            self._refuse(431, errors.HeadTooLong(most=LONGEST_HEAD))

    def on_message_begin(self) -> None:
        self._head, self._in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._in_time()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, errors.BadRequest(param="request", expected="HTTP/1.1"))

    def _refuse(self, status: int, problem: errors.DoorProblem) -> None:
        data = msgspec.json.encode(problem.body())
        head = (
            f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(data)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + data)
        self.transport.close()

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
