"""Does work done under every released version come through the upgrade, row by row, with a ledger that verifies?"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

RELEASED = sorted(Path(__file__).with_name("released").glob("*.tar.gz"))
# What the upgrade itself adds: what was applied, and that a backup was brought back.
GROWS = {
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "ledger_checkpoint",
    "ledger_entry",
    "ledger_verification",
}
# How often an address had tried within the last minutes: counted elsewhere since, and forgotten by then anyway.
GONE = {"accounts_addressload", "portal_load"}
Table = dict[str, list[object]]


def tables(database: Path) -> dict[str, Table]:
    """All rows, by table and column."""
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        names = [name for (name,) in found.fetchall()]
        held: dict[str, Table] = {}
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            held[name] = {column: [row[at] for row in rows] for at, column in enumerate(columns)}
        return held


def rows(table: Table, columns: list[str]) -> Counter[tuple[object, ...]]:
    return Counter(zip(*(table[column] for column in columns), strict=True))


def command(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    return subprocess.run(
        [sys.executable, "-m", "bangban.cli.main", *words],
        env={**environment, "BANGBAN_HOME": str(home)},
        capture_output=True,
        text=True,
    )


def test_there_are_homes_of_earlier_versions() -> None:
    assert len(RELEASED) >= 2


@pytest.mark.parametrize("backup", RELEASED, ids=lambda path: path.name)
def test_no_upgrade_loses_or_changes_a_row(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup) as tar:
        tar.extractall(tmp_path / "old", filter="data")
    before = tables(next((tmp_path / "old").rglob("*.sqlite3")))
    home = tmp_path / "new"
    # Brings back, upgrades, and verifies the ledger.
    done = command(home, "restore", str(backup))
    assert done.returncode == 0, done.stdout + done.stderr
    after = tables(home / "bangban.sqlite3")
    assert (
        sum(len(next(iter(table.values()))) for name, table in before.items() if "governance_" in name) > 500
    )
    assert set(before) - set(after) <= GONE
    for name in sorted(set(before) & set(after)):
        # A column may come; none that held something may go.
        kept = [column for column in before[name] if column in after[name]]
        assert kept == list(before[name]), name
        old, new = rows(before[name], kept), rows(after[name], kept)
        assert not old - new, f"{name}: rows were lost or changed"
        assert name in GROWS or old == new, name
    told = json.loads(command(home, "ledger", "verify", "--json").stdout)
    assert told["entries"] >= len(before["ledger_entry"]["seq"]), told
