"""What does Django ask of SQLite anew at every statement, though it is the same? Where its values stand: found once.

Statements say `%s` where SQLite wants `?`. Django looks for them in each statement each time it is run, which for a row
of fifty values takes longer than SQLite takes for the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

KEPT = 1_000
"""Statements that are known; ours are a few hundred, and lists of other lengths."""


@lru_cache(maxsize=KEPT)
def asked(query: str) -> str:
    """The statement with SQLite's own marks."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Django's, with statements that are known."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        if param_names is None:
            return asked(query)
        return str(super().convert_query(query, param_names=param_names))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite."""

    def create_cursor(self, name: Any = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)
