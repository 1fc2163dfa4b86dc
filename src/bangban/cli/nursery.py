"""How do eight processes start in a few seconds? Forked from one parent, which loads once what all of them need.

The parent loads other people's libraries only: no settings of Django's, no model, no skill, no key. What a process
may do is decided after its fork. One that must not know a password is never forked from a parent whose environment
holds one, because /proc shows it what the environment was when the parent began: it is started anew.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol

import click

from bangban.cli.main import outcome
from bangban.config import Config
from bangban.kernel import die_with

PAUSE = 0.01
STOPPING = (signal.SIGINT, signal.SIGTERM)
WARM = (
    "argon2",
    "asyncio",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.serialization",
    "django.contrib.auth.hashers",
    "django.contrib.messages.middleware",
    "django.contrib.sessions.backends.base",
    "django.contrib.staticfiles.finders",
    "django.core.cache",
    "django.core.files.uploadedfile",
    "django.core.handlers.wsgi",
    "django.core.mail",
    "django.core.paginator",
    "django.core.signing",
    "django.db.models",
    "django.forms",
    "django.middleware.clickjacking",
    "django.middleware.common",
    "django.middleware.csrf",
    "django.middleware.security",
    "django.template.context_processors",
    "django.template.defaultfilters",
    "django.template.defaulttags",
    "django.template.loader_tags",
    "django.template.loaders.app_directories",
    "django.templatetags.i18n",
    "django.templatetags.static",
    "django.utils.translation.trans_real",
    "django.views.generic",
    "granian",
    "granian.server",
    "http.client",
    "jsonschema",
    "logging.config",
    "setproctitle",
    "whitenoise.middleware",
    "yaml",
)
"""What most processes import anyway. None of it starts a thread, opens a file or asks for settings."""


class Process(Protocol):
    """What the supervisor asks of a process, however it was started."""

    pid: int

    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Forked:
    """A process forked from this one; the same questions as `subprocess.Popen` answers."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, as `subprocess.Popen.wait`.

        Raises:
            subprocess.TimeoutExpired: it still runs after `timeout` seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(PAUSE)
        return code

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        # One that was waited for is gone, and its number may be another's by now.
        if self.poll() is None:
            os.kill(self.pid, number)


class Gate:
    """Where a process that was started ahead of its time waits for the word of its parent."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def open(self) -> None:
        """In the parent: let through who waits."""
        os.write(self._writer, b".")
        os.close(self._writer)
        os.close(self._reader)

    def wait(self) -> None:
        """In the child: until it is opened; where the parent went away instead, this process ends."""
        os.close(self._writer)
        if not os.read(self._reader, 1):
            os._exit(1)
        os.close(self._reader)


def warm(settings: Config) -> None:
    """Load what the processes share; once, in a parent with one thread."""
    store = "postgresql" if settings["database.url"] else "sqlite3"
    for name in (*WARM, f"django.db.backends.{store}.base"):
        import_module(name)
    # The collector must not write to, and so copy, what all of them share.
    gc.collect()
    gc.freeze()


def fork(run: Callable[[], object], *, title: str = "", apart: bool = False) -> Forked:
    """Run `run` in a process of its own, which ends with it and with this one; problems become its exit status.

    `apart`: in a session of its own, so that Ctrl-C reaches only its parent, and with nothing to read.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    # Told to stop in between, the child would take it for its parent's word.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return Forked(pid)
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(parent, signal.SIGTERM)
        if apart:
            os.setsid()
            _read_nothing()
        if title:
            import_module("setproctitle").setproctitle(title)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        code = outcome(run) or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            click.echo(end.code, err=True)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        # Not sys.exit: what the parent has still to do at its end is none of ours.
        os._exit(code)


def start(command: Sequence[str], without: Sequence[str], process: str) -> subprocess.Popen[bytes]:
    """Start a program anew, with none of the variables `without` in its environment."""
    parent = os.getpid()
    kept = {name: value for name, value in os.environ.items() if name not in without}
    # A session of its own: Ctrl-C reaches the supervisor alone, which stops the others in order.
    return subprocess.Popen(  # noqa: S603 — our own program
        command,
        env={**kept, "BANGBAN_PROCESS": process},
        start_new_session=True,
        preexec_fn=lambda: die_with(parent, signal.SIGTERM),
        stdin=subprocess.DEVNULL,
    )


def _read_nothing() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
