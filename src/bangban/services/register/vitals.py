"""Is the installation alive and well? Processes, versions, database, ledger, backup and disk, as they are now."""

from __future__ import annotations

import platform
import shutil
import socket
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from bangban import __version__, config
from bangban.governance.wakeup import socket_path as executor_socket
from bangban.ledger.models import LedgerEntry
from bangban.skillhost.address import socket_path as host_socket

BACKUP_AFTER = timedelta(days=7)
"""A backup older than that is worth a warning."""
WAITS_AFTER = timedelta(minutes=5)
"""A task that waits longer says that nobody works on tasks."""
LOW_SHARE = 0.1


@dataclass(frozen=True)
class Process:
    """One of the processes. `alive` is None where it cannot be told from here."""

    name: str
    alive: bool | None
    note: str = ""


def processes(now: datetime) -> list[Process]:
    """Which processes answer. One query, for the tasks that wait."""
    executor = executor_socket()
    alive = _answers(executor, socket.SOCK_DGRAM) if executor else None
    return [
        Process(gettext("Web process"), True, gettext("answered this page")),
        Process(gettext("Executor"), alive, gettext("signs, checks and carries out what was decided")),
        Process(gettext("Skill host"), _answers(host_socket(config.load()), socket.SOCK_STREAM), gettext("runs the skills, without key or right")),
        Process(gettext("Model gateway"), _gateway_answers(), gettext("the door to language models")),
        _worker(now),
    ]  # fmt: skip


def _gateway_answers() -> bool:
    settings = config.load()
    host = settings["gateway.host"].strip("[]")
    address = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 — where it listens, not we
    try:
        socket.create_connection((address, settings["gateway.port"]), timeout=1).close()
    except OSError:
        return False
    return True


def _answers(path: Path, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_UNIX, kind) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def _worker(now: datetime) -> Process:
    """The background worker has no door to knock at: what waits for it tells."""
    waiting = (
        DBTaskResult.objects.filter(status="READY")
        .order_by("enqueued_at")
        .values_list("enqueued_at", flat=True)
    )
    oldest = waiting.first()
    name = gettext("Background worker")
    if oldest is None:
        return Process(name, None, gettext("no task waits"))
    late = now - oldest > WAITS_AFTER
    return Process(name, False if late else None, gettext("the oldest task waits since %(at)s") % {"at": timezone.localtime(oldest).strftime("%H:%M:%S")})  # fmt: skip


@dataclass(frozen=True)
class Disk:
    """Room on the disk of BANGBAN_HOME, bytes."""

    free: int
    total: int

    @property
    def is_low(self) -> bool:
        return self.free < self.total * LOW_SHARE


def disk() -> Disk:
    usage = shutil.disk_usage(config.load().home)
    return Disk(usage.free, usage.total)


def versions() -> list[tuple[str, str]]:
    return [
        ("Bangban", __version__),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (gettext("Database"), _database_version()),
    ]


def _database_version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    major, minor = divmod(connection.pg_version, 10_000)  # type: ignore[attr-defined]
    return f"PostgreSQL {major}.{minor}"


def database() -> dict[str, Any]:
    """Which database, and how large (bytes). One query on PostgreSQL, none on SQLite."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        return {"name": file.name, "size": file.stat().st_size if file.exists() else 0, "local": True}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user, pg_database_size(current_database())")
        name, role, size = cursor.fetchone()
    return {"name": f"{name} ({role})", "size": size, "local": False}


def last_backup() -> datetime | None:
    """When the last backup was made, by the ledger."""
    found = LedgerEntry.objects.filter(kind="backup.made").order_by("-seq").first()
    return found.time if found else None
