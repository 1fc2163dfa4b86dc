"""How do tests empty tables that refuse to be emptied? Django's flush, with the ledger's triggers set aside."""

from __future__ import annotations

from typing import Any

from django.db import connection

from bangban.ledger import triggers


def let_flush_pass() -> None:
    """Have the flush after each transactional test drop the ledger's triggers and put them back."""
    operations = type(connection.ops)
    original = operations.sql_flush
    if getattr(original, "passes_the_ledger", False):
        return

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = original(self, style, tables, **options)
        mine = [table for table in triggers.TABLES if table in tables]
        if not mine:
            return statements
        if self.connection.vendor == "postgresql":
            before = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in mine]
            after = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in mine]
        else:
            before = [
                f"DROP TRIGGER IF EXISTS {name}" for name, table in triggers.names("sqlite") if table in mine
            ]
            after = [text for text in triggers.SQLITE if text.split()[text.split().index("ON") + 1] in mine]
        return [*before, *statements, *after]

    sql_flush.passes_the_ledger = True  # type: ignore[attr-defined]
    operations.sql_flush = sql_flush  # type: ignore[method-assign]
