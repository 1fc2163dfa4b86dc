"""Do programs that know only OpenAI's API work unchanged: its official client, and curl? Over real HTTP."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import openai
import pytest
import uvicorn
from aiohttp import web

from bangban.services.gateway import keys, limits
from tests.support.gateway import FILE, gateway, run
from tests.support.models import FaultServer, fault_server

BY = "operator:test"
PHONE = "13812345678"
TOOLS: list[Any] = [
    {
        "type": "function",
        "function": {
            "name": "look_up",
            "parameters": {"type": "object", "properties": {"phone": {"type": "string"}}},
        },
    }
]


class Model(FaultServer):
    """Calls a tool where it has one, speaks JSON where it must, thinks aloud, and repeats what it was told."""

    async def chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        said = str(body["messages"][-1]["content"])
        if self.fault or body.get("stream"):
            self.words = [said[at : at + 2] for at in range(0, len(said), 2)]
            return await super().chat(request)
        self.seen.append(body)
        message: dict[str, Any] = {
            "role": "assistant",
            "content": f"收到：{said}",
            "reasoning_content": f"想想{said}",
        }
        if body.get("tools") and body["messages"][-1]["role"] == "user":
            function = {"name": "look_up", "arguments": json.dumps({"phone": said})}
            message = {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
            }
        elif body.get("response_format"):
            message["content"] = json.dumps({"said": said}, ensure_ascii=False)
        reason = "tool_calls" if message.get("tool_calls") else "stop"
        usage = {"prompt_tokens": 11, "completion_tokens": 4, "total_tokens": 15}
        return web.json_response(
            {
                "id": "x",
                "choices": [{"index": 0, "message": message, "finish_reason": reason}],
                "usage": usage,
            }
        )


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """The program behind the server that `bangban gateway` uses; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="none", http="httptools")
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    finally:
        server.should_exit = True
        await running


def with_client(
    people: Any, folder: Path, test: Callable[[openai.AsyncOpenAI, Model, Model], Awaitable[None]]
) -> None:
    """Run `test` with the official client at a gateway over a model outside and a local one."""
    key, secret = keys.create(people.bureau, BY, data_class="public")
    limits.set_limit(people.bureau, "key", str(key.pk), "tokens", "day", 60_000, BY)

    async def within() -> None:
        async with AsyncExitStack() as stack:
            local = await stack.enter_async_context(fault_server(Model))
            cloud = await stack.enter_async_context(fault_server(Model))
            file = folder / "gateway.yaml"
            file.write_text(FILE.format(local=local.base_url, cloud=cloud.base_url), "utf-8")
            url = await stack.enter_async_context(served(await stack.enter_async_context(gateway(file))))
            client = openai.AsyncOpenAI(base_url=url, api_key=secret, max_retries=0)
            stack.push_async_callback(client.close)
            await test(client, cloud, local)  # type: ignore[arg-type]

    run(within)


def user(text: str) -> Any:
    return [{"role": "user", "content": text}]


def test_the_official_client_asks_streams_and_thinks(people: Any, tmp_path: Path) -> None:
    async def test(client: openai.AsyncOpenAI, cloud: Model, local: Model) -> None:
        whole = await client.chat.completions.create(model="chat", messages=user(f"我的电话{PHONE}"))
        message = whole.choices[0].message
        assert message.content == f"收到：我的电话{PHONE}"
        assert message.model_extra == {"reasoning_content": f"想想我的电话{PHONE}"}
        assert (whole.model, whole.usage and whole.usage.total_tokens) == ("chat", 15)
        assert PHONE not in json.dumps(cloud.seen), "what left was masked"
        stream = await client.chat.completions.create(
            model="chat",
            messages=user(f"电话是{PHONE}。"),
            stream=True,
            stream_options={"include_usage": True},
        )
        said, usage = "", None
        async for chunk in stream:
            said += "".join(choice.delta.content or "" for choice in chunk.choices)
            usage = chunk.usage or usage
        assert said == f"电话是{PHONE}。"
        assert usage is not None
        assert usage.prompt_tokens == 11

    with_client(people, tmp_path, test)


def test_tools_and_json_go_there_and_back(people: Any, tmp_path: Path) -> None:
    async def test(client: openai.AsyncOpenAI, cloud: Model, local: Model) -> None:
        asked = await client.chat.completions.create(model="chat", messages=user(PHONE), tools=TOOLS)
        call = asked.choices[0].message.tool_calls[0]  # type: ignore[index]
        assert json.loads(call.function.arguments) == {"phone": PHONE}  # type: ignore[union-attr]
        assert asked.choices[0].finish_reason == "tool_calls"
        answer: Any = {"role": "tool", "tool_call_id": call.id, "content": f"{PHONE} 已登记"}
        spoken: Any = asked.choices[0].message.model_dump(exclude_none=True)
        last = await client.chat.completions.create(
            model="chat", messages=[*user(PHONE), spoken, answer], tools=TOOLS
        )
        assert last.choices[0].message.content == f"收到：{PHONE} 已登记"
        form = await client.chat.completions.create(
            model="chat", messages=user(PHONE), response_format={"type": "json_object"}
        )
        assert json.loads(form.choices[0].message.content or "") == {"said": PHONE}
        assert len(cloud.seen) == 3
        assert PHONE not in json.dumps(cloud.seen)

    with_client(people, tmp_path, test)


def test_models_embeddings_and_every_kind_of_error(people: Any, tmp_path: Path) -> None:
    async def test(client: openai.AsyncOpenAI, cloud: Model, local: Model) -> None:
        assert [model.id async for model in client.models.list()] == ["chat", "home"]
        assert (await client.models.retrieve("home")).id == "home"
        vectors = await client.embeddings.create(
            model="home", input=["你好", "再见"], encoding_format="float"
        )
        assert [one.embedding for one in vectors.data] == [[0.5, 0.25]] * 2
        with pytest.raises(openai.NotFoundError) as unknown:
            await client.chat.completions.create(model="gpt", messages=user("你好"))
        assert unknown.value.code == "model_not_found"
        with pytest.raises(openai.AuthenticationError):
            await client.with_options(api_key="bbk_wrong").models.list()
        with pytest.raises(openai.PermissionDeniedError) as classed:
            await client.chat.completions.create(model="chat", messages=user("绝密★30年"))
        assert classed.value.code == "data_class_not_allowed"
        with pytest.raises(openai.RateLimitError) as spent:
            await client.chat.completions.create(model="home", messages=user("你好"), max_tokens=60_000)
        assert spent.value.code == "insufficient_quota"
        with pytest.raises(openai.BadRequestError):
            await client.chat.completions.create(model="chat", messages=[])
        local.fault = "500"
        with pytest.raises(openai.InternalServerError) as failed:
            await client.chat.completions.create(model="home", messages=user("你好"))
        assert failed.value.code == "upstream_failed"
        local.fault = "cut"
        with pytest.raises(openai.APIError, match="broke off"):
            async for _chunk in await client.chat.completions.create(
                model="home", messages=user("一二三四五六七八"), stream=True
            ):
                pass

    with_client(people, tmp_path, test)


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_curl(people: Any, tmp_path: Path) -> None:
    async def curl(client: openai.AsyncOpenAI, *more: str) -> str:
        words = [
            "curl",
            "-sS",
            "-N",
            f"{client.base_url}chat/completions",
            "-H",
            f"Authorization: Bearer {client.api_key}",
            *more,
        ]
        asked = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
        return (await asked.communicate())[0].decode()

    async def test(client: openai.AsyncOpenAI, cloud: Model, local: Model) -> None:
        body = {"model": "chat", "messages": user(PHONE)}
        # As people write it: without a content type of its own.
        whole = json.loads(await curl(client, "-d", json.dumps(body)))
        assert whole["choices"][0]["message"]["content"] == f"收到：{PHONE}"
        lines = (await curl(client, "-d", json.dumps(body | {"stream": True}))).split("\n\n")
        assert (lines[-2], lines[-1]) == ("data: [DONE]", "")
        chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
        assert "".join(one["choices"][0]["delta"].get("content") or "" for one in chunks) == PHONE
        # A body so large that curl asks first whether it may send it.
        large = tmp_path / "large.json"
        large.write_text(json.dumps(body | {"messages": user("好" * 600_000)}), "utf-8")
        refused = json.loads(await curl(client, "-d", f"@{large}"))
        assert refused["error"]["code"] == "insufficient_quota"

    with_client(people, tmp_path, test)
