"""Are all processes up? Started, watched, restarted when they fall, stopped together."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import click

from bangban.cli import nursery
from bangban.config import Config
from bangban.config.secrets import secret_variables
from bangban.errors import Problem

PROCESSES = ("web", "executor", "host", "worker", "gateway", "streams")
WITHOUT_SECRETS = {"host": "skill", "worker": "host", "gateway": "gateway"}
"""Processes that hold no password but their own database role's, and whose that is."""
RUNS_AS = {"host": "skill", "worker": "host", "streams": "web"}
"""Processes with the database role of another."""
GRACE = 10.0
"""Seconds a process has to finish its work after SIGTERM."""
LONGEST_PAUSE = 5.0
"""Seconds until a process that falls again and again is started once more."""
PATIENCE = 60.0
"""Seconds the pages have to answer for the first time."""


class PortInUse(Problem):
    """端口 {port} 已被占用。请关闭占用它的程序，或用 --port 换一个端口。 | Port {port} is in use. Stop the program that uses it, or choose another with --port."""

    code = "port_in_use"


class AddressUnusable(Problem):
    """不能在 {address} 上监听：{reason}。请检查 web.host。 | It is not possible to listen on {address}: {reason}. Check web.host."""

    code = "address_unusable"


def port_is_free(host: str, port: int) -> None:
    """Raise PortInUse or AddressUnusable unless a server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == 98:
                raise PortInUse(port=port) from error
            raise AddressUnusable(address=f"{host}:{port}", reason=error.strerror) from error


def is_ready(host: str, port: int) -> bool:
    """Whether the pages answer, and have all they need."""
    address = host.strip("[]")
    address = "127.0.0.1" if address in ("0.0.0.0", "") else address  # noqa: S104
    asked = http.client.HTTPConnection(address, port, timeout=PATIENCE)
    try:
        asked.request("GET", "/ready")
        # Another refusal than 503 is about our asking (a host that is not served), and an answer all the same.
        return asked.getresponse().status != 503
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


@dataclass
class Child:
    name: str
    process: nursery.Process | None = None
    started: float = 0.0
    falls: int = 0
    due: float | None = None
    """When to start it again after a fall, on the monotonic clock."""


@dataclass
class Supervisor:
    settings: Config
    greeting: list[str]
    work: Callable[[str], object]
    """Does the work of the process of that name, in the process it is called in, until told to stop."""
    children: list[Child] = field(default_factory=lambda: [Child(name) for name in PROCESSES])
    stopping: bool = False

    def run(self) -> int:
        """Run until told to stop; return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for child in self.children:
            if child.process is None:
                self._start(child)
        if not self._answers():
            self._end()
            return 2
        self._greet()
        while not self.stopping:
            time.sleep(0.2)
            for child in self.children:
                self._watch(child)
        self._end()
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        name = child.name
        # Where skills run, and where models are asked, no password of the others is in the environment.
        secret = secret_variables(self.settings, WITHOUT_SECRETS[name]) if name in WITHOUT_SECRETS else []
        if any(variable in os.environ for variable in secret):
            command = [sys.executable, "-m", "bangban.cli.main", "process", name]
            child.process = nursery.start(command, secret, RUNS_AS.get(name, name))
        else:
            child.process = nursery.fork(lambda: self.work(name), title=f"bangban process {name}", apart=True)
        child.started = time.monotonic()

    def _watch(self, child: Child) -> None:
        """See to one child, without waiting for it: the others may need attention in the meantime."""
        if self.stopping or child.process is None or child.process.poll() is None:
            return
        now = time.monotonic()
        if child.due is None:
            child.falls = 0 if now - child.started > 60 else child.falls + 1
            # A process that falls at once is not started a hundred times a second.
            child.due = now + (min(0.1 * 2**child.falls, LONGEST_PAUSE) if child.falls > 1 else 0)
            click.echo(
                f"bangban: {child.name} 退出（{child.process.returncode}），正在重启 | ended, restarting",
                err=True,
            )
        if child.due <= now:
            child.due = None
            self._start(child)

    def _answers(self) -> bool:
        """Wait until the web process answers; say so if it never does."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self.stopping:
            if is_ready(self.settings["web.host"], self.settings["web.port"]):
                return True
            for child in self.children:
                self._watch(child)
            time.sleep(0.05)
        if not self.stopping:
            click.echo(
                "bangban: 网页服务 60 秒内没有启动，请看上面的错误 | The web process did not start in 60 s; see the errors above",
                err=True,
            )
        return self.stopping

    def _greet(self) -> None:
        if self.stopping:
            return
        host = self.settings["web.host"]
        click.echo(f"\n  帮办 Bangban  http://{host}:{self.settings['web.port']}/\n")
        for line in self.greeting:
            click.echo(f"  {line}")
        click.echo("\n  Ctrl-C 停止 | Ctrl-C stops everything\n")
        sys.stdout.flush()

    def _end(self) -> None:
        """Ask the web first, the executor last: what was decided still takes effect."""
        order = sorted(
            self.children,
            key=lambda child: ("web", "streams", "gateway", "worker", "host", "executor").index(child.name),
        )
        for child in order:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + GRACE
        for child in order:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
