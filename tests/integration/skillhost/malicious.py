"""Which skills try to take their host down? Run as a program: `malicious.py SOCKET COUNT MEMORY_MB [HIDDEN…]` serves them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bangban.errors import BadInput
from bangban.skillhost.server import serve
from bangban.skills import Context, Result


class Act:
    version = "1"
    input_schema: Mapping[str, Any] = {}
    settings_schema: Mapping[str, Any] = {}

    def __init__(self, name: str, act: Callable[[Mapping[str, Any], Context], Any]) -> None:
        self.name = name
        self.act = act

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result:
        return self.act(inputs, context)


def echo(inputs, context):
    return Result({"said": inputs.get("say"), "settings": dict(context.settings), "pid": os.getpid()})


def sleep(inputs, context):
    time.sleep(inputs["seconds"])
    return Result({"slept": inputs["seconds"], "pid": os.getpid()})


def hang(inputs, context):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def leave(inputs, context):
    os._exit(int(inputs.get("code", 0)))


def say_goodbye(inputs, context):
    sys.exit(0)


def segfault(inputs, context):
    os.kill(os.getpid(), signal.SIGSEGV)


def eat(inputs, context):
    return Result({"bytes": len(bytearray(4 << 30))})


def eat_slowly(inputs, context):
    pieces = []
    while True:
        pieces.append(bytearray(1 << 20))


def fail(inputs, context):
    raise RuntimeError(f"a resident's words: {inputs}")


def refuse(inputs, context):
    raise BadInput(what=str(inputs))


def not_json(inputs, context):
    return Result({"pid": object()})


def nan(inputs, context):
    return Result({"value": float("nan")})


def nothing(inputs, context):
    return None


def deep(inputs, context):
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    return Result({"value": value})


def huge(inputs, context):
    return Result({"text": "x" * (20 << 20)})


def flood(inputs, context):
    for stream in (1, 2):
        os.write(stream, b"a resident's words\n" * 1000)
    for _ in range(2000):
        print("a resident's words" * 50)
        print("a resident's words" * 50, file=sys.stderr)
    return Result({"flooded": True, "pid": os.getpid()})


def fork_both_return(inputs, context):
    os.fork()
    return Result({"pid": os.getpid()})


def fork_and_hang(inputs, context):
    child = os.fork()
    if child == 0:
        if inputs.get("escape"):
            os.setsid()
        time.sleep(600)
        os._exit(0)
    return Result({"child": child, "pid": os.getpid()})


def fork_and_crash(inputs, context):
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
    os._exit(3)


def multiply(inputs, context):
    for _ in range(100):
        if os.fork() == 0:
            break
    while True:
        time.sleep(1)


def start_program(inputs, context):
    program = subprocess.Popen(["sleep", "600"])
    while True:
        time.sleep(1)
    return Result({"program": program.pid})


def leave_thread(inputs, context):
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    return Result({"pid": os.getpid()})


def open_files(inputs, context):
    files = [os.open("/dev/null", os.O_RDONLY) for _ in range(100_000)]
    return Result({"files": len(files)})


def close_all(inputs, context):
    os.closerange(3, 1000)
    return Result({})


def kill_master(inputs, context):
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(5)


def read_file(inputs, context):
    path = Path(inputs["path"])
    if path.is_dir():
        return Result({"found": os.listdir(path)})
    return Result({"found": path.read_text()})


def take_mounts_off(inputs, context):
    libc = ctypes.CDLL(None)
    tried = [libc.umount2(inputs["path"].encode(), 2), libc.unshare(0x10020000)]
    tried.append(libc.umount2(inputs["path"].encode(), 2))
    return Result({"tried": tried, "found": os.listdir(inputs["path"])})


def call_out(inputs, context):
    """What happens when a skill connects to a port of this machine, and to another machine."""
    told = []
    for address in (("127.0.0.1", inputs["port"]), ("192.0.2.1", 443)):
        try:
            with socket.create_connection(address, timeout=2):
                told.append("connected")
        except OSError as error:
            told.append(error.strerror or type(error).__name__)
    return Result({"told": told})


def look_into(inputs, context):
    found = {}
    for name in ("environ", "mem", "root/etc/hostname"):
        try:
            with open(f"/proc/{inputs['pid']}/{name}", "rb") as file:
                found[name] = len(file.read(1)) if name != "mem" else 1
        except OSError as error:
            found[name] = error.strerror
    return Result(found)


def facts(inputs, context):
    return Result(
        {
            "pid": os.getpid(),
            "master": os.getppid(),
            "status": Path("/proc/self/status").read_text(),
            "limits": Path("/proc/self/limits").read_text(),
        }
    )


ACTS = (
    *(echo, sleep, hang, leave, say_goodbye, segfault, eat, eat_slowly, fail, refuse, not_json, nan, nothing),
    *(
        deep,
        huge,
        flood,
        fork_both_return,
        fork_and_hang,
        fork_and_crash,
        multiply,
        start_program,
        leave_thread,
    ),
    *(open_files, close_all, kill_master, facts, read_file, take_mounts_off, look_into, call_out),
)
SKILLS = {act.__name__: Act(act.__name__, act) for act in ACTS}

if __name__ == "__main__":
    serve(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        int(sys.argv[3]),
        lambda: print("ready", flush=True),
        hidden=[Path(path) for path in sys.argv[4:] if path != "offline"],
        offline="offline" in sys.argv[4:],
        skills=SKILLS,
    )
