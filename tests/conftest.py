"""Where do the tests live? In a home folder of their own, made before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

import hypothesis
import pytest

# Who starts the tests in the background may have switched Ctrl-C off, for them and for every program they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
TEST_DATABASE = os.environ.get("BANGBAN_TEST_DATABASE_URL", "")
NEEDS = {
    "browser": ("apt-get install chromium fonts-noto-cjk", lambda: shutil.which("chromium") is not None),
    "office": (
        "apt-get install libreoffice-writer-nogui fonts-noto-cjk",
        lambda: shutil.which("soffice") is not None,
    ),
    "postgresql": ("apt-get install postgresql, then make test-postgresql", lambda: bool(TEST_DATABASE)),
}


def _own_home() -> Path:
    """Make the folder these tests keep their state in. The settings of whoever runs them do not count."""
    for name in [name for name in os.environ if name.startswith("BANGBAN_") and "_TEST_" not in name]:
        del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="bangban-test-"))
    os.environ["BANGBAN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bangban.site.settings"
    if TEST_DATABASE:
        os.environ["BANGBAN_DATABASE_URL"] = TEST_DATABASE
    maker = os.getpid()

    def remove() -> None:
        # A forked child leaves through here too; the folder is its parent's.
        if os.getpid() == maker:
            shutil.rmtree(home, ignore_errors=True)

    atexit.register(remove)
    return home


def _make_keys(folder: Path) -> None:
    from bangban.crypto.signing import create_key

    folder.mkdir(mode=0o700)
    for name in ("web", "executor", "ledger"):
        create_key(folder / f"{name}.key")
    session = folder / "session.key"
    session.touch(mode=0o600)
    session.write_text(os.urandom(32).hex(), "ascii")


# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("bangban", deadline=None)
hypothesis.settings.load_profile("bangban")
HOME = _own_home()
_make_keys(HOME / "keys")


def pytest_configure(config: pytest.Config) -> None:
    # pytest-django sets Django up only when pyproject.toml names the settings, and then before this file runs.
    import django

    django.setup()
    if getattr(config.option, "numprocesses", None):
        # The processes started from here would set Django up in this home before they make their own.
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, (command, is_there) in NEEDS.items():
        if is_there():
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"left out, needs {marker}: {command}"))


@pytest.fixture(scope="session")
def bangban_home() -> Path:
    """The BANGBAN_HOME of this test process."""
    return HOME


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file, as in real use: in memory, threads share one cache and lock each other's tables out."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(HOME / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _ledger_lets_flush_pass() -> None:
    from tests.support.ledger import let_flush_pass

    let_flush_pass()


@pytest.fixture(autouse=True)
def _witness_of_its_own() -> None:
    """The ledger's witness outlives the database on purpose, so it has to go with each test's database."""
    shutil.rmtree(HOME / "witness", ignore_errors=True)


@pytest.fixture(autouse=True)
def _language_of_its_own() -> None:
    """A page drawn in English leaves its thread speaking English: the next test begins in the default."""
    from django.utils import translation

    translation.deactivate()
