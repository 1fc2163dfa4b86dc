"""How is everything saved to one file while people work, and brought back whole?"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bangban import __version__
from bangban.config import load
from bangban.errors import Problem
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import Entry, append

MANIFEST = "manifest.json"
FOLDERS = ("keys", "scenarios", "uploads")
FILES = ("bangban.toml", "holidays.yaml", "clock_profiles.yaml")
DATABASES = ("bangban.sqlite3", "database.pgdump")
MOST_MANIFEST = 256 * 1024 * 1024


class NotABackup(Problem):
    """{file} 不是完整的帮办备份（{reason}），没有恢复任何内容。请换一个备份文件。 | {file} is not a whole Bangban backup ({reason}), so nothing was restored. Use another one."""

    code = "not_a_backup"


class HomeNotEmpty(Problem):
    """{path} 里已有数据，不会覆盖。请把 BANGBAN_HOME 指向一个空目录再恢复。 | {path} holds data already and is not overwritten. Point BANGBAN_HOME to an empty folder and restore there."""

    code = "home_not_empty"


class BackupFailed(Problem):
    """备份没有完成：{reason}。 | The backup was not completed: {reason}."""

    code = "backup_failed"


class ProgramMissing(Problem):
    """缺少程序 {name}。请安装 PostgreSQL 客户端。 | The program {name} is missing. Install PostgreSQL's client."""

    code = "program_missing"


def save(target: Path, by: str) -> dict[str, Any]:
    """Write a backup to `target` (mode 0600: it holds the keys) and return its manifest.

    The witness is copied before the database, so that it never knows of an entry the copy has not got.

    Raises:
        BackupFailed, ProgramMissing: nothing is left at `target`.
    """
    home = load().home
    with tempfile.TemporaryDirectory(prefix="bangban-backup-") as folder:
        work = Path(folder)
        witness = Path(load()["ledger.witness"] or home / "witness")
        if witness.is_dir():
            shutil.copytree(witness, work / "witness")
        with transaction.atomic():
            append([Entry("backup.made", by, None, "", {"version": __version__})])
        _dump(work)
        for name in FOLDERS:
            if (home / name).is_dir():
                shutil.copytree(home / name, work / name)
        for name in FILES:
            if (home / name).exists():
                shutil.copy2(home / name, work / name)
        manifest = _manifest(work)
        partial = target.with_name(f".{target.name}.partial")
        try:
            with _private(partial) as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
                text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size, entry.mode = len(text), 0o600
                archive.addfile(entry, io.BytesIO(text))
                for name in manifest["files"]:
                    archive.add(work / name, arcname=name, recursive=False)
            partial.replace(target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise BackupFailed(reason=error.strerror or type(error).__name__) from error
    return manifest


@contextlib.contextmanager
def _private(path: Path) -> Iterator[io.BufferedWriter]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file


def _dump(folder: Path) -> None:
    if connection.vendor == "postgresql":
        _run(
            [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--file",
                str(folder / "database.pgdump"),
                load()["database.url"],
            ]
        )
        return
    source = sqlite3.connect(f"file:{load().path('bangban.sqlite3')}?mode=ro", uri=True)
    copy = sqlite3.connect(folder / "bangban.sqlite3")
    with contextlib.closing(source), contextlib.closing(copy):
        # SQLite's online backup: a consistent copy while others write.
        source.backup(copy, pages=2000)


def _run(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        raise ProgramMissing(name=command[0])
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 — names a program of ours
    if done.returncode:
        raise BackupFailed(reason=(done.stderr.strip().splitlines() or ["?"])[-1])


def _manifest(folder: Path) -> dict[str, Any]:
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                files[str(path.relative_to(folder))] = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "bangban": __version__,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "ledger_entries": LedgerEntry.objects.count(),
        "files": files,
    }


def bring_back(source: Path) -> dict[str, Any]:
    """Restore `source` into an empty home (and, on PostgreSQL, an empty database); return its manifest.

    Raises:
        HomeNotEmpty: there is something to lose.
        NotABackup: a file is missing, changed, not in the manifest, a link, or would land outside the home.
    """
    home = load().home
    if (home / "bangban.sqlite3").exists() or any((home / "keys").glob("*.key")):
        raise HomeNotEmpty(path=home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
        work = Path(folder)
        manifest = _unpack(source, work)
        if manifest["database"] != connection.vendor:
            kinds = f"{manifest['database'][:20]} ≠ {connection.vendor}"
            raise NotABackup(
                file=source.name,
                reason={"zh": f"数据库种类不同：{kinds}", "en": f"another kind of database: {kinds}"},
            )
        dump = work / "database.pgdump"
        if dump.exists():
            _run(
                ["pg_restore", "--no-owner", "--exit-on-error", "--dbname", load()["database.url"], str(dump)]
            )
            dump.unlink()
        for path in sorted(work.iterdir()):
            if path.name != MANIFEST:
                shutil.move(path, home / path.name)
    return manifest


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into `folder` what the manifest names, and nothing else; return the manifest.

    The manifest comes first and says every file with its digest; each file is digested as it is written.
    """

    def no(chinese: str, english: str) -> NotABackup:
        return NotABackup(file=source.name, reason={"zh": chinese, "en": english})

    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = _manifest_of(archive)
            left = dict(manifest["files"])
            for member in archive:
                if member.name == MANIFEST and member.offset == 0:
                    continue
                shown = member.name[:200]
                if not member.isreg():
                    raise no(f"“{shown}”是链接或特殊文件", f'"{shown}" is a link or a special file')
                if not _is_ours(member.name):
                    raise no(f"“{shown}”不在备份应有的位置", f'"{shown}" lies where no backup puts a file')
                if member.name not in left:
                    raise no(f"“{shown}”不在清单中", f'"{shown}" is not in its manifest')
                if _write(archive, member, folder / member.name) != left.pop(member.name):
                    raise no(f"“{shown}”的内容与清单不符", f'"{shown}" is not what its manifest says')
            if left:
                raise no(f"缺少“{min(left)}”", f'"{min(left)}" is missing')
    except (
        OSError,
        tarfile.TarError,
        zlib.error,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise no(f"无法读取：{type(error).__name__}", f"it cannot be read: {type(error).__name__}") from error
    return manifest


def _manifest_of(archive: tarfile.TarFile) -> dict[str, Any]:
    first = archive.next()
    file = archive.extractfile(first) if first and first.name == MANIFEST and first.isreg() else None
    if file is None:
        raise ValueError(MANIFEST)
    manifest: dict[str, Any] = json.loads(file.read(MOST_MANIFEST))
    if not isinstance(manifest["files"], dict) or not isinstance(manifest["database"], str):
        raise ValueError(MANIFEST)
    return manifest


def _is_ours(name: str) -> bool:
    """Whether a backup writes a file of this name: below one of its folders, or one of its few files."""
    path = PurePosixPath(name)
    if str(path) != name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        return False
    return path.parts[0] in (*FOLDERS, "witness") if len(path.parts) > 1 else name in (*FILES, *DATABASES)


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write one file with the rights it had, nobody else writing, and return its SHA-256 in hex."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(member)
    if source is None:
        raise ValueError(member.name)
    digest = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source, os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, member.mode & 0o755 | 0o600)
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
