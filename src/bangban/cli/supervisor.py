"""Are all processes up? Started, watched, restarted when they fall, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

import click

from bangban.config import Config
from bangban.errors import Problem
from bangban.skillhost.isolation import secret_variables

PROCESSES = ("executor", "host", "web", "worker", "gateway", "streams")
WITHOUT_SECRETS = {"host": "skill", "worker": "host", "gateway": "gateway"}
"""Processes that hold no password but their own database role's, and whose that is."""
RUNS_AS = {"host": "skill", "worker": "host", "streams": "web"}
"""Processes with the database role of another."""
GRACE = 10.0
"""Seconds a process has to finish its work after SIGTERM."""
LONGEST_PAUSE = 5.0
"""Seconds until a process that falls again and again is started once more."""
PR_SET_PDEATHSIG = 1


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


def _die_with_parent() -> None:
    """In the child: no process outlives a supervisor that was killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    due: float | None = None
    """When to start it again after a fall, on the monotonic clock."""


@dataclass
class Supervisor:
    settings: Config
    greeting: list[str]
    children: list[Child] = field(default_factory=lambda: [Child(name) for name in PROCESSES])
    stopping: bool = False

    def run(self) -> int:
        """Run until told to stop; return the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for child in self.children:
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
        environment = {**os.environ, "BANGBAN_PROCESS": RUNS_AS.get(child.name, child.name)}
        if child.name in WITHOUT_SECRETS:
            # Where skills run, and where models are asked, no password of the others is in the environment.
            for variable in secret_variables(self.settings, WITHOUT_SECRETS[child.name]):
                environment.pop(variable, None)
        command = [sys.executable, "-m", "bangban.cli.main", "process", child.name]
        # A session of its own: Ctrl-C reaches the supervisor alone, which stops the others in order.
        child.process = subprocess.Popen(  # noqa: S603 — our own program
            command,
            env=environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            stdin=subprocess.DEVNULL,
        )
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
        address = (self.settings["web.host"].strip("[]"), self.settings["web.port"])
        address = ("127.0.0.1" if address[0] in ("0.0.0.0", "") else address[0], address[1])  # noqa: S104
        until = time.monotonic() + 60
        while time.monotonic() < until and not self.stopping:
            try:
                socket.create_connection(address, timeout=1).close()
                return True
            except OSError:
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
