"""How is a provider asked, and what can go wrong? Every fault a typed outcome."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec

from bangban.llm import errors, sse
from bangban.llm.kinds import KINDS
from bangban.llm.model import Target
from bangban.llm.wire import Late, Reply, Unconnected, Wires, address_of

LARGEST_ANSWER = 32 * 2**20
"""Bytes of an answer that is not streamed."""
_SHOWN = 200
_MOST_READ = 64 * 1024
"""Bytes of a refusal."""
_LONGEST_REST = 120.0
"""Seconds: whatever a header says, a target is looked at again after that."""
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|too (?:long|many tokens)|exceeds? .{0,40}(?:context|tokens)|上下文|超长|过长",
    re.IGNORECASE,
)


class Upstream:
    """Asks providers. Make it inside the running loop; close it at the end."""

    def __init__(self) -> None:
        self._wires = Wires()

    async def close(self) -> None:
        self._wires.close()

    @asynccontextmanager
    async def ask(
        self, target: Target, path: str, body: Mapping[str, Any], key: str
    ) -> AsyncIterator[Answer]:
        """Send a request; the answer has begun when this yields. Leaving the block ends it on their side as well.

        Raises:
            UpstreamProblem: it could not be sent, was refused, or nothing came in time.
        """
        waits = target.provider.timeouts
        # A whole answer begins when it is complete: only a stream has a first token to wait for.
        patience = waits.first_token if body.get("stream") else waits.whole
        address = address_of(target.provider.base_url + path, target.provider.proxy)
        try:
            reply = await self._wires.post(address, _encode(body), key, waits.connect, patience)
        except Unconnected as error:
            raise errors.Unreachable(target=target.name, reason=str(error)) from error
        except Late as error:
            raise errors.TooSlow(target=target.name, reason=f"{patience:g} s") from error
        except OSError as error:
            raise errors.Unreachable(target=target.name, reason=type(error).__name__) from error
        answer = Answer(target, reply, key)
        try:
            if reply.status != 200:
                raise await _refusal(target, reply, key)
            yield answer
        finally:
            reply.close(ended=answer.ended)


class Answer:
    """An answer that has begun. `ended`: its last word was read."""

    def __init__(self, target: Target, reply: Reply, key: str) -> None:
        self.target, self._reply, self._key, self.ended = target, reply, key, False

    @property
    def rests(self) -> float:
        """Seconds for which the provider allows nothing more, as the headers of its answer say; 0 when it does."""
        remaining, reset = KINDS[self.target.provider.kind].limit_headers
        headers = self._reply.headers
        if headers.get(remaining, "").strip() != "0":
            return 0.0
        return min(_duration(headers.get(reset, "")), _LONGEST_REST)

    @property
    def streams(self) -> bool:
        return "text/event-stream" in self._reply.headers.get("content-type", "")

    async def whole(self) -> dict[str, Any]:
        """The answer as one object.

        Raises:
            UpstreamProblem: it broke off, took too long, or is no JSON object.
        """
        patience = self.target.provider.timeouts.whole
        end = time.monotonic() + patience
        parts, size = [], 0
        while chunk := await self._more(end - time.monotonic(), f"{patience:g} s"):
            parts.append(chunk)
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise errors.Malformed(target=self.target.name, reason=f"> {LARGEST_ANSWER} bytes")
        return _object(self.target, b"".join(parts))

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """The chunks of a stream, as they come.

        Raises:
            UpstreamProblem: it broke off before [DONE], stood still too long, or a chunk cannot be read.
        """
        waits, reader = self.target.provider.timeouts, sse.Events()
        end = time.monotonic() + waits.whole
        patience = waits.first_token
        while not self.ended:
            chunk = await self._more(min(patience, end - time.monotonic()))
            if not chunk:
                break
            try:
                for data in reader.feed(chunk):
                    if data.strip() == sse.DONE_MARK:
                        self.ended = True
                        break
                    patience = waits.between_tokens
                    yield self._checked(data)
            except sse.LineTooLong as error:
                raise errors.Malformed(
                    target=self.target.name, reason=f"line > {sse.LONGEST_LINE} bytes"
                ) from error
        last = reader.end() if not self.ended else None
        if last and last.strip() != sse.DONE_MARK:
            yield self._checked(last)
        if not self.ended and not last:
            raise errors.CutOff(target=self.target.name, reason="no [DONE]")

    async def _more(self, patience: float, told: str = "") -> bytes:
        """The next bytes; b"" at the end. The time counts only while we wait for them, not while they are used."""
        try:
            return await self._reply.more(max(patience, 0.001))
        except Late as error:
            raise errors.TooSlow(target=self.target.name, reason=told or f"{patience:.0f} s") from error
        except OSError as error:
            raise errors.CutOff(target=self.target.name, reason=str(error)) from error

    def _checked(self, data: bytes) -> dict[str, Any]:
        found = _object(self.target, data)
        if "error" in found and not found.get("choices"):
            raise errors.UpstreamProblem.said(self.target.name, "error", _message(found, self._key))
        return found


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def _object(target: Target, data: bytes) -> dict[str, Any]:
    try:
        found = _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise errors.Malformed(target=target.name, reason="JSON") from error
    if not isinstance(found, dict):
        raise errors.Malformed(target=target.name, reason=type(found).__name__)
    return found


async def _refusal(target: Target, reply: Reply, key: str) -> errors.UpstreamProblem:
    data, end = b"", time.monotonic() + 5
    with suppress(OSError):
        while len(data) < _MOST_READ and (more := await reply.more(end - time.monotonic())):
            data += more
    try:
        said = _message(_object(target, data), key)
    except errors.Malformed:
        said = ""
    name, status = target.name, f"HTTP {reply.status}"
    match reply.status:
        case 401 | 403:
            problem: errors.UpstreamProblem = errors.KeyRefused(target=name, reason=status)
        case 408 | 504:
            problem = errors.TooSlow(target=name, reason=status)
        case 429:
            problem = errors.UpstreamBusy.said(name, status, said)
            problem.retry_after = _seconds(reply.headers)
        case 400 | 413 | 422 if _TOO_LONG.search(said):
            problem = errors.TooLongThere.said(name, status, said)
        case 400 | 413 | 415 | 422:
            problem = errors.Declined.said(name, status, said)
        case number if number >= 500:
            problem = errors.UpstreamFaulty.said(name, status, said)
            problem.retry_after = _seconds(reply.headers) if number == 503 else 0.0
        case _:
            problem = errors.UpstreamProblem.said(name, status, said)
    return problem


def _seconds(headers: Mapping[str, str]) -> float:
    """How long to wait, as the provider says it: Retry-After, or when its window ends ("1s", "6m0s", "20ms")."""
    for name in ("retry-after", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"):
        if name in headers:
            return _duration(headers[name])
    return 0.0


def _duration(text: str) -> float:
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    total, number = 0.0, ""
    for index, sign in enumerate(text):
        if sign.isdigit() or sign == ".":
            number += sign
            continue
        unit = "ms" if text[index : index + 2] == "ms" else sign
        if not number or unit not in units:
            number = ""
            continue
        total, number = total + float(number) * units[unit], ""
    try:
        return total + (float(number) if number else 0.0)
    except ValueError:
        return total


def _message(found: Mapping[str, Any], key: str) -> str:
    """What a provider says of its error, shortened and without our key to it: it is shown as text and never followed."""
    error = found.get("error")
    said = error.get("message") if isinstance(error, Mapping) else error
    words = " ".join(str(said or found.get("message") or "").split())
    return (words.replace(key, "…") if key else words)[:_SHOWN]
