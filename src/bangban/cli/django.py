"""How does a command get at the database? Django is set up only when a command needs it, with the least rights."""

from __future__ import annotations

import os
import subprocess
import sys

from bangban import config
from bangban.config.secrets import forget_secrets, secret_places


def set_up(process: str = "owner") -> None:
    """Set Django up for this process; called first thing by every command that reads or writes."""
    os.environ.setdefault("BANGBAN_PROCESS", process)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangban.site.settings")
    import django

    django.setup()


def set_up_home(process: str = "owner") -> None:
    """Set up in a home that exists and is migrated; the first command in an empty one makes it.

    A command that runs a skill names "host": it then holds the skill host's rights and no more.
    """
    if process == "owner":
        set_up(process)
        from bangban.site.home import prepare

        prepare()
        return
    shut_in()
    set_up("host")


def shut_in() -> None:
    """Make sure of a home, then give up the secrets for good: what is started from here on finds no key.

    The first half of `set_up_home("host")`, for a command that starts processes before it sets Django up.
    """
    _prepare_as_owner()
    _give_up_secrets()


def set_up_without_secrets() -> None:
    """Set up for running skills: the host's database role, no password but its own, no key to be found."""
    _give_up_secrets()
    set_up("host")


def _give_up_secrets() -> None:
    from bangban.skillhost.isolation import hide

    settings = config.load()
    forget_secrets(settings)
    hide(secret_places(settings))


def is_made(settings: config.Config) -> bool:
    """Whether there is a home, with its keys and a database, of whatever version, and nobody was cut off making it."""
    keys = settings.path("keys", "session.key").exists()
    whole = not settings.path("run", "unfinished").exists()
    return keys and whole and bool(settings["database.url"] or settings.path("bangban.sqlite3").exists())


def _prepare_as_owner() -> None:
    """Make the home in a process of its own, so that this one never holds the owner's rights."""
    settings = config.load()
    if is_made(settings):
        return
    environment = {**os.environ, "BANGBAN_PROCESS": "owner"}
    command = [sys.executable, "-m", "bangban.cli.main", "init"]
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 — our own program
    if done.returncode:
        sys.exit(done.returncode)
