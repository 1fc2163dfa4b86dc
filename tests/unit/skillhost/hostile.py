"""Which functions does `run_limited` have to withstand?"""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from bangban.errors import BadInput


def add(first: Any, second: Any) -> Any:
    return first + second


def length(data: bytes) -> int:
    return len(data)


def hang() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def eat() -> int:
    return len(bytearray(2 << 30))


def leave() -> None:
    os._exit(0)


def fail() -> None:
    raise RuntimeError("a resident's words")


def refuse() -> None:
    raise BadInput(what="第三页")


def not_json() -> object:
    return object()


def huge() -> str:
    return "x" * (2 << 20)


def talk() -> str:
    print("not the answer")
    sys.stderr.write("nor this")
    return "the answer"


def write(path: str) -> None:
    Path(path).write_text("written")


def environment() -> dict[str, str]:
    return dict(os.environ)


def hand_over(address: str) -> None:
    child = os.fork()
    if child == 0:
        time.sleep(600)
    with socket.socket(socket.AF_UNIX) as tell:
        tell.connect(address)
        tell.sendall(str(child).encode())


def open_many() -> None:
    [socket.socket() for _ in range(100)]


def forge() -> None:
    answer = b'{"problem": "os:system", "details": {"command": "true"}}'
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, answer)
        except OSError:
            continue
    os._exit(0)
