"""What stands behind both gateways while they are measured? A server that answers like a model, as fast as a loopback allows.

Run: python -m bench.gateway_upstream PORT. The body says how: "seconds" to wait before the answer, "chunks" of a stream and
the "pause" between them, all within the field "user" as JSON, so that every gateway passes them on.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

_CHUNK = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}
_WHOLE = {"id": "x", "object": "chat.completion", "created": 1, "model": "m"}
_USAGE = {"prompt_tokens": 20, "completion_tokens": 12, "total_tokens": 32}


def _answer(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    body = _WHOLE | {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": _USAGE}
    return _with_head(json.dumps(body, ensure_ascii=False).encode())


def _with_head(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head + body


def _event(choice: dict[str, Any], **more: Any) -> bytes:
    value = _CHUNK | {"choices": [choice]} | more
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


WHOLE = _answer("您好，请带身份证到政务服务中心办理，五个工作日内办结。")
EVENT = _chunked(_event({"index": 0, "delta": {"content": "您好，"}, "finish_reason": None}))
LAST = _chunked(
    _event({"index": 0, "delta": {}, "finish_reason": "stop"}, usage=_USAGE) + b"data: [DONE]\n\n"
)
STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


class Server(asyncio.Protocol):
    """One connection. `open` counts the streams under way, `left` those whose reader hung up."""

    open = 0
    asked = 0

    def __init__(self) -> None:
        self._data = bytearray()
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._data[:end]).lower()
            size = 0
            if (at := head.find(b"content-length:")) >= 0:
                size = int(head[at + 15 :].split(b"\r\n", 1)[0])
            if len(self._data) < end + 4 + size:
                return
            body = bytes(self._data[end + 4 : end + 4 + size])
            del self._data[: end + 4 + size]
            self._request(head, body)

    def _request(self, head: bytes, body: bytes) -> None:
        Server.asked += 1
        if head.startswith(b"get /open"):
            self._transport.write(
                _with_head(json.dumps({"open": Server.open, "asked": Server.asked}).encode())
            )
            return
        given = json.loads(body)
        try:
            how = json.loads(given.get("user") or "{}")
        except ValueError:
            how = {}
        if given.get("stream"):
            self._task = asyncio.create_task(self._stream(how))
        elif seconds := how.get("seconds"):
            asyncio.get_running_loop().call_later(seconds, self._transport.write, WHOLE)
        else:
            self._transport.write(WHOLE)

    async def _stream(self, how: dict[str, Any]) -> None:
        Server.open += 1
        try:
            await asyncio.sleep(how.get("seconds", 0))
            self._transport.write(STREAM_HEAD)
            for _ in range(how.get("chunks", 10)):
                self._transport.write(EVENT)
                await asyncio.sleep(how.get("pause", 0))
            self._transport.write(LAST + b"0\r\n\r\n")
        finally:
            Server.open -= 1


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", port, backlog=2048)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
