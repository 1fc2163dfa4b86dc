"""Is BANGBAN_HOME there, whole and of this version? Made, migrated and filled with what every city needs."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.db import DatabaseError, connection

from bangban.agencies.models import Agency
from bangban.config import load
from bangban.crypto.signing import create_key
from bangban.errors import Problem
from bangban.governance import rights
from bangban.governance.calendar import seed as seed_holidays
from bangban.governance.models import CalendarDay
from bangban.site import steps

KEYS = ("web", "executor", "ledger")
UNFINISHED = ("run", "unfinished")
"""Where the mark of a home that is being made or upgraded stands; `cli.django.is_made` looks for it."""


class HomeNotWritable(Problem):
    """数据目录 {path} 无法写入（{reason}）。请检查权限，或用 BANGBAN_HOME 指定另一个目录。 | The folder {path} cannot be written ({reason}). Check its rights, or name another one with BANGBAN_HOME."""

    code = "home_not_writable"


class DatabaseTooNew(Problem):
    """数据库由更新的版本建立（{migration}），本版本不能使用。请安装新版本，或从备份恢复。 | The database was made by a newer version ({migration}), which this one cannot use. Install that version, or restore a backup."""

    code = "database_too_new"


class DatabaseUnreachable(Problem):
    """数据库打不开：{reason}。请检查 database.url，或从备份恢复。 | The database cannot be opened: {reason}. Check database.url, or restore a backup."""

    code = "database_unreachable"


class DatabaseNotMigrated(Problem):
    """数据库需要升级（{count} 步）。请先执行 bangban init。 | The database needs an upgrade ({count} steps). Run bangban init first."""

    code = "database_not_migrated"


def prepare(*, migrate: bool = True) -> None:
    """Make `$BANGBAN_HOME` ready: folders, keys, database, holidays. Does nothing when all is there.

    Raises:
        HomeNotWritable, DatabaseTooNew, DatabaseUnreachable, DatabaseNotMigrated: see their messages.
    """
    _make_folders()
    _make_keys()
    missing = _missing_steps()
    if missing and not migrate:
        raise DatabaseNotMigrated(count=missing)
    # Stands while steps are being taken: who only looks whether there is a database would use half of one.
    unfinished = load().path(*UNFINISHED)
    if missing:
        unfinished.touch()
        # Not loaded at every other start, on which there is nothing to do.
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        rights_granted()
    if missing or not CalendarDay.objects.exists():
        seed_holidays()
    unfinished.unlink(missing_ok=True)


def is_seeded() -> bool:
    """Whether this database holds a city already, invented or not."""
    return Agency.objects.exists()


def rights_granted() -> None:
    """Grant the roles that exist their rights (PostgreSQL)."""
    if connection.vendor == "postgresql" and rights.existing():
        rights.grant()


def _make_folders() -> None:
    home = load().home
    try:
        for folder in (home, home / "keys", home / "run", home / "uploads", home / "scenarios"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise HomeNotWritable(path=home, reason=error.strerror or type(error).__name__) from error


def _make_keys() -> None:
    folder = load().path("keys")
    for name in KEYS:
        if not (folder / f"{name}.key").exists():
            algorithm = load()["ledger.signature"] if name == "ledger" else "ed25519"
            create_key(folder / f"{name}.key", algorithm)
    session = folder / "session.key"
    if not session.exists():
        _write_secret(session, secrets.token_urlsafe(50))


def _write_secret(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


def _missing_steps() -> int:
    try:
        taken = steps.taken()
    except DatabaseError as error:
        raise DatabaseUnreachable(reason=str(error).splitlines()[0]) from error
    if unknown := steps.unknown(taken):
        raise DatabaseTooNew(migration=".".join(unknown[0]))
    return len(steps.known() - taken)
