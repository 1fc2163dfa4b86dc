"""How fast is our door alone? The same program without keys, quota, screens and meter. Run: python -m bench.gateway_stripped PORT UPSTREAM"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bangban.llm.app import App
from bangban.llm.config import GatewayConfig
from bangban.llm.door import Door
from bangban.llm.fair import Turns
from bangban.llm.model import Call, Caller, Outcome, Provider, Route, Target
from bangban.llm.ports import PlainScreens, Reservation, Usage
from bangban.llm.upstream import Upstream

_CALLER = Caller(1, 1, "bench", "public")


class Anybody:
    async def find(self, secret: str) -> Caller:
        return _CALLER


class NoQuota:
    async def reserve(self, call: Call, tokens: int, money: float) -> Reservation:
        return self

    def settle(self, usage: Usage, money: float) -> None:
        return None


class NoMeter:
    def record(self, outcome: Outcome) -> None:
        return None


_app: App | None = None


async def application(
    scope: Mapping[str, Any],
    receive: Callable[[], Awaitable[Mapping[str, Any]]],
    send: Callable[[Mapping[str, Any]], Awaitable[None]],
) -> None:
    """The ASGI program; it is put together at its first request."""
    global _app
    if _app is None:
        port = os.environ["BENCH_UPSTREAM"]
        provider = Provider("cloud", "openai", f"http://127.0.0.1:{port}/v1", ("m",), "local")
        config = GatewayConfig({"cloud": provider}, (Route("chat", ((Target(provider, "m"),),)),))
        door = Door(config, Upstream(), PlainScreens(), NoQuota(), NoMeter())
        _app = App(door, Anybody(), Turns(2000))
    await _app(scope, receive, send)


def main(port: int, upstream: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["BENCH_UPSTREAM"] = upstream
    Granian(
        "bench.gateway_stripped:application", address="127.0.0.1", port=port, interface=Interfaces.ASGINL, workers=1,
        websockets=False, backlog=2048, log_level=LogLevels.warning,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
