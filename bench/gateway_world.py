"""In which world are gateways measured? A home with a key, our gateway, ours stripped, and LiteLLM, each on a core of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.district import COMMAND, environment

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, OTHER_CORE = "0", "1"
RIVAL = "litellm[proxy]>=1.83,!=1.107.*"
"""The rival, as PyPI has it; 1.107.0 was withdrawn there as compromised."""
RIVAL_KEY = "sk-bench-only-0123456789abcdef0123456789"
_READY = 90.0


@dataclass(frozen=True)
class Served:
    """A running gateway."""

    name: str
    port: int
    key: str
    pid: int


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def pinned(core: str) -> list[str]:
    """What a command begins with to stay on one core, where the machine has two."""
    return ["taskset", "-c", core] if (os.cpu_count() or 1) > 1 else []


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


@contextmanager
def upstream(folder: Path) -> Iterator[int]:
    """The fast server behind all of them; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "bench.gateway_upstream", str(port)]
    with running(command, OTHER_CORE, os.environ, folder / "upstream.log"):
        wait_for(f"http://127.0.0.1:{port}/open", folder / "upstream.log")
        yield port


def make_home(folder: Path) -> tuple[Path, str]:
    """A home, and a key in it whose calls may leave, with a quota that is kept and large."""
    home = folder / "home"
    quiet = {"env": environment(home), "check": True, "stderr": subprocess.DEVNULL}
    subprocess.run([*COMMAND, "init"], stdout=subprocess.DEVNULL, **quiet)  # type: ignore[call-overload]
    create = [*COMMAND, "gateway", "key", "create", "--agency", "测试局", "--data-class", "public"]
    limits = ["--tokens-per-day", "1000000000000", "--requests-per-day", "1000000000", "--json"]
    made = subprocess.run([*create, *limits], stdout=subprocess.PIPE, **quiet)  # type: ignore[call-overload]
    return home, json.loads(made.stdout)["key"]


@contextmanager
def ours(folder: Path, home: Path, key: str, file: str, core: str = SERVER_CORE) -> Iterator[Served]:
    """Our gateway with everything on, over `file` (the text of gateway.yaml)."""
    (folder / "gateway.yaml").write_text(file, "utf-8")
    port, log = free_port(), folder / "gateway.log"
    command = [*COMMAND, "gateway", "--port", str(port), "--config", str(folder / "gateway.yaml")]
    with running(command, core, environment(home), log) as pid:
        wait_for(f"http://127.0.0.1:{port}/health", log)
        yield Served("Bangban", port, key, _worker(pid))


@contextmanager
def ours_stripped(folder: Path, upstream_port: int) -> Iterator[Served]:
    """Our door without keys, quota, screens and meter: what the rival without a database does."""
    port, log = free_port(), folder / "stripped.log"
    command = [sys.executable, "-m", "bench.gateway_stripped", str(port), str(upstream_port)]
    with running(command, SERVER_CORE, os.environ, log) as pid:
        wait_for(f"http://127.0.0.1:{port}/health", log)
        yield Served("Bangban, stripped", port, "x", _worker(pid))


@contextmanager
def rival(folder: Path, upstream_port: int) -> Iterator[Served]:
    """LiteLLM's proxy in an environment of its own, without a database, one worker."""
    python = _rival_environment()
    port, log = free_port(), folder / "litellm.log"
    config = {
        "model_list": [
            {
                "model_name": "chat",
                "litellm_params": {"model": "openai/m", "api_base": f"http://127.0.0.1:{upstream_port}/v1", "api_key": "x"},
            }
        ],
        "litellm_settings": {"num_retries": 0},
    }  # fmt: skip
    (folder / "litellm.yaml").write_text(json.dumps(config), "utf-8")
    command = [
        str(python.parent / "litellm"),
        "--config",
        str(folder / "litellm.yaml"),
        "--host",
        "127.0.0.1",
    ]
    more = ["--port", str(port), "--num_workers", "1", "--telemetry", "False"]
    # Its price list comes with the package, its logs are kept short, and it phones nobody.
    env = {
        **os.environ,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_LOG": "ERROR",
        "LITELLM_MASTER_KEY": RIVAL_KEY,
    }
    with running([*command, *more], SERVER_CORE, env, log) as pid:
        wait_for(f"http://127.0.0.1:{port}/health/liveliness", log)
        yield Served("LiteLLM", port, RIVAL_KEY, pid)


def rival_version() -> str:
    """Its version, as installed."""
    code = "import importlib.metadata as m; print(m.version('litellm'))"
    return subprocess.run(
        [_rival_environment(), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def load(job: Mapping[str, Any]) -> dict[str, Any]:
    """Run one job of bench.gateway_load on the other core."""
    command = [*pinned(OTHER_CORE), sys.executable, "-m", "bench.gateway_load", json.dumps(job)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _worker(pid: int) -> int:
    """The process that serves: the last child of granian's, or itself."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[-1]) if children else pid


def _rival_environment() -> Path:
    """Its environment in build/, made once."""
    folder = ROOT / "build" / "bench" / "litellm"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "litellm").exists():
        print("… LiteLLM is installed into build/bench/litellm", file=sys.stderr, flush=True)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", RIVAL], check=True)
    return python
