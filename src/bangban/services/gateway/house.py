"""How do the house's own employees reach a model? Over a socket in this machine, in their own name, by the same door.

Whoever opens the socket is a process of this installation: the folder lets nobody else in. There is no key to steal,
and no way round masking, screens, quota and meter: a call from here is an employee's, of its agency, for its scenario,
of that scenario's class of data.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError

from bangban import config as settings
from bangban.governance.models import DigitalEmployee
from bangban.governance.scenarios.load import scenarios
from bangban.llm.app import App
from bangban.llm.errors import DoorProblem
from bangban.llm.model import Call, Caller
from bangban.llm.requests import checked_chat
from bangban.services.gateway import database
from bangban.services.gateway.models import AgencyPolicy
from bangban.skillhost import protocol
from bangban.skillhost.address import prepare_folder
from bangban.skillhost.models import door_path
from bangban.skillhost.problems import BadFrame, BadSocketPath, FrameTooLarge

log = logging.getLogger(__name__)
READ_SECONDS = 5.0


class NotOurs(DoorProblem):
    """没有在岗的数字员工 {employee} 承办“{scenario}”，不能以它的名义调用模型。 | No employee {employee} on duty has "{scenario}" on its list, so no model is asked in its name."""

    code, status = "employee_unknown", 403


class House:
    """The socket of one process. Of several, one has it; when it ends, the next that starts takes it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = -1
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, unless another process does or the folder is not ours: then skills take their local path."""
        path = door_path(settings.load())
        try:
            mode = prepare_folder(path)
            self._lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError, BadSocketPath) as error:
            log.info("skills are not served here: %s", error)
            return
        path.unlink(missing_ok=True)
        before = os.umask(0o777 & ~mode)
        try:
            self._server = await asyncio.start_unix_server(self._serve, path)
        finally:
            os.umask(before)
        self._path: Path = path

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._path.unlink(missing_ok=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            try:
                request = await asyncio.wait_for(protocol.receive_from(reader), READ_SECONDS)
                if request is None:
                    raise ValueError("cut")
                async with asyncio.timeout(max(0.0, float(request["deadline"]) - time.monotonic())):
                    await self._answer(request, writer)
                    _write(writer, {"end": True})
            except DoorProblem as problem:
                _write(writer, {"failed": problem.code})
            except TimeoutError:
                _write(writer, {"failed": "timeout"})
            except (BadFrame, FrameTooLarge, ValueError, KeyError, TypeError):
                _write(writer, {"failed": "bad_request"})
            except (DatabaseError, InterfaceError) as error:
                log.warning("an employee cannot be looked up: %s", type(error).__name__)
                _write(writer, {"failed": "quota_unknown"})
            await writer.drain()
        writer.close()

    async def _answer(self, request: Mapping[str, Any], writer: asyncio.StreamWriter) -> None:
        number, scenario = str(request["employee"])[:12], str(request["scenario"])[:60]
        caller = await database.ask(lambda: caller_of(number, scenario))
        asked = {"model": str(request["model"]), "messages": list(request["messages"]), "stream": True}
        body = checked_chat(asked)
        call = Call(
            id=secrets.token_hex(12), caller=caller, data_class=caller.floor, model=body["model"], body=body,
            stream=True, scenario=scenario,
        )  # fmt: skip
        async with aclosing(self._app.chunks(call)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                if "error" in chunk:
                    raise DoorProblem()
                for choice in chunk.get("choices") or ():
                    if text := (choice.get("delta") or {}).get("content"):
                        _write(writer, {"text": text})
                        await writer.drain()


def caller_of(number: str, scenario: str) -> Caller:
    """Whom a call counts to: an employee that works and has the scenario.

    Raises:
        NotOurs: there is none.
    """
    employee = (
        DigitalEmployee.objects.filter(number=number, scenario_rows__scenario=scenario)
        .select_related("agency")
        .first()
    )
    known = scenarios().get(scenario)
    if employee is None or known is None or not employee.works:
        raise NotOurs(employee=number, scenario=scenario)
    policy = AgencyPolicy.objects.filter(pk=employee.agency_id).first()
    return Caller(
        key=0,
        agency=employee.agency_id,
        agency_code=employee.agency.code,
        floor=known.data_class,  # type: ignore[arg-type]
        employee=number,
        scenarios=(scenario,),
        words=tuple(policy.words) if policy else (),
        forbidden=tuple(policy.forbidden) if policy else (),
    )


def _write(writer: asyncio.StreamWriter, message: dict[str, Any]) -> None:
    writer.write(protocol.encode(message))
