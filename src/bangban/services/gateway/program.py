"""How is one gateway process put together, started, kept up to date and ended? As one ASGI program."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any

from django.db import DatabaseError, InterfaceError

from bangban import config as settings
from bangban.errors import BadInput
from bangban.llm import app as http
from bangban.llm import config as files
from bangban.llm.door import Door
from bangban.llm.errors import DoorProblem
from bangban.llm.fair import Turns
from bangban.llm.model import Call, Outcome
from bangban.llm.ports import Employees, Quota
from bangban.llm.upstream import Upstream
from bangban.services.gateway import choices, database
from bangban.services.gateway.callers import CachedKeys
from bangban.services.gateway.declared import read_config
from bangban.services.gateway.health import Watch
from bangban.services.gateway.house import House
from bangban.services.gateway.meter import BatchMeter
from bangban.services.gateway.metrics import Metrics
from bangban.services.gateway.pairs import PairsInDatabase
from bangban.services.gateway.quota import LeasedQuota
from bangban.services.gateway.screening import screens
from bangban.services.gateway.spool import Spool
from bangban.services.gateway.traces import tracer

log = logging.getLogger(__name__)
MakeEmployees = Callable[[Callable[[Outcome], None], Quota], Employees]
LOOK_EVERY = 5.0
"""Seconds between two looks at gateway.yaml and at what guardians chose."""


class NotConfigured(DoorProblem):
    """平台没有连接任何语言模型，各项工作都用本地方法。管理员可按文档 docs/how-to/connect-models.md 连接。 | No language model is connected; all work is done by local methods. An administrator connects one as docs/how-to/connect-models.md says."""

    code, status, kind = "no_model_configured", 503, "invalid_request_error"


class App(http.App):
    """The door over HTTP, with a count of what was said, and its contents where an agency keeps them."""

    meter: BatchMeter

    def check(self, call: Call) -> None:
        if not self.door.config.routes and not call.model.startswith("employee/"):
            raise NotConfigured()

    async def chunks(self, call: Call) -> AsyncIterator[dict[str, Any]]:
        self.check(call)
        days = self.meter.keys.keep_days.get(call.caller.key, 0)
        said, characters = [], 0
        try:
            async with aclosing(super().chunks(call)) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    text = _text_of(chunk)
                    characters += len(text)
                    if days:
                        said.append(text)
                    self.meter.said(call.id, characters)
                    yield chunk
        finally:
            if days and call.data_class != "secret":
                asked = "\n\n".join(_asked(call.body))
                self.meter.keep(call.id, call.caller.agency, asked, "".join(said), days)


def _text_of(chunk: Mapping[str, Any]) -> str:
    parts = []
    for choice in chunk.get("choices") or ():
        part = choice.get("delta") or choice.get("message") or {}
        parts += [part[name] for name in ("reasoning_content", "content") if isinstance(part.get(name), str)]
    return "".join(parts)


def _asked(body: Mapping[str, Any]) -> list[str]:
    return [
        f"{message.get('role')}: {text}"
        for message in body.get("messages") or ()
        for text in http_texts(message.get("content"))
    ]


def http_texts(content: Any) -> list[str]:
    """The texts of a message's content, which is a text or a list of parts."""
    if isinstance(content, str):
        return [content]
    return [part["text"] for part in content or () if isinstance(part.get("text"), str)]


class Program:
    """The ASGI program. `employees` makes the port to digital employees, given what records their calls and the quota."""

    def __init__(self, employees: MakeEmployees | None = None) -> None:
        self._employees = employees
        self._app: App | None = None
        self._ends: list[Callable[[], Awaitable[object] | None]] = []

    async def __call__(self, scope: http.Scope, receive: http.Receive, send: http.Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)

    async def _live(self, receive: http.Receive, send: http.Send) -> None:
        await receive()
        try:
            await self.start()
        except Exception as error:
            log.error("the gateway cannot start: %s", error)
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def start(self) -> App:
        """Put everything together, inside the running loop."""
        try:
            file = read_config()
        except BadInput as problem:
            # The door opens without a model, says so, and looks again when the file was changed.
            log.error("gateway.yaml is wrong, no model is connected: %s", problem.text("en"))
            file = files.EMPTY
        upstream, keys = Upstream(), CachedKeys()
        meter = BatchMeter(keys, spool=Spool(settings.load().path("spool")))
        quota = LeasedQuota(meter.refuses)
        door = Door(file, upstream, screens(), quota, meter, choices=PairsInDatabase())
        watch = Watch(door.health)
        metrics = Metrics(lambda: {"unwritten_calls": ("Calls not yet in the database.", meter.waiting)})
        meter.quota, meter.watchers, meter.extra = quota, [metrics.watch, watch.watch], watch.due
        if (traced := tracer(settings.load()["telemetry.endpoint"])) is not None:
            meter.watchers.append(traced[0])
            self._ends.append(traced[1])
        turns = Turns(settings.load()["gateway.places"])
        employees = self._employees(meter.record, quota) if self._employees else None
        token = settings.load()["gateway.metrics_token"]
        app = App(door, keys, turns, employees, metrics.text, lambda: _health(door, meter), token)
        app.meter = meter
        await self._look(door, file)
        tasks = [asyncio.create_task(meter.run()), asyncio.create_task(self._keep_looking(door, file))]
        self._ends = [*(_ender(task) for task in tasks), upstream.close, meter.close, *self._ends]
        house = House(app)
        await house.start()
        self._ends = [house.close, *self._ends]
        self._app = app
        return app

    async def stop(self) -> None:
        """End the tasks, write what is unwritten, give leases back."""
        for end in self._ends:
            ending = end()
            if ending is not None:
                await ending
        self._ends = []

    async def _keep_looking(self, door: Door, file: files.GatewayConfig) -> None:
        read = _changed()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if (changed := _changed()) != read:
                read = changed
                try:
                    file = read_config()
                    log.info("gateway.yaml was read again: %d models", len(file.models))
                except BadInput as problem:
                    log.error("gateway.yaml is wrong, the old one stays in force: %s", problem.text("en"))
            await self._look(door, file)

    async def _look(self, door: Door, file: files.GatewayConfig) -> None:
        try:
            door.config = choices.laid_over(file, await database.ask(choices.chosen))
        except (DatabaseError, InterfaceError) as error:
            log.warning("what guardians chose cannot be read: %s", error)
            door.config = file


def _changed() -> int:
    try:
        return settings.load().gateway_file[0].stat().st_mtime_ns
    except OSError:
        return 0


def _ender(task: asyncio.Task[None]) -> Callable[[], Awaitable[object]]:
    async def end() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    return end


def _health(door: Door, meter: BatchMeter) -> dict[str, Any]:
    """What /health says: alive, and whether there is any model."""
    return {
        "status": "ok",
        "models": door.config.models,
        "providers": [
            {"name": one.name, "kind": one.kind, "place": one.place} for one in door.config.providers.values()
        ],
        "note": "" if door.config.routes else NotConfigured().text("en"),
        "unwritten_calls": meter.waiting,
    }
