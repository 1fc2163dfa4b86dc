"""How does the rest of Bangban ask for a skill? One connection a request, with a deadline, no skill code here.

A caller always gets an answer of its type within its deadline plus half a second: a result, or one of
the four problems below.
"""

from __future__ import annotations

import logging
import select
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bangban import config
from bangban.skillhost import protocol
from bangban.skillhost.address import may_serve, socket_path
from bangban.skillhost.problems import HostUnavailable, SkillCrashed, SkillFailed, SkillTimeout
from bangban.skillhost.protocol import seconds_left

log = logging.getLogger(__name__)
STARTING = 2.0
"""Seconds in which hosts that are being started, or started again, are waited for."""
ABSENT = 5.0
"""Seconds for which nobody waits again after hosts were waited for in vain."""
LOOK = 0.04
"""Seconds; twice the time between two looks whether somebody is there by now."""
_absent: dict[Path, float] = {}
"""Socket → until when it is taken to have nobody behind it."""


def call(
    skill: str,
    inputs: Mapping[str, Any],
    *,
    settings: Mapping[str, Any] | None = None,
    deadline_seconds: float | None = None,
    model: Mapping[str, str] | None = None,
    address: Path | None = None,
) -> dict[str, Any]:
    """Have a skill host run `skill` and return `Result.as_dict()`.

    `deadline_seconds` counts from now, waiting for a free host included; its default is the setting
    `hosts.deadline_seconds`. `model`: whose model the skill may ask, {"model", "employee", "scenario"}.

    Raises:
        SkillTimeout: no result within the deadline.
        SkillFailed: the skill raised, or returned what cannot be sent.
        SkillCrashed: its process ended half-way.
        HostUnavailable: no host listens.
        FrameTooLarge: the inputs have more than 8 MB.
    """
    heard = listen(
        skill, inputs, settings=settings, deadline_seconds=deadline_seconds, model=model, address=address
    )
    for one in heard:
        if one is not None and "result" in one:
            result: dict[str, Any] = one["result"]
            return result
    raise SkillCrashed(skill=skill)


def listen(
    skill: str,
    inputs: Mapping[str, Any],
    *,
    settings: Mapping[str, Any] | None = None,
    deadline_seconds: float | None = None,
    model: Mapping[str, str] | None = None,
    address: Path | None = None,
    tick: float | None = None,
) -> Iterator[dict[str, Any] | None]:
    """As `call`, given as it comes: {"part": what is finished of the result}, and last {"result": all of it}.

    With `tick`, None each time so many seconds passed without anything; without it there are no parts.
    """
    settings_in_force = config.load()
    seconds = float(
        settings_in_force["hosts.deadline_seconds"] if deadline_seconds is None else deadline_seconds
    )
    deadline = time.monotonic() + seconds
    request = {"skill": skill, "inputs": inputs, "settings": settings or {}, "deadline": deadline}
    request |= {"model": dict(model)} if model else {}
    request |= {"parts": True} if tick is not None else {}
    frame = protocol.encode(request)
    path = address or socket_path(settings_in_force)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            _connect(connection, path, deadline)
            if not may_serve(_account(connection), path, settings_in_force):
                raise HostUnavailable(socket=path)
            _send(connection, frame, deadline)
            while True:
                while tick is not None and not select.select([connection], [], [], tick)[0]:
                    protocol.seconds_left(deadline)
                    yield None
                answer = _receive(connection, deadline)
                if answer is None or "part" not in answer:
                    break
                yield answer
        except TimeoutError:
            log.warning("skill %s passed its deadline of %s s", skill, seconds)
            raise SkillTimeout(skill=skill, seconds=seconds) from None
    if answer is None:
        # The host kills what passes the deadline; its end then reaches us as a closed connection.
        if time.monotonic() >= deadline:
            raise SkillTimeout(skill=skill, seconds=seconds)
        log.warning("the process that ran skill %s ended half-way", skill)
        raise SkillCrashed(skill=skill)
    if "failed" in answer:
        # Written by a process that runs anybody's skills: it may hold anything.
        failed = answer["failed"] if isinstance(answer["failed"], dict) else {}
        reason, place = (str(failed.get(name, "-"))[:80] for name in ("reason", "place"))
        log.warning("skill %s failed: %r at %r", skill, reason, place)
        raise SkillFailed(skill=skill, reason=reason, place=place)
    yield {"result": answer.get("result", {})}


def _connect(connection: socket.socket, path: Path, deadline: float) -> None:
    began = time.monotonic()
    # Who found nobody has waited for all who come within the next seconds.
    until = min(began + STARTING, deadline) - LOOK if began > _absent.get(path, 0.0) else began
    while True:
        connection.settimeout(seconds_left(deadline))
        try:
            connection.connect(str(path))
        except BlockingIOError:
            # A full queue refuses a Unix socket with a timeout at once (EAGAIN) instead of waiting.
            time.sleep(min(0.005, seconds_left(deadline)))
        except TimeoutError:
            raise
        except OSError as error:
            if time.monotonic() < until:
                time.sleep(LOOK / 2)
                continue
            _absent[path] = time.monotonic() + ABSENT
            raise HostUnavailable(socket=path) from error
        else:
            _absent.pop(path, None)
            return


def _account(connection: socket.socket) -> int:
    """The account that listens on the other side, unix(7)."""
    peer = struct.unpack("iII", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(peer[1])


def _send(connection: socket.socket, frame: bytes, deadline: float) -> None:
    # A host that left is noticed by its silence.
    with suppress(ConnectionError):
        connection.settimeout(seconds_left(deadline))
        connection.sendall(frame)


def _receive(connection: socket.socket, deadline: float) -> dict[str, Any] | None:
    try:
        return protocol.receive(connection, deadline)
    except ConnectionError:
        return None
