"""How do a caller and a skill host talk? One frame each way: version byte, length, UTF-8 JSON.

A request is `{"skill", "inputs", "settings", "deadline"}`, where `deadline` is a moment on
CLOCK_MONOTONIC, which all processes of one machine share. An answer is `{"result": {...}}`, the
dictionary of `bangban.skills.Result`, or `{"failed": {"reason", "place"}}`.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import TYPE_CHECKING, Any

from bangban.skillhost.problems import BadFrame, FrameTooLarge

if TYPE_CHECKING:
    from asyncio import StreamReader

VERSION = 1
LARGEST = 8 * 1024 * 1024
"""Bytes of JSON in one frame. A message with its evidence is about 10 kB; a file never passes here."""

_HEADER = struct.Struct("!BI")
HEADER_BYTES = _HEADER.size


def encode(message: dict[str, Any]) -> bytes:
    """Return `message` as one frame.

    Raises:
        FrameTooLarge: it has more than `LARGEST` bytes.
        TypeError, ValueError, RecursionError: it is not JSON (NaN and infinity are not).
    """
    payload = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    if len(payload) > LARGEST:
        raise FrameTooLarge(size=len(payload), limit=LARGEST)
    return _HEADER.pack(VERSION, len(payload)) + payload


def receive(connection: socket.socket, deadline: float) -> dict[str, Any] | None:
    """Read one frame; None when the other side closed before the frame was whole.

    Raises:
        BadFrame: another version, or not a JSON object.
        FrameTooLarge: the header announces more than `LARGEST` bytes.
        TimeoutError: `deadline` (on CLOCK_MONOTONIC) passed.
    """
    header = _read(connection, HEADER_BYTES, deadline)
    if header is None:
        return None
    payload = _read(connection, _size(header), deadline)
    return None if payload is None else _message(payload)


async def receive_from(reader: StreamReader) -> dict[str, Any] | None:
    """As `receive`, on an event loop; how long that may take is the caller's to say."""
    try:
        return _message(await reader.readexactly(_size(await reader.readexactly(HEADER_BYTES))))
    except EOFError:
        return None


def _size(header: bytes) -> int:
    """Bytes of the frame that this header announces."""
    version, size = _HEADER.unpack(header)
    if version != VERSION:
        raise BadFrame(what=f"version {version}")
    if size > LARGEST:
        raise FrameTooLarge(size=size, limit=LARGEST)
    return int(size)


def _message(payload: bytes) -> dict[str, Any]:
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BadFrame(what="JSON") from error
    if not isinstance(message, dict):
        raise BadFrame(what=type(message).__name__)
    return message


def seconds_left(deadline: float) -> float:
    """Seconds until `deadline`; raises TimeoutError when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read(connection: socket.socket, size: int, deadline: float) -> bytes | None:
    whole = bytearray()
    while len(whole) < size:
        # Each wait gets only what is left, so that a byte now and then cannot stretch the whole.
        connection.settimeout(seconds_left(deadline))
        chunk = connection.recv(min(size - len(whole), 1 << 20))
        if not chunk:
            return None
        whole += chunk
    return bytes(whole)
