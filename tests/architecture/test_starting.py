"""Does a process load only what it needs to start? Not timed: told by the modules that stand in its memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LARGE = (
    "PIL", "aiohttp", "authlib", "bangban.llm.door", "cv2", "docx", "joserfc", "lightgbm", "lxml", "numpy", "opencc",
    "openpyxl", "pypdfium2", "python_calamine", "requests", "rjieba", "scipy", "segno", "sklearn", "tantivy", "uvicorn",
    "xlsxwriter",
)  # fmt: skip
"""What reads, searches, learns, draws or asks others: loaded by the first request that does so."""
WEB = """
import django; django.setup()
import bangban.site.urls
"""
STREAMS = "import bangban.site.streams"
EXECUTOR = """
import django; django.setup()
import bangban.executor.loop
"""
OWNER = """
import django; django.setup()
import bangban.site.home, bangban.services.accounts.demo
"""
PARENT = """
from bangban import config
from bangban.cli import nursery, serve, supervisor
nursery.warm(config.load())
import threading
from django.conf import settings
assert not settings.configured
assert threading.active_count() == 1
"""
HELP = """
from bangban.cli.main import main
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()): main(["--help"])
"""


def loaded(program: str, process: str) -> list[str]:
    """The modules in the memory of a process of that kind once it ran `program`."""
    head = (
        f"import os, sys, json\nos.environ['BANGBAN_PROCESS'] = {process!r}\nfor name in ('django', 'yaml'): "
        "assert name not in sys.modules\n"
    )
    command = [sys.executable, "-c", head + program + "\nprint(json.dumps(sorted(sys.modules)))"]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    found: list[str] = json.loads(answer.stdout.splitlines()[-1])
    return found


def below(names: tuple[str, ...], modules: list[str]) -> list[str]:
    return [one for one in modules if one in names or one.startswith(tuple(f"{name}." for name in names))]


@pytest.mark.parametrize(
    ("program", "process", "never"),
    [
        (WEB, "web", LARGE),
        (STREAMS, "web", (*LARGE, "bangban.services.api.api")),
        (EXECUTOR, "executor", (*LARGE, "django_tasks", "ninja", "pydantic")),
        (OWNER, "owner", (*LARGE, "ninja", "pydantic")),
        (HELP, "owner", (*LARGE, "cryptography", "django", "jsonschema", "yaml", "granian")),
    ],
    ids=["web", "streams", "executor", "owner", "help"],
)
def test_a_process_starts_with_what_it_needs(program: str, process: str, never: tuple[str, ...]) -> None:
    assert below(never, loaded(program, process)) == []


def test_the_parent_of_all_processes_knows_nothing_of_the_city() -> None:
    """What it loaded, every process has: the executor too, and the skill host."""
    ours = [one for one in loaded(PARENT, "") if one.startswith("bangban.")]
    assert set(ours) <= {
        "bangban.cli",
        *(f"bangban.cli.{name}" for name in ("django", "main", "nursery", "serve", "supervisor")),
        "bangban.config",
        "bangban.config.secrets",
        "bangban.config.table",
        "bangban.errors",
        "bangban.kernel",
    }
