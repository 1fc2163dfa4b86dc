"""How is a gateway started as a process of its own, with a home and a key, and ended?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-m", "bangban.cli.main")
_READY = 180.0


@dataclass(frozen=True)
class Served:
    """A running gateway; `pid` is the process that serves."""

    name: str
    port: int
    key: str
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def pinned(core: str) -> list[str]:
    """What a command begins with to stay on one core, where that is wanted and the machine has two."""
    return ["taskset", "-c", core] if core and (os.cpu_count() or 1) > 1 else []


@contextmanager
def running(command: Sequence[str], core: str, env: Mapping[str, str], log: Path) -> Iterator[int]:
    """A program until the block ends."""
    with log.open("ab") as said:
        process = subprocess.Popen(
            [*pinned(core), *command], cwd=ROOT, env=dict(env), stdout=said, stderr=said
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, log: Path) -> None:
    """Until `url` answers.

    Raises:
        RuntimeError: it does not in time; with the end of the log.
    """
    end = time.monotonic() + _READY
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"{url} does not answer:\n{log.read_text('utf-8', 'replace')[-1500:]}")


def environment(home: Path) -> dict[str, str]:
    """The environment of a command in `home`: nothing of the caller's own installation."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    return {**own, "BANGBAN_HOME": str(home)}


def make_home(folder: Path) -> tuple[Path, str]:
    """A home, and a key in it whose calls may leave, with a quota that is kept and large."""
    home, env = folder / "home", environment(folder / "home")
    subprocess.run([*COMMAND, "init"], env=env, check=True, capture_output=True)
    create = [*COMMAND, "gateway", "key", "create", "--agency", "测试局", "--data-class", "public"]
    limits = ["--tokens-per-day", "1000000000000", "--requests-per-day", "1000000000", "--json"]
    made = subprocess.run([*create, *limits], env=env, check=True, capture_output=True)
    return home, json.loads(made.stdout)["key"]


def make_key(home: Path, tokens_per_day: int) -> tuple[str, int]:
    """Another key of the same agency with a limit of its own: (the key, its number)."""
    create = [*COMMAND, "gateway", "key", "create", "--agency", "测试局", "--data-class", "public", "--json"]
    made = subprocess.run(
        [*create, "--tokens-per-day", str(tokens_per_day)],
        env=environment(home),
        check=True,
        capture_output=True,
    )
    found = json.loads(made.stdout)
    return found["key"], found["id"]


def used_of(home: Path, key: int) -> int:
    """Tokens that are settled of a key's own limit."""
    listing = [*COMMAND, "gateway", "limit", "list", "--json"]
    told = subprocess.run(listing, env=environment(home), check=True, capture_output=True, text=True)
    rows = map(json.loads, told.stdout.splitlines())
    return int(next(r["used"] for r in rows if (r["scope"], r["subject"]) == ("key", str(key))))


@contextmanager
def gateway_process(folder: Path, home: Path, key: str, file: str, core: str = "") -> Iterator[Served]:
    """Our gateway with everything on, over `file` (the text of gateway.yaml)."""
    (folder / "gateway.yaml").write_text(file, "utf-8")
    port, log = free_port(), folder / "gateway.log"
    command = [*COMMAND, "gateway", "--port", str(port), "--config", str(folder / "gateway.yaml")]
    with running(command, core, environment(home), log) as pid:
        wait_for(f"http://127.0.0.1:{port}/health", log)
        yield Served("Bangban", port, key, worker_of(pid))


def worker_of(pid: int) -> int:
    """The process that serves: the last child of the one that was started, or itself."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[-1]) if children else pid
