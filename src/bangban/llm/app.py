"""What does the door answer over HTTP? OpenAI's addresses, as a plain ASGI program."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import msgspec

from bangban.llm import errors, sse
from bangban.llm.asked import Gone, Receive, read, watched
from bangban.llm.door import Door
from bangban.llm.fair import Turns
from bangban.llm.model import Call, Caller
from bangban.llm.places import raised
from bangban.llm.ports import Employees, Keys
from bangban.llm.requests import checked_chat, checked_choice, checked_embeddings

log = logging.getLogger(__name__)
Scope = Mapping[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

JSON = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
ADDRESSES = {
    "/health": "GET",
    "/metrics": "GET",
    "/v1/models": "GET",
    "/v1/chat/completions": "POST",
    "/v1/embeddings": "POST",
    "/v1/choices": "POST",
}
_HERE = ("127.", "::1", "::ffff:127.")
"""How addresses of this machine itself begin."""


@dataclass
class App:
    """One process's door over HTTP. `metrics` gives the text of /metrics, for whoever shows `metrics_token`, or for this
    machine where there is none; `employees` may be None."""

    door: Door
    keys: Keys
    turns: Turns
    employees: Employees | None = None
    metrics: Callable[[], bytes] | None = None
    healthy: Callable[[], Mapping[str, Any]] | None = None
    metrics_token: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = Answering(send, secrets.token_hex(12))
        try:
            await self._route(scope, receive, answer)
        except errors.DoorProblem as problem:
            await answer.problem(problem)
        except Gone:
            return
        except Exception:
            # A caller's program must be able to read even what should not happen; the log says what it was.
            log.exception("call %s failed", answer.id)
            await answer.problem(errors.DoorProblem())

    async def _route(self, scope: Scope, receive: Receive, answer: Answering) -> None:
        path = scope["path"].rstrip("/")
        # The server leaves out the body of an answer to HEAD.
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        headers = _headers(scope["headers"])
        match (method, path):
            case ("GET", "/health"):
                await answer.json(200, dict(self.healthy()) if self.healthy else {"status": "ok"})
            case ("GET", "/metrics") if self.metrics is not None:
                self._check_watcher(scope, headers)
                await answer.text(200, self.metrics())
            case ("GET", "/v1/models"):
                await answer.json(200, await self._models(await self._caller(headers)))
            case ("GET", _) if path.startswith("/v1/models/"):
                await answer.json(200, await self._model(await self._caller(headers), path[11:]))
            case ("POST", "/v1/chat/completions"):
                await self._chat(await self._caller(headers), headers, receive, answer)
            case ("POST", "/v1/choices"):
                await self._choice(await self._caller(headers), headers, receive, answer)
            case ("POST", "/v1/embeddings"):
                await self._embeddings(await self._caller(headers), headers, receive, answer)
            case _:
                await self._elsewhere(scope["method"], path, answer)

    async def _elsewhere(self, method: str, path: str, answer: Answering) -> None:
        allowed = "GET" if path.startswith("/v1/models/") else ADDRESSES.get(path)
        if allowed is None or (path == "/metrics" and self.metrics is None):
            raise errors.NoSuchAddress(method=method[:20], path=path[:120] or "/")
        allow = (b"allow", f"{allowed.replace('GET', 'GET, HEAD')}, OPTIONS".encode())
        if method == "OPTIONS":
            # No page of another origin is let in: there is nothing here for a browser.
            await answer.empty(204, [allow])
        else:
            await answer.problem(errors.NoSuchMethod(method=method[:20], path=path, allowed=allowed), [allow])

    def _check_watcher(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Raises MetricsClosed for whoever may not read what the agencies use."""
        if self.metrics_token:
            given = headers.get("authorization", "").partition(" ")[2].strip()
            open_ = secrets.compare_digest(given.encode(), self.metrics_token.encode())
        else:
            # A proxy on this machine speaks for others, and says so.
            peer = (scope.get("client") or ("127.0.0.1",))[0]
            open_ = peer.startswith(_HERE) and not headers.keys() & {"forwarded", "x-forwarded-for"}
        if not open_:
            raise errors.MetricsClosed()

    async def _caller(self, headers: Mapping[str, str]) -> Caller:
        scheme, _space, secret = headers.get("authorization", "").partition(" ")
        caller = await self.keys.find(secret.strip()) if scheme.lower() == "bearer" and secret else None
        if caller is None:
            raise errors.NoKey()
        return caller

    async def _models(self, caller: Caller) -> dict[str, Any]:
        names = list(self.door.config.models)
        if self.employees is not None:
            names += await self.employees.models(caller)
        return {
            "object": "list",
            "data": [{"id": name, "object": "model", "created": 0, "owned_by": "bangban"} for name in names],
        }

    async def _model(self, caller: Caller, name: str) -> dict[str, Any]:
        """One of the models there are.

        Raises:
            NoModel: there is none of that name.
        """
        listed: list[dict[str, Any]] = (await self._models(caller))["data"]
        found = next((one for one in listed if one["id"] == name), None)
        if found is None:
            raise errors.NoModel(model=name[:120], known=", ".join(one["id"] for one in listed) or "-")
        return found

    async def _chat(
        self, caller: Caller, headers: Mapping[str, str], receive: Receive, answer: Answering
    ) -> None:
        body = checked_chat(await read(headers, receive))
        call = _call(answer.id, caller, headers, body)
        await watched(receive, _give(call, self.chunks(call), answer))

    def check(self, call: Call) -> None:
        """Raise what stands against serving any call of this kind; to be laid over."""

    async def chunks(self, call: Call) -> AsyncIterator[dict[str, Any]]:
        """The chunks of one call's answer, when it has its turn: what every way in asks, and what may be laid over to
        count or keep what is said.

        Raises:
            DoorProblem: why there is none.
        """
        self.check(call)
        async with self.turns.turn(call.caller.agency):
            if call.model.startswith("employee/") and self.employees is not None:
                chunks = self.employees.answer(call, call.model.removeprefix("employee/"))
            else:
                chunks = self.door.chat(call)
            async with aclosing(chunks):  # type: ignore[type-var]
                async for chunk in chunks:
                    yield chunk

    async def _choice(
        self, caller: Caller, headers: Mapping[str, str], receive: Receive, answer: Answering
    ) -> None:
        """Which of two answers the officer took: {"id": the answer's, "index": the choice's}."""
        identity, index = checked_choice(await read(headers, receive))
        if not await self.door.choices.chosen(caller, identity.removeprefix("chatcmpl-"), index):
            raise errors.NoSuchPair(id=identity[:60])
        await answer.json(200, {"id": identity, "index": index, "object": "choice"})

    async def _embeddings(
        self, caller: Caller, headers: Mapping[str, str], receive: Receive, answer: Answering
    ) -> None:
        body = checked_embeddings(await read(headers, receive))
        call = _call(answer.id, caller, headers, body)

        self.check(call)

        async def given() -> None:
            async with self.turns.turn(caller.agency):
                await answer.json(200, await self.door.embeddings(call))

        await watched(receive, given())


_READ = {
    name.encode(): name
    for name in (
        "authorization", "content-length", "x-data-class", "x-scenario", "forwarded", "x-forwarded-for",
    )
}  # fmt: skip
"""The headers that mean something here."""


def _headers(given: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Those by lower-case name; what is said twice stands there with a comma, so that nothing is overwritten."""
    found: dict[str, str] = {}
    for name, value in given:
        if (key := _READ.get(name.lower())) is not None:
            text = value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


class Answering:
    """One answer on its way out."""

    def __init__(self, send: Send, identity: str) -> None:
        self._send, self.id, self.begun = send, identity, False

    async def json(self, status: int, value: Any, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        await self._whole(status, JSON + (headers or []), msgspec.json.encode(value))

    async def text(self, status: int, data: bytes) -> None:
        await self._whole(status, [(b"content-type", b"text/plain; version=0.0.4; charset=utf-8")], data)

    async def empty(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.begun = True
        await self._send(
            {"type": "http.response.start", "status": status, "headers": [*headers, self._identity]}
        )
        await self.end()

    async def problem(self, problem: errors.DoorProblem, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """The problem as an answer; in a stream that has begun, as its last event."""
        if self.begun:
            await self.event(problem.body())
            await self.end()
            return
        wait = (
            [(b"retry-after", str(max(1, round(problem.retry_after))).encode())]
            if problem.status == 429 or problem.retry_after
            else []
        )
        # A client that tries again by itself would do so in vain until the quota is renewed.
        again = [(b"x-should-retry", b"false")] if isinstance(problem, errors.OutOfQuota) else []
        await self.json(problem.status, problem.body(), [*headers, *wait, *again])

    async def event(self, value: Mapping[str, Any]) -> None:
        if not self.begun:
            self.begun = True
            await self._send(
                {"type": "http.response.start", "status": 200, "headers": [*STREAM, self._identity]}
            )
        await self._send(
            {"type": "http.response.body", "body": sse.event(msgspec.json.encode(value)), "more_body": True}
        )

    async def end(self, data: bytes = b"") -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": False})

    @property
    def _identity(self) -> tuple[bytes, bytes]:
        return (b"x-request-id", self.id.encode())

    async def _whole(self, status: int, headers: list[tuple[bytes, bytes]], data: bytes) -> None:
        self.begun = True
        size = (b"content-length", str(len(data)).encode())
        await self._send(
            {"type": "http.response.start", "status": status, "headers": [*headers, size, self._identity]}
        )
        await self.end(data)


async def _give(call: Call, chunks: AsyncIterator[dict[str, Any]], answer: Answering) -> None:
    async with aclosing(chunks):  # type: ignore[type-var]
        try:
            async for chunk in chunks:
                if call.stream:
                    await answer.event(chunk)
                else:
                    await answer.json(200, chunk)
            if call.stream:
                await answer.end(sse.DONE)
        except errors.DoorProblem as problem:
            await answer.problem(problem)


def _call(identity: str, caller: Caller, headers: Mapping[str, str], body: dict[str, Any]) -> Call:
    return Call(
        id=identity,
        caller=caller,
        data_class=raised(caller.floor, headers.get("x-data-class", "")),
        model=body["model"],
        body=body,
        stream=bool(body.get("stream")),
        scenario=_scenario(caller, headers.get("x-scenario", "").strip()[:60]),
    )


def _scenario(caller: Caller, named: str) -> str:
    """What a call is for. A key that was made for scenarios counts to one of them, whatever the header says.

    Raises:
        OtherScenario: it names one that its key is not for.
    """
    if not caller.scenarios:
        return named
    if named and named not in caller.scenarios:
        raise errors.OtherScenario(given=named, allowed=", ".join(caller.scenarios))
    return named or caller.scenarios[0]
