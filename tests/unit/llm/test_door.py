"""Does a call reach a model that may have it, and does what goes wrong end as it should?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from typing import Any

import pytest

from bangban.llm import errors
from bangban.llm.config import GatewayConfig
from bangban.llm.door import Door
from bangban.llm.model import Call, Caller, Limits, Place, Provider, Route, Target, Timeouts
from bangban.llm.ports import MeterInMemory, QuotaInMemory
from bangban.llm.screens import Chain
from bangban.llm.upstream import Upstream
from tests.support.models import FaultServer, fault_server

QUICK = Timeouts(connect=1, first_token=0.4, between_tokens=0.4, whole=1)


class World:
    """A door with two providers: a local one behind one outside."""

    def __init__(self, door: Door, cloud: FaultServer, local: FaultServer) -> None:
        self.door, self.cloud, self.local = door, cloud, local
        self.caller = Caller(1, 1, "hotline", "public", limits=Limits(tokens_per_day=100_000))

    def call(self, text: str = "你好", **more: Any) -> Call:
        body = {"model": "chat", "messages": [{"role": "user", "content": text}], **more.pop("body", {})}
        given = {"data_class": self.caller.floor, **more}
        return Call("c1", self.caller, model="chat", body=body, **given)

    async def said(self, call: Call) -> str:
        text = ""
        async with aclosing(self.door.chat(call)) as chunks:
            async for chunk in chunks:
                for choice in chunk["choices"]:
                    text += (choice.get("delta") or choice.get("message") or {}).get("content") or ""
        return text

    @property
    def meter(self) -> MeterInMemory:
        assert isinstance(self.door.meter, MeterInMemory)
        return self.door.meter


def run(test: Callable[[World], Awaitable[None]], *, n: int = 1) -> None:
    async def within() -> None:
        async with AsyncExitStack() as stack:
            cloud = await stack.enter_async_context(fault_server())
            local = await stack.enter_async_context(fault_server())
            local.words = ["本地", "回答"]
            upstream = Upstream()
            stack.push_async_callback(upstream.close)

            def provider(name: str, server: FaultServer, place: Place) -> Provider:
                return Provider(name, "openai", server.base_url, ("m",), place, timeouts=QUICK)

            providers = {
                "cloud": provider("cloud", cloud, "outside"),
                "local": provider("local", local, "local"),
            }
            route = Route("chat", tuple((Target(one, "m"),) for one in providers.values()))
            door = Door(
                GatewayConfig(providers, (route,)), upstream, Chain(), QuotaInMemory(), MeterInMemory()
            )
            await test(World(door, cloud, local))

    asyncio.run(within())


@pytest.mark.parametrize("stream", [False, True])
def test_the_first_target_answers(stream: bool) -> None:
    async def test(world: World) -> None:
        assert await world.said(world.call(stream=stream, body={"stream": stream})) == "您好，请问"
        [outcome] = world.meter.outcomes
        assert (outcome.outcome, outcome.target) == ("ok", "cloud/m")
        assert (outcome.usage.prompt, outcome.usage.completion) == (11, 4)
        assert world.local.seen == []
        assert world.cloud.seen[0]["max_tokens"] == 4096

    run(test)


@pytest.mark.parametrize("given", ["internal", "sensitive"])
def test_what_is_not_public_stays_inside(given: Any) -> None:
    async def test(world: World) -> None:
        assert await world.said(world.call(data_class=given)) == "本地回答"
        assert world.cloud.seen == []

    run(test)


@pytest.mark.parametrize("text", ["秘密★5年\n关于……的请示", "绝密★长期", "附件\n机　密★10年"])
def test_what_is_secret_goes_nowhere(text: str) -> None:
    async def test(world: World) -> None:
        with pytest.raises(errors.ClassNotAllowed):
            await world.said(world.call(text))
        assert world.cloud.seen == world.local.seen == []
        assert world.meter.outcomes[0].outcome == "data_class_not_allowed"

    run(test)


@pytest.mark.parametrize("fault", ["500", "503", "429", "401", "404", "slow", "redirect"])
@pytest.mark.parametrize("stream", [False, True])
def test_another_model_answers_for_one_that_fails(fault: str, stream: bool) -> None:
    async def test(world: World) -> None:
        world.cloud.fault = fault
        assert await world.said(world.call(stream=stream, body={"stream": stream})) == "本地回答"
        [outcome] = world.meter.outcomes
        assert outcome.target == "local/m"
        assert outcome.tried[0].startswith("cloud/m upstream_")

    run(test)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("cut", "upstream_cut"), ("malformed", "upstream_malformed"), ("long line", "upstream_malformed"),
     ("stalls", "upstream_timeout")],
)  # fmt: skip
def test_after_the_first_word_no_other_model_takes_over(fault: str, code: str) -> None:
    async def test(world: World) -> None:
        world.cloud.fault = fault
        with pytest.raises(errors.UpstreamProblem) as raised:
            await world.said(world.call(stream=True, body={"stream": True}))
        assert raised.value.code == code
        assert world.local.seen == []
        [outcome] = world.meter.outcomes
        assert outcome.usage.completion > 0
        assert outcome.usage.estimated

    run(test)


def test_a_request_that_is_declined_is_not_sent_again() -> None:
    async def test(world: World) -> None:
        world.cloud.fault = "400"
        with pytest.raises(errors.Declined):
            await world.said(world.call())
        assert world.local.seen == []

    run(test)


def test_quota_is_set_aside_before_and_settled_after() -> None:
    async def test(world: World) -> None:
        quota = world.door.quota
        assert isinstance(quota, QuotaInMemory)
        await world.said(world.call())
        assert quota.spent[1] == 15
        with pytest.raises(errors.OutOfQuota):
            await world.said(world.call(body={"max_tokens": 100_000}))
        assert len(world.cloud.seen) == 1
        world.cloud.fault = world.local.fault = "500"
        with pytest.raises(errors.AllFailed):
            await world.said(world.call())
        assert quota.spent[1] == 15

    run(test)


def test_whoever_hangs_up_frees_the_model_and_pays_what_came() -> None:
    async def test(world: World) -> None:
        world.cloud.fault = "endless"
        async with aclosing(world.door.chat(world.call(stream=True, body={"stream": True}))) as chunks:
            async for _chunk in chunks:
                break
        await asyncio.wait_for(world.cloud.hung_up.wait(), 5)
        [outcome] = world.meter.outcomes
        assert outcome.outcome == "cut"
        assert outcome.usage.estimated

    run(test)


def test_a_target_that_keeps_failing_is_left_alone() -> None:
    async def test(world: World) -> None:
        world.cloud.fault = "500"
        for _ in range(8):
            await world.said(world.call())
        assert len(world.cloud.seen) == 5
        world.door.health.breakers["cloud/m"].open_until = 0
        world.cloud.fault = ""
        assert await world.said(world.call()) == "您好，请问"
        assert await world.said(world.call()) == "您好，请问"

    run(test)
