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

import psycopg
import pytest
from psycopg import sql

from tests.support.postgresql import empty_database

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


def command(home: Path, *words: str, program: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    return subprocess.run(
        [sys.executable, *(("-c", program) if program else ("-m", "bangban.cli.main")), *words],
        env={**environment, "BANGBAN_HOME": str(home), **more},
        capture_output=True,
        text=True,
    )


def compare(before: dict[str, Table], after: dict[str, Table]) -> None:
    """Fail unless every row of every table is there as it was, in all its columns."""
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
    compare(before, after)
    told = json.loads(command(home, "ledger", "verify", "--json").stdout)
    assert told["entries"] >= len(before["ledger_entry"]["seq"]), told


AS_RELEASED = """
import sys
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
nodes = executor.loader.graph.nodes
named = {tuple(word.split(".")) for word in sys.argv[1:]}
known = {node for node in named if node in nodes}
assert known == named, f"a released migration is gone: {named - known}"
earlier = {parent for node in known for parent in nodes[node].dependencies if parent[0] == node[0]}
executor.migrate(sorted(known - earlier))
"""
"""Makes the tables as they were when these migrations, "app.name", were all there were."""


def held(cursor: psycopg.Cursor[tuple[object, ...]]) -> dict[str, Table]:
    """All rows as texts, by table and column."""
    cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    found: dict[str, Table] = {}
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(str(name))))
        columns = [one.name for one in cursor.description or ()]
        values = [[repr(value) for value in row] for row in cursor.fetchall()]
        found[str(name)] = {column: [row[at] for row in values] for at, column in enumerate(columns)}
    return found


def fill(cursor: psycopg.Cursor[tuple[object, ...]], old: dict[str, Table]) -> None:
    """Write the rows of a SQLite database into the same tables of PostgreSQL, in order."""
    cursor.execute("SET TIME ZONE 'UTC'")
    cursor.execute("SELECT table_name, column_name, udt_name, is_identity FROM information_schema.columns")
    types: dict[str, dict[str, str]] = {}
    counted = []
    for table, column, kind, identity in cursor.fetchall():
        types.setdefault(str(table), {})[str(column)] = str(kind)
        if identity == "YES":
            counted.append((str(table), str(column)))
    for name, table in old.items():
        casts = [sql.SQL("%s::") + sql.Identifier(types[name][column]) for column in table]
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table)), sql.SQL(", ").join(casts)
        )
        texts = [
            [value if value is None or isinstance(value, bytes) else str(value) for value in row]
            for row in zip(*table.values(), strict=True)
        ]
        if name != "django_migrations":
            cursor.executemany(insert, texts)
    for name, column in counted:
        if old.get(name, {}).get(column):
            last = sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {}").format(
                sql.Literal(name), sql.Literal(column), sql.Identifier(column), sql.Identifier(name)
            )
            cursor.execute(last)


@pytest.mark.postgresql
@pytest.mark.parametrize("backup", RELEASED, ids=lambda path: path.name)
def test_nor_does_one_on_postgresql(backup: Path, tmp_path: Path) -> None:
    """The same rows in PostgreSQL, in the tables as they were released, then upgraded."""
    home = tmp_path / "home"
    with tarfile.open(backup) as tar:
        tar.extractall(home, filter="data")
    kept = next(home.rglob("*.sqlite3"))
    old = tables(kept)
    kept.unlink()
    database = empty_database()
    applied = zip(old["django_migrations"]["app"], old["django_migrations"]["name"], strict=True)
    names = [f"{app}.{name}" for app, name in applied]
    settings = {"DJANGO_SETTINGS_MODULE": "bangban.site.settings"}
    made = command(home, *names, program=AS_RELEASED, **database, **settings)
    assert made.returncode == 0, made.stdout + made.stderr
    url = database["BANGBAN_DATABASE_URL"]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        fill(cursor, old)
        before = held(cursor)
    done = command(home, "init", **database)
    assert done.returncode == 0, done.stdout + done.stderr
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        compare(before, held(cursor))
    told = json.loads(command(home, "ledger", "verify", "--json", **database).stdout)
    assert told["entries"] >= len(old["ledger_entry"]["seq"]), told
    assert told["sound"], told
