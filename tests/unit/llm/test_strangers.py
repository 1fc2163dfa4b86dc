"""What does the door tell a program that asks in a wrong shape, by another method, too slowly, or for what is not its own?"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bangban.llm import asked
from bangban.llm.requests import checked_chat
from tests.support.gateway import request
from tests.unit.llm.test_app import INTERNAL, PUBLIC, World, run

USER = {"role": "user", "content": "你好"}
CALL = {"id": "c", "type": "function", "function": {"name": "find", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": [{"role": ["user"], "content": "x"}]}, "messages[0].role"),
        ({"messages": [USER, {"role": "user"}]}, "messages[1].content"),
        ({"messages": [{"role": "user", "content": []}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": 5}]}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages[0].content"),
        (
            {"messages": [{"role": "assistant", "content": "x", "tool_calls": "find"}]},
            "messages[0].tool_calls",
        ),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{"function": {"name": 1}}]}]},
            "messages[0].tool_calls",
        ),
        ({"tools": [1]}, "tools[0]"),
        ({"tool_choice": 3}, "tool_choice"),
        ({"stop": 5}, "stop"),
        ({"stop": ["a"] * 17}, "stop"),
        ({"user": 5}, "user"),
        ({"seed": 10**30}, "seed"),
        ({"presence_penalty": 3}, "presence_penalty"),
        ({"n": True}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"stream": "true"}, "stream"),
        ({"messages": []}, "messages"),
        ({"messages": "hi"}, "messages"),
        ({"model": None}, "model"),
    ],
)
def test_a_wrong_shape_is_named_and_nothing_is_sent(body: dict[str, Any], param: str) -> None:
    async def test(world: World) -> None:
        answer = await world.chat(**body)
        error = answer.json()["error"]
        assert (answer.status, error["param"], error["type"]) == (400, param, "invalid_request_error")
        assert world.cloud.seen == world.local.seen == []

    run(test)


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [USER, {"role": "assistant", "content": None, "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "c", "content": "1"}]},
        {"messages": [USER, {"role": "assistant", "tool_calls": [CALL]}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "甲"}, {"type": "text", "text": ""}]}]},
        {"messages": [{"role": "developer", "content": "短"}, USER], "stop": "。", "seed": -1, "tool_choice": "auto"},
        {"messages": [USER], "temperature": None, "n": None, "stream": None, "unheard_of": {"a": [1]}},
    ],
)  # fmt: skip
def test_what_programs_really_send_is_taken(body: dict[str, Any]) -> None:
    assert checked_chat({"model": "chat", **body})["messages"] == body["messages"]


def test_other_methods_are_told_which_there_are() -> None:
    async def test(world: World) -> None:
        key = f"Bearer {PUBLIC}"
        wrong = await request(world.app, "GET", "/v1/chat/completions", authorization=key)
        assert (wrong.status, wrong.code, wrong.headers["allow"]) == (
            405,
            "method_not_allowed",
            "POST, OPTIONS",
        )
        asked = await request(world.app, "OPTIONS", "/v1/models")
        assert (asked.status, asked.headers["allow"], asked.body) == (204, "GET, HEAD, OPTIONS", b"")
        assert (await request(world.app, "HEAD", "/v1/models", authorization=key)).status == 200
        assert (await request(world.app, "HEAD", "/v1/models")).status == 401
        assert (await request(world.app, "POST", "/v1/responses", authorization=key)).status == 404

    run(test)


def test_whoever_stands_still_is_told_and_whoever_leaves_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asked, "PATIENCE", 0.1)

    async def test(world: World) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        def asks(then: Any) -> Any:
            begun = iter([{"type": "http.request", "body": b'{"model"', "more_body": True}])

            async def receive() -> dict[str, Any]:
                return next(begun, None) or await then()

            return receive

        async def stands() -> Any:
            await asyncio.sleep(30)

        async def leaves() -> Any:
            return {"type": "http.disconnect"}

        scope = {
            "type": "http", "method": "POST", "path": "/v1/chat/completions",
            "headers": [(b"authorization", f"Bearer {PUBLIC}".encode())],
        }  # fmt: skip
        await world.app(scope, asks(stands), send)
        assert (sent[0]["status"], json.loads(sent[1]["body"])["error"]["code"]) == (408, "request_timeout")
        sent.clear()
        await world.app(scope, asks(leaves), send)
        assert sent == []

    run(test)


@pytest.mark.parametrize(
    ("token", "client", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "::1", {}, 200),
        ("", "10.1.2.3", {}, 403),
        ("", "127.0.0.1", {"x_forwarded_for": "10.1.2.3"}, 403),
        ("geheim", "10.1.2.3", {"authorization": "Bearer geheim"}, 200),
        ("geheim", "127.0.0.1", {}, 403),
        ("geheim", "127.0.0.1", {"authorization": "Bearer other"}, 403),
    ],
)
def test_metrics_are_this_machines_or_a_tokens(token: str, client: str, headers: Any, status: int) -> None:
    async def test(world: World) -> None:
        world.app.metrics, world.app.metrics_token = lambda: b"calls 1\n", token

        async def from_there(scope: Any, receive: Any, send: Any) -> None:
            await world.app({**scope, "client": (client, 5)}, receive, send)

        answer = await request(from_there, "GET", "/metrics", **headers)
        assert answer.status == status
        assert (answer.body == b"calls 1\n") == (status == 200)

    run(test)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
def test_a_providers_words_reach_the_caller_and_no_record(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUD_KEY", "sk-ours")

    async def test(world: World) -> None:
        world.local.fault = f"repeats {status}"
        answer = await world.chat(INTERNAL, "只有我知道的话")
        assert answer.status >= 400
        assert "sk-ours" not in answer.body.decode()
        assert ("只有我知道的话" in answer.body.decode()) == (status != 401)
        noted = [outcome.call.trace for outcome in world.app.door.meter.outcomes]  # type: ignore[attr-defined]
        assert "只有我知道的话" not in json.dumps(noted, ensure_ascii=False)
        assert f"HTTP {status}" in json.dumps(noted) or status == 401

    run(test, local_key="CLOUD_KEY")


def test_several_answers_come_from_whoever_gives_several() -> None:
    async def test(world: World) -> None:
        assert (await world.chat(n=2)).status == 200
        assert (len(world.cloud.seen), len(world.local.seen)) == (0, 1)

    run(test, "deepseek")

    async def alone(world: World) -> None:
        answer = await world.chat(model="only", n=2)
        assert (answer.status, answer.json()["error"]["param"]) == (400, "n")

    run(alone, "deepseek")


def test_a_provider_that_asks_for_a_pause_is_told_of_as_such() -> None:
    async def test(world: World) -> None:
        world.local.fault = "429"
        first = await world.chat(INTERNAL)
        assert (first.status, first.code, first.headers["retry-after"]) == (429, "upstream_busy", "7")
        second = await world.chat(INTERNAL)
        assert (second.status, second.code) == (429, "upstream_paused")
        assert 1 <= int(second.headers["retry-after"]) <= 7

    run(test)


def test_whoever_hangs_up_on_embeddings_frees_the_model() -> None:
    async def test(world: World) -> None:
        world.local.fault = "slow"
        body = json.dumps({"model": "chat", "input": "x"}).encode()
        begun = iter([{"type": "http.request", "body": body}])

        async def receive() -> dict[str, Any]:
            if (first := next(begun, None)) is not None:
                return first
            await asyncio.sleep(0.2)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            raise AssertionError(message)

        scope = {
            "type": "http", "method": "POST", "path": "/v1/embeddings",
            "headers": [(b"authorization", f"Bearer {INTERNAL}".encode())],
        }  # fmt: skip
        await world.app(scope, receive, send)
        await asyncio.wait_for(world.local.hung_up.wait(), 1)
        assert [one.outcome for one in world.app.door.meter.outcomes] == ["cut"]  # type: ignore[attr-defined]

    run(test)
