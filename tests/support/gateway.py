"""How does a test call the gateway? As ASGI, with the real database and a model server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from bangban.services.gateway import database
from bangban.services.gateway.program import App, Program

FILE = """
providers:
  - {{name: local, kind: openai, base_url: "{local}", models: [m1], place: local, price: {{prompt: 1, completion: 2}}}}
  - {{name: cloud, kind: deepseek, base_url: "{cloud}", models: [m2], place: outside}}
routes:
  - {{model: chat, try: [cloud/m2, local/m1]}}
  - {{model: home, try: [local/m1]}}
"""


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json()["error"]["code"])

    @property
    def chunks(self) -> list[Any]:
        """The objects of a stream, without its end."""
        lines = [line[6:] for line in self.body.decode().split("\n") if line.startswith("data: ")]
        return [json.loads(line) for line in lines if line != "[DONE]"]


async def request(app: Any, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """One request; header names with _ for -."""
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": given}
    answer, sent = Answer(), False
    forever = asyncio.Event()

    async def receive() -> dict[str, Any]:
        nonlocal sent
        if sent:
            await forever.wait()
        sent = True
        return {"type": "http.request", "body": json.dumps(body).encode() if body is not None else b""}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer


async def chat(app: Any, key: str, text: str = "你好", model: str = "chat", **more: Any) -> Answer:
    """One call with `key`; `headers` are those beside it."""
    headers = more.pop("headers", {})
    body = {"model": model, "messages": [{"role": "user", "content": text}], **more}
    return await request(app, "POST", "/v1/chat/completions", body, authorization=f"Bearer {key}", **headers)


@asynccontextmanager
async def gateway(file: Path, employees: Callable[..., Any] | None = None) -> AsyncIterator[App]:
    """The program of one gateway process, over gateway.yaml at `file`."""
    from bangban import config

    settings = config.load()
    before = settings.values
    object.__setattr__(settings, "values", {**before, "gateway.config": str(file)})
    program = Program(employees)
    try:
        app = await program.start()
        yield app
    finally:
        await program.stop()
        object.__setattr__(settings, "values", before)
        await database.ask(lambda: connection.close())


def run(test: Callable[[], Awaitable[None]]) -> None:
    """Run the test's coroutine to its end."""

    async def within() -> None:
        async with asyncio.timeout(60):
            await test()

    asyncio.run(within())
