"""A server of language models that errs as it is told: slow, cut, malformed, busy, endless. On loopback, real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class FaultServer:
    """Answers like OpenAI's API. `fault` says how the next answers err; `seen` holds what was asked."""

    def __init__(self) -> None:
        self.fault = ""
        self.seen: list[dict[str, Any]] = []
        self.words = ["您好", "，", "请", "问"]
        self.delay = 0.0
        self.hung_up = asyncio.Event()
        self.base_url = ""

    async def chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.seen.append(body)
        if self.fault == "slow":
            await asyncio.sleep(30)
        if self.fault.startswith("repeats "):
            said = f"bad {request.headers.get('Authorization', '')} for {body['messages'][0]['content']}"
            return web.json_response({"error": {"message": said}}, status=int(self.fault[8:]))
        if self.fault in ("500", "503", "401", "400", "404"):
            return web.json_response({"error": {"message": "told to fail"}}, status=int(self.fault))
        if self.fault == "429":
            return web.json_response(
                {"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "7"}
            )
        if self.fault == "redirect":
            raise web.HTTPFound("http://127.0.0.1:1/v1/chat/completions")
        if self.fault == "html":
            return web.Response(text="<html>login</html>", content_type="text/html")
        if not body.get("stream"):
            message = {"role": "assistant", "content": "".join(self.words)}
            last = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"}
            return web.json_response(
                {
                    "id": "x",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 11, "completion_tokens": len(self.words), "total_tokens": 15},
                },
                headers=last if self.fault == "last one" else None,
            )
        return await self._stream(request, body)

    async def _stream(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        try:
            number = 0
            while number < len(self.words) or self.fault == "endless":
                word = self.words[number % len(self.words)]
                chunk = {"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]}
                await answer.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())
                number += 1
                if self.fault == "cut" and number == 2:
                    assert request.transport is not None
                    request.transport.close()
                    return answer
                if self.fault == "malformed" and number == 2:
                    await answer.write(b"data: {not json\n\n")
                if self.fault == "long line" and number == 2:
                    await answer.write(b"data: " + b"x" * (5 * 2**20) + b"\n\n")
                if self.fault == "stalls" and number == 2:
                    await asyncio.sleep(30)
                await asyncio.sleep(self.delay or (0.01 if self.fault == "endless" else 0))
            usage = {"prompt_tokens": 11, "completion_tokens": number, "total_tokens": 11 + number}
            last: dict[str, Any] = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
            await answer.write(f"data: {json.dumps(last)}\n\n".encode())
            if (body.get("stream_options") or {}).get("include_usage"):
                await answer.write(f"data: {json.dumps({'choices': [], 'usage': usage})}\n\n".encode())
            if self.fault != "no done":
                await answer.write(b"data: [DONE]\n\n")
            await answer.write_eof()
        except (ConnectionResetError, asyncio.CancelledError):
            self.hung_up.set()
            raise
        return answer

    async def embeddings(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.seen.append(body)
        if self.fault == "slow":
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                self.hung_up.set()
                raise
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        data = [{"object": "embedding", "index": i, "embedding": [0.5, 0.25]} for i, _ in enumerate(texts)]
        return web.json_response(
            {"object": "list", "data": data, "usage": {"prompt_tokens": 7, "total_tokens": 7}}
        )


@asynccontextmanager
async def fault_server(kind: type[FaultServer] = FaultServer) -> AsyncIterator[FaultServer]:
    """Run one on a port of its own."""
    server = kind()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", server.chat)
    app.router.add_post("/v1/embeddings", server.embeddings)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.base_url = f"http://127.0.0.1:{port}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()
