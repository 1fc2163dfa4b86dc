"""Which database does this process connect to, and as whom?"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bangban.config import BadSetting, Config


def database(config: Config, process: str) -> dict[str, Any]:
    """Return Django's settings for the database `process` may use.

    Raises:
        BadSetting: the URL is not a PostgreSQL one.
    """
    url = config.database_url(process)
    if not url:
        return _sqlite(config)
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadSetting(
            name="database.url", where="bangban.toml", value=parts.scheme, expected="postgresql://…"
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(config: Config) -> dict[str, Any]:
    return {
        "ENGINE": "bangban.site.sqlite",
        "NAME": config.path("bangban.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A writer announces itself when its transaction begins, so that two never deadlock half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
                # The executor empties the log long before (`executor.emptying`); who commits, where it does not run.
                "PRAGMA wal_autocheckpoint=4000;"
            ),
        },
    }
