"""What can a process do with its database role alone? On PostgreSQL a test acts as it for a while, and is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bangban.governance import rights


def make_roles() -> None:
    """Make each process's role, as a database administrator would, and give it its rights."""
    with connection.cursor() as cursor:
        for process in rights.RIGHTS:
            role = rights.role_of(process)
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {role}")
            cursor.execute(f"GRANT {role} TO CURRENT_USER")
    rights.grant()


@contextmanager
def acting_as(process: str, settings: Any) -> Iterator[None]:
    """Be `process` inside, in the settings and to the database."""
    settings.PROCESS = process
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {rights.role_of(process)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        settings.PROCESS = "owner"


def refused(statement: str, *values: Any) -> None:
    """The database refuses `statement` for want of a right."""
    no = pytest.raises(DatabaseError, match=r"permission denied|writer is not")
    with no, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
