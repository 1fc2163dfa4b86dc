"""Does work done under every released version come through the upgrade, row by row, with a ledger that verifies?"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

RELEASED = sorted(Path(__file__).with_name("released").glob("*.tar.gz"))
# Written by the upgrade itself: what was applied, and that a backup was brought back.
GROWS = {
    "django_migrations",
    "ledger_entry",
    "ledger_checkpoint",
    "ledger_verification",
    "django_content_type",
    "auth_permission",
}


def _rows(database: Path) -> Iterator[tuple[str, int]]:
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        for (name,) in names.fetchall():
            yield name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]


@pytest.mark.parametrize("backup", RELEASED, ids=lambda path: path.name)
def test_no_upgrade_loses_a_row(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "old", filter="data")
    before = dict(_rows(next((tmp_path / "old").rglob("*.sqlite3"))))
    home = tmp_path / "new"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    command = [sys.executable, "-m", "bangban.cli.main", "restore", str(backup)]
    done = subprocess.run(
        command, env={**environment, "BANGBAN_HOME": str(home)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    after = dict(_rows(home / "bangban.sqlite3"))
    assert before
    assert {name for name, count in before.items() if after.get(name, 0) < count} == set()
    assert {name for name, count in before.items() if name not in GROWS and after.get(name) != count} == set()
