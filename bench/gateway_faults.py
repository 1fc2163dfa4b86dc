"""What does a caller see, and what is charged, when the model behind the gateway errs? Every fault, whole and streamed."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bench.gateway_world import ours
from tests.support.gateway_process import Served
from tests.support.models import FaultServer, fault_server

FAULTS = (
    "none", "500", "503", "401", "404", "400", "429", "slow", "html", "redirect", "cut", "malformed", "long line", "stalls",
    "endless", "no done",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """One cell of the matrix."""

    fault: str
    stream: bool
    said: str
    charged: int
    seconds: float
    with_another: str
    """Who answers where a second provider stands behind the one that errs."""


class ByModel(FaultServer):
    """Errs as the model's name says: "cut" errs as "cut" does."""

    async def chat(self, request: web.Request) -> web.StreamResponse:
        self.fault = str((await request.json())["model"]).replace("_", " ")
        return await super().chat(request)


def file(errs: str, stands: str) -> str:
    """gateway.yaml: each fault a model, alone and with another behind it."""
    models = [fault.replace(" ", "_") for fault in FAULTS]
    rows = [f'  - {{model: "{name}", try: [errs/{name}]}}' for name in models]
    rows += [f'  - {{model: "{name}+", try: [errs/{name}, stands/good]}}' for name in models]
    waits = "timeouts: {first_token: 1, between_tokens: 1, whole: 2}"
    return (
        f"providers:\n  - {{name: errs, kind: openai, base_url: {errs}, models: {json.dumps(models)}, place: outside, {waits}}}\n"
        f"  - {{name: stands, kind: openai, base_url: {stands}, models: [good], place: local, {waits}}}\nroutes:\n"
        + "\n".join(rows)
        + "\n"
    )


def matrix(folder: Path, home: Path, key: str) -> list[Seen]:
    """Every fault, whole and streamed."""
    return asyncio.run(_matrix(folder, home, key))


async def _matrix(folder: Path, home: Path, key: str) -> list[Seen]:
    found = []
    async with fault_server(ByModel) as errs, fault_server() as stands, aiohttp.ClientSession() as client:
        stands.words = ["本地", "回答"]
        with ours(folder, home, key, file(errs.base_url, stands.base_url)) as gateway:
            for fault in FAULTS:
                for stream in (False, True):
                    before, began = await _charged(client, gateway), time.perf_counter()
                    said = await _asked(client, gateway, fault.replace(" ", "_"), stream)
                    seconds = time.perf_counter() - began
                    charged = await _charged(client, gateway) - before
                    another = await _asked(client, gateway, fault.replace(" ", "_") + "+", stream)
                    found.append(Seen(fault, stream, said, charged, seconds, another))
    return found


async def _asked(client: aiohttp.ClientSession, gateway: Served, model: str, stream: bool) -> str:
    body = {
        "model": model,
        "messages": [{"role": "user", "content": "你好"}],
        "stream": stream,
        "max_tokens": 50,
    }
    url = f"http://127.0.0.1:{gateway.port}/v1/chat/completions"
    async with client.post(url, json=body, headers={"Authorization": f"Bearer {gateway.key}"}) as answer:
        text = await answer.text()
    if "event-stream" not in answer.headers["Content-Type"]:
        found = json.loads(text)
        if answer.status != 200:
            return f"{answer.status} {found['error']['code']}"
        return f"“{found['choices'][0]['message']['content']}”"
    return _stream(text)


def _stream(text: str) -> str:
    words, end = "", "ends without a word"
    for row in text.split("\n"):
        if not row.startswith("data: "):
            continue
        if row == "data: [DONE]":
            end = "[DONE]"
            continue
        event: dict[str, Any] = json.loads(row[6:])
        if "error" in event:
            end = event["error"]["code"]
        for choice in event.get("choices", ()):
            words += choice["delta"].get("content") or ""
            if choice["finish_reason"] == "length":
                words += " (length)"
    return f"“{words if len(words) < 20 else words[:8] + '…' + words[-12:]}” {end}"


async def _charged(client: aiohttp.ClientSession, gateway: Served) -> int:
    """Tokens charged so far, as /metrics says."""
    async with client.get(f"http://127.0.0.1:{gateway.port}/metrics") as answer:
        rows = re.findall(r"^bangban_gateway_tokens_total\{.*\} (\d+)$", await answer.text(), re.MULTILINE)
    return sum(map(int, rows))
