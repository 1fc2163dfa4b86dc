"""What does the database itself refuse? Changing, removing or re-ordering an entry, and a false writer.

The statements of migration 0001. A table that SQLite re-makes loses its triggers, so a later migration
that alters a column calls `install` again; verification reports triggers that are missing.
"""

from __future__ import annotations

from typing import Any

TABLES = ("ledger_entry", "ledger_checkpoint")

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for table in TABLES
        for action in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE deletes without firing DELETE triggers, but meets this one first.
    """CREATE TRIGGER ledger_entry_refuse_gap BEFORE INSERT ON ledger_entry
    WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_entry)
      OR NEW.prev IS NOT COALESCE((SELECT hash FROM ledger_entry ORDER BY seq DESC LIMIT 1), '')
    BEGIN SELECT RAISE(ABORT, 'the entry does not follow the last one'); END""",
    """CREATE TRIGGER ledger_checkpoint_refuse_gap BEFORE INSERT ON ledger_checkpoint
    WHEN NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM ledger_checkpoint)
    BEGIN SELECT RAISE(ABORT, 'the entry does not follow the last one'); END""",
]

# The functions name their schema and close their search path, so that a role that makes a table of the
# same name in a schema (or among the temporary tables) of its own cannot have it consulted instead.
_POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END $$;

CREATE OR REPLACE FUNCTION ledger_entry_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last record;
    suffix text := substring(current_user::text from '_(web|executor|host)$');
BEGIN
    SELECT seq, hash INTO last FROM {schema}.ledger_entry ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> COALESCE(last.seq, 0) + 1 OR NEW.prev <> COALESCE(last.hash, '') THEN
        RAISE EXCEPTION 'the entry does not follow the last one';
    END IF;
    IF suffix IS NOT NULL AND NEW.writer <> suffix THEN
        RAISE EXCEPTION 'writer is not the database role';
    END IF;
    RETURN NEW;
END $$;
"""
POSTGRESQL = [
    *(
        f"CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table} "
        f"FOR EACH STATEMENT EXECUTE PROCEDURE ledger_refuse()"
        for table in TABLES
        for action in ("UPDATE", "DELETE", "TRUNCATE")
    ),
    "CREATE TRIGGER ledger_entry_refuse_gap BEFORE INSERT ON ledger_entry "
    "FOR EACH ROW EXECUTE PROCEDURE ledger_entry_follows()",
]


def _statements(vendor: str) -> list[str]:
    return POSTGRESQL if vendor == "postgresql" else SQLITE


def names(vendor: str) -> list[tuple[str, str]]:
    """Return (trigger, table) of every trigger of this vendor."""
    words = [statement.split() for statement in _statements(vendor)]
    return [(word[2], word[word.index("ON") + 1]) for word in words]


def install(connection: Any) -> None:
    """Create every trigger. The current schema is the one that the functions will name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT quote_ident(current_schema())")
            cursor.execute(_POSTGRESQL_FUNCTIONS.format(schema=cursor.fetchone()[0]))
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop every trigger: for the reverse of a migration, and for tests that play the attacker."""
    with connection.cursor() as cursor:
        for name, table in names(connection.vendor):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: Any) -> list[str]:
    """Return the triggers that should be there and are not, or are disabled."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
                " AND tgrelid IN ('ledger_entry'::regclass, 'ledger_checkpoint'::regclass)"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [name for name, _ in names(connection.vendor) if name not in there]
