"""In which world are gateways measured? A home with a key, our gateway, ours stripped, and LiteLLM, each on a core of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from tests.support.gateway_process import (
    Served,
    gateway_process,
    pinned,
    running,
    wait_for,
    worker_of,
)
from tools.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, OTHER_CORE = "0", "1"
RIVAL = "litellm[proxy]>=1.83,!=1.107.*"
"""The rival, as PyPI has it; 1.107.0 was withdrawn there as compromised."""
RIVAL_KEY = "sk-bench-only-0123456789abcdef0123456789"


@contextmanager
def upstream(folder: Path) -> Iterator[int]:
    """The fast server behind all of them; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "bench.gateway_upstream", str(port)]
    with running(command, OTHER_CORE, os.environ, folder / "upstream.log"):
        wait_for(f"http://127.0.0.1:{port}/open", folder / "upstream.log")
        yield port


def ours(folder: Path, home: Path, key: str, file: str) -> AbstractContextManager[Served]:
    """Our gateway with everything on, on the server's core."""
    return gateway_process(folder, home, key, file, SERVER_CORE)


@contextmanager
def ours_stripped(folder: Path, upstream_port: int) -> Iterator[Served]:
    """Our door without keys, quota, screens and meter: what the rival without a database does."""
    port, log = free_port(), folder / "stripped.log"
    command = [sys.executable, "-m", "bench.gateway_stripped", str(port), str(upstream_port)]
    with running(command, SERVER_CORE, os.environ, log) as pid:
        wait_for(f"http://127.0.0.1:{port}/health", log)
        yield Served("Bangban, stripped", port, "x", worker_of(pid))


@contextmanager
def rival(folder: Path, upstream_port: int) -> Iterator[Served]:
    """LiteLLM's proxy in an environment of its own, without a database, one worker."""
    python = _rival_environment()
    port, log = free_port(), folder / "litellm.log"
    config = {
        "model_list": [
            {
                "model_name": "chat",
                # `user` says how the upstream is to behave; of a model it does not know the rival leaves it out.
                "litellm_params": {
                    "model": "openai/m", "api_base": f"http://127.0.0.1:{upstream_port}/v1", "api_key": "x",
                    "allowed_openai_params": ["user"],
                },
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


@contextmanager
def loading(job: Mapping[str, Any]) -> Iterator[subprocess.Popen[str]]:
    """The same, while the block does something else."""
    command = [*pinned(OTHER_CORE), sys.executable, "-m", "bench.gateway_load", json.dumps(job)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.wait()


def result_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a job that was `loading` measured."""
    found: dict[str, Any] = json.loads(process.stdout.read() if process.stdout else "{}")
    return found


def _rival_environment() -> Path:
    """Its environment in build/, made once."""
    folder = ROOT / "build" / "bench" / "litellm"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "litellm").exists():
        print("… LiteLLM is installed into build/bench/litellm", file=sys.stderr, flush=True)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", RIVAL], check=True)
    return python
