"""Does the embedded database hear the same statements from us as from Django's own engine?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from bangban.config import load
from bangban.site.databases import database
from bangban.site.sqlite.base import Cursor

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded database only")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "SELECT a FROM t WHERE a = %s AND b IN (%s, %s)",
        "SELECT a FROM t WHERE a LIKE '100%%' AND b = %s",
        "SELECT '%%s', %s",
    ],
)
def test_a_statement_is_asked_as_django_asks_it(query: str) -> None:
    # Neither looks at the cursor it belongs to; the second time it is known.
    plain = SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]
    assert [Cursor.convert_query(None, query) for _ in range(2)] == [plain, plain]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_values_stand_where_they_stood() -> None:
    with connection.cursor() as cursor:
        assert isinstance(cursor.cursor, Cursor)
        for value in (7, "%s", None):
            cursor.execute("SELECT %s, '100%%'", [value])
            assert cursor.fetchone() == (value, "100%")
        cursor.execute("SELECT %(one)s, %(other)s", {"one": 1, "other": 2})
        assert cursor.fetchone() == (1, 2)


def test_the_embedded_database_is_the_one_we_made() -> None:
    assert database(load(), "owner")["ENGINE"] == "bangban.site.sqlite"
