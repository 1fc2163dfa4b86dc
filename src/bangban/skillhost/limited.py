"""How is one pure function run on bytes nobody trusts? In a fresh, limited process that is thrown away.

A fresh interpreter and not a fork: the caller is a web process with threads, whose locks a fork would
copy as they stand. It gets none of our environment, no descriptor but its three pipes, and may write no file.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from bangban.errors import BadInput, Problem

LARGEST_ANSWER = 1024 * 1024

_SIZE = struct.Struct("!I")


class LimitExceeded(BadInput):
    """处理这份内容超出了限制（{limit}），已停止。请换一份较小或较简单的文件。 | Handling this content went over its limit ({limit}) and was stopped. Use a smaller or simpler file."""

    code = "limit_exceeded"
    status = 422


class LimitedFailed(BadInput):
    """这份内容无法处理（原因代码 {reason}）。请检查文件是否完整，或换一种格式。 | This content could not be handled (reason {reason}). Check that the file is whole, or use another format."""

    code = "limited_failed"
    status = 422


def run_limited(
    function: Callable[..., Any], args: Sequence[Any] = (), *, seconds: float, memory_mb: int
) -> Any:
    """Return `function(*args)`, run in a child with `seconds` of time and `memory_mb` of memory.

    `function` is a module's own, imported by name in the child. Arguments and result are JSON, except that
    an argument may be bytes. A Problem it raises is raised here again, as its own class.

    Raises:
        LimitExceeded: too slow, too much memory, or more than 1 MB of result.
        LimitedFailed: it raised something else, ended early, or returned what is not JSON.
    """
    request = _pack(f"{function.__module__}:{function.__qualname__}", args, seconds, memory_mb)
    command = [sys.executable, "-S", "-s", "-m", "bangban.skillhost.limited_child"]
    # -S skips the start-up files of site-packages: faster, and the path is handed over as it is here.
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.defpath, "PYTHONUTF8": "1"}
    # S603: the command is ours, word for word.
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            answer, _ = child.communicate(request, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise LimitExceeded(limit=f"{seconds:g} s") from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
    return _result(answer, child.returncode, function, seconds)


def _pack(name: str, args: Sequence[Any], seconds: float, memory_mb: int) -> bytes:
    raw = [arg for arg in args if isinstance(arg, bytes)]
    head = {
        "function": name,
        "seconds": seconds,
        "memory_mb": memory_mb,
        "args": [{"bytes": len(arg)} if isinstance(arg, bytes) else {"value": arg} for arg in args],
    }
    packed = json.dumps(head).encode()
    return b"".join([_SIZE.pack(len(packed)), packed, *raw])


def unpack(data: bytes) -> tuple[dict[str, Any], list[Any]]:
    """What `run_limited` sent: the head and the arguments."""
    (size,) = _SIZE.unpack_from(data)
    start = _SIZE.size + size
    head = json.loads(data[_SIZE.size : start])
    args = []
    for arg in head["args"]:
        if "bytes" in arg:
            args.append(data[start : start + arg["bytes"]])
            start += arg["bytes"]
        else:
            args.append(arg["value"])
    return head, args


def _result(answer: bytes, status: int, function: Callable[..., Any], seconds: float) -> Any:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise LimitExceeded(limit=f"{seconds:g} s CPU")
    if len(answer) > LARGEST_ANSWER:
        raise LimitExceeded(limit=f"{LARGEST_ANSWER} bytes")
    try:
        message = json.loads(answer)
    except ValueError:
        raise LimitedFailed(reason=f"exit {status}") from None
    if "result" in message:
        return message["result"]
    if message.get("limit"):
        raise LimitExceeded(limit=message["limit"])
    if "problem" in message:
        raise _known(message["problem"])(**message["details"])
    raise LimitedFailed(reason=message["reason"])


def _known(name: str) -> type[Problem]:
    """The Problem class of that name. The child was handed foreign bytes: it may name, not make, a class."""
    waiting = [Problem]
    while waiting:
        kind = waiting.pop()
        if f"{kind.__module__}:{kind.__qualname__}" == name:
            return kind
        waiting.extend(kind.__subclasses__())
    raise LimitedFailed(reason="unknown_problem")
