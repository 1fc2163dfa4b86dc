"""Which settings are secret, who may know them, and where do they stand?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bangban.config import FILE_READ, SETTINGS, Config


def forget_secrets(settings: Config, process: str = "host") -> None:
    """Blank the passwords of `settings` that are not the skill host's own (or `process`'s), in this process.

    Call it before Django is set up, which copies some. A host without a database URL of its own keeps the
    owner's: then the database cannot tell the two apart, and `bangban check` says so.
    """
    kept = _kept(settings, process)
    blank = {row.name: "" for row in SETTINGS if row.secret and row.name not in kept}
    object.__setattr__(settings, "values", {**settings.values, **blank})


def begin_anew(settings: Config, process: str, command: Sequence[str]) -> None:
    """Become `command`, which never reads a password that is not `process`'s own; nothing happens where there is none.

    What was read and then blanked still stands in this process's memory, and a skill can look through its own.
    """
    environment = _environment(settings, process, os.environ)
    if environment is not None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os.execve(command[0], list(command), environment)  # noqa: S606 — our own program


def _environment(settings: Config, process: str, environ: Mapping[str, str]) -> dict[str, str] | None:
    """Everything `settings` says that `process` may know, as variables; None when it says nothing else."""
    kept = _kept(settings, process)
    foreign = [row for row in SETTINGS if row.secret and row.name not in kept]
    if not any(settings[row.name] for row in foreign):
        return None
    hidden = {row.variable for row in foreign}
    known = {name: value for name, value in environ.items() if name not in hidden}
    for row in SETTINGS:
        if row not in foreign and settings.sources[row.name] != "default":
            known[row.variable] = _written(settings[row.name])
    return known | {FILE_READ: "1"}


def _written(value: Any) -> str:
    """As a variable says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def secret_variables(settings: Config, process: str = "host") -> list[str]:
    """The environment variables a host must not inherit: those `forget_secrets` blanks."""
    kept = _kept(settings, process)
    return [row.variable for row in SETTINGS if row.secret and row.name not in kept]


def _kept(settings: Config, process: str) -> frozenset[str]:
    own = f"database.{process}_url"
    return frozenset({own if settings[own] else "database.url"}) | _OWN.get(process, frozenset())


_OWN = {"gateway": frozenset({"gateway.metrics_token"})}
"""What a process must know beside its database."""


def secret_places(settings: Config) -> tuple[Path, ...]:
    """What no skill may read: all keys, and the file the passwords stand in."""
    return settings.path("keys"), settings.path("bangban.toml")
