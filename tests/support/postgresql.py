"""How does a test that starts real processes get an empty PostgreSQL database of its own?"""

from __future__ import annotations

import os
import secrets
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


def empty_database() -> dict[str, str]:
    """Return the variables that point Bangban to a new database; none when the tests run on SQLite.

    The database goes with the throwaway server that `tools.postgresql` started.
    """
    url = os.environ.get("BANGBAN_TEST_DATABASE_URL", "")
    if not url:
        return {}
    name = f"bangban_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"BANGBAN_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
