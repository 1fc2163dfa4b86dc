"""Has this database taken every step (migration) that this version knows, and none that it does not?

Told by their names, which costs a look into a few folders; Django's own answer loads and orders them all first.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection

TABLE = "django_migrations"
Step = tuple[str, str]
"""App and name, ("ledger", "0001_initial")."""


@cache
def known() -> frozenset[Step]:
    """The steps of this version: what is installed does not change while it runs."""
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([str(Path(app.path) / "migrations")])
        if module.name[0] not in "_~"
    )


def taken() -> frozenset[Step]:
    """The steps the database has taken.

    Raises:
        DatabaseError: it cannot be asked.
    """
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return frozenset()
        cursor.execute(f"SELECT app, name FROM {TABLE}")  # noqa: S608 — a constant
        return frozenset((str(app), str(name)) for app, name in cursor.fetchall())


def unknown(steps: Iterable[Step]) -> list[Step]:
    """Which of `steps` are of our apps, and of a later version than this one."""
    ours = {app for app, _ in known()}
    return sorted(step for step in steps if step[0] in ours and step not in known())
