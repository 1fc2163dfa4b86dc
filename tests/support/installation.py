"""How does a test run the real program? `bangban serve` in a home of its own, over HTTP, killed where it hurts."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tools.ports import free_port

COMMAND = (sys.executable, "-m", "bangban.cli.main")
PATIENCE = 120.0
"""Seconds to wait for something that takes three on a quiet machine."""


def until(true: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until `true()` is, and return what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def children(pid: int) -> list[int]:
    """All processes below `pid`."""
    try:
        direct = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [one for child in direct for one in (child, *children(child))]


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").strip("\0 ").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return [""]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@dataclass
class Installation:
    """One home with the demo district; `start` and `stop` may be called again and again."""

    home: Path
    port: int = field(default_factory=free_port)
    gateway_port: int = field(default_factory=free_port)
    streams_port: int = field(default_factory=free_port)
    supervisor: subprocess.Popen[bytes] | None = None
    token: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("BANGBAN_", "DJANGO_"))
        }
        # Nothing here is about how fast a host answers on a machine that tests keep busy.
        return {
            **own,
            "BANGBAN_HOME": str(self.home),
            "BANGBAN_HOSTS_DEADLINE_SECONDS": "60",
            "BANGBAN_GATEWAY_PORT": str(self.gateway_port),
            "BANGBAN_STREAMS_PORT": str(self.streams_port),
        }

    def run(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments], env=self.environment, capture_output=True, text=True, timeout=600
        )
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{arguments} gave {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def script(self, text: str, process: str = "web") -> subprocess.Popen[str]:
        """Start a Python script with Django set up as `process`."""
        head = "import django\ndjango.setup()\n"
        environment = {
            **self.environment,
            "BANGBAN_PROCESS": process,
            "DJANGO_SETTINGS_MODULE": "bangban.site.settings",
        }
        return subprocess.Popen(
            [sys.executable, "-c", head + text], env=environment, stdout=subprocess.PIPE, text=True
        )

    def start(self) -> None:
        with (self.home / "serve.log").open("ab") as log:
            command = [*COMMAND, "serve", "--port", str(self.port)]
            environment = {**self.environment, "BANGBAN_DEMO": "1"}
            self.supervisor = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self.wait()

    def wait(self) -> None:
        """Until it answers a request that goes through the database; not longer than the supervisor lives."""
        end = time.monotonic() + PATIENCE
        while not self._is_ready():
            lives = self.supervisor is None or self.supervisor.poll() is None
            if not lives or time.monotonic() > end:
                raise AssertionError(f"never ready; its log ends: {self.log()[-2000:]}")
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/ready", timeout=20).status_code == 200
        except requests.RequestException:
            return False

    def log(self) -> str:
        return (self.home / "serve.log").read_text("utf-8", "replace")

    def stop(self) -> None:
        if self.supervisor is not None:
            self.supervisor.terminate()
            self.supervisor.wait(60)
            self.supervisor = None

    def pids(self, name: str) -> list[int]:
        """The processes of one kind ("web", "executor", "host", "worker"), the first being the parent."""
        assert self.supervisor is not None
        for pid in children(self.supervisor.pid):
            command = " ".join(_command(pid))
            # The web server names its process after itself.
            if command.endswith(f"process {name}") or (name == "web" and command.startswith("granian")):
                return [pid, *children(pid)]
        return []

    def kill(self, *names: str) -> int:
        """kill -9 of all processes of these kinds, at once; return how many there were."""
        living = [pid for name in names for pid in self.pids(name) if is_alive(pid)]
        for pid in living:
            os.kill(pid, signal.SIGKILL)
        return len(living)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the database beside the program."""
        database = sqlite3.connect(f"file:{self.home}/bangban.sqlite3?mode=ro", uri=True, timeout=60)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def post(self, key: str, text: str, timeout: float = 60) -> requests.Response:
        """Send a message through the API."""
        body = {"scenario": "hotline.dispatch", "inputs": {"text": text}, "key": key}
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        return requests.post(f"{self.url}/api/cases", data, headers=headers, timeout=timeout)

    def ledger_is_sound(self) -> bool:
        return self.run("ledger", "verify", expect=None).returncode == 0


ISSUE = """
from datetime import timedelta
from django.utils import timezone
from bangban.agencies.models import Agency, Officer
from bangban.services.api.tokens import issue
security = Officer.objects.filter(roles__role="security").first()
agency = Agency.objects.get(code="hotline")
until = timezone.now() + timedelta(days=1)
print(issue(security, agency, "endurance", ["case.open", "case.read"], until)[1])
"""


@contextmanager
def installed(home: Path) -> Iterator[Installation]:
    """A home with the demo district and an API token of the hotline; nothing of it runs yet, nor afterwards."""
    one = Installation(home)
    one.run("init", "--demo")
    script = one.script(ISSUE)
    one.token = script.communicate(timeout=120)[0].strip()
    assert one.token, "no token was issued"
    try:
        yield one
    finally:
        one.stop()
