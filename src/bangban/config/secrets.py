"""Which settings are secret, who may know them, and where do they stand?"""

from __future__ import annotations

from pathlib import Path

from bangban.config import SETTINGS, Config


def forget_secrets(settings: Config, process: str = "host") -> None:
    """Blank the passwords of `settings` that are not the skill host's own (or `process`'s), in this process.

    Call it before Django is set up, which copies some. A host without a database URL of its own keeps the
    owner's: then the database cannot tell the two apart, and `bangban check` says so.
    """
    kept = _kept(settings, process)
    blank = {row.name: "" for row in SETTINGS if row.secret and row.name != kept}
    object.__setattr__(settings, "values", {**settings.values, **blank})


def secret_variables(settings: Config, process: str = "host") -> list[str]:
    """The environment variables a host must not inherit: those `forget_secrets` blanks."""
    kept = _kept(settings, process)
    return [row.variable for row in SETTINGS if row.secret and row.name != kept]


def _kept(settings: Config, process: str) -> str:
    own = f"database.{process}_url"
    return own if settings[own] else "database.url"


def secret_places(settings: Config) -> tuple[Path, ...]:
    """What no skill may read: all keys, and the file the passwords stand in."""
    return settings.path("keys"), settings.path("bangban.toml")
