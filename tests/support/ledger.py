"""How do tests empty tables that refuse to be emptied? Django's flush, with every trigger set aside."""

from __future__ import annotations

from typing import Any

from django.db import connection


def let_flush_pass() -> None:
    """Have the flush after each transactional test set the tables' triggers aside and put them back."""
    operations = type(connection.ops)
    original = operations.sql_flush
    if getattr(original, "passes_triggers", False):
        return

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = original(self, style, tables, **options)
        before, after = _without_triggers(self.connection, set(tables))
        return [*before, *statements, *after]

    sql_flush.passes_triggers = True  # type: ignore[attr-defined]
    operations.sql_flush = sql_flush  # type: ignore[method-assign]


def _without_triggers(connection: Any, tables: set[str]) -> tuple[list[str], list[str]]:
    """Return the statements that set the triggers of `tables` aside, and those that put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            guarded = sorted({row[0] for row in cursor.fetchall()} & tables)
            return (
                [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded],
                [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded],
            )
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = [row for row in cursor.fetchall() if row[1] in tables]
    return [f"DROP TRIGGER {name}" for name, _, _ in found], [sql for _, _, sql in found]
