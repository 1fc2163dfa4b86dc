"""Where do the tests find a PostgreSQL of their own? In a throwaway cluster, gone when the command ends.

    python -m tools.postgresql COMMAND ...

runs COMMAND with BANGBAN_TEST_DATABASE_URL naming the role `bangban_owner`, which may create databases and
roles and is no superuser, as a city's owner role should be. The server listens on a Unix socket in its own
folder and on a loopback port with a random password.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tools.ports import free_port

# A test's database need not survive the machine, so it does not wait for the disk.
OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
}
PATIENCE_SECONDS = 60


def binaries() -> Path | None:
    """Return the folder with initdb and postgres, the newest version first; None where there is none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found += [path.parent for path in sorted(versions, key=lambda path: int(path.parts[4]), reverse=True)]
    return found[0] if found else None


def _unprivileged() -> dict[str, Any]:
    """How a child is started: PostgreSQL refuses root, so root hands over to an account without rights."""
    if os.geteuid() != 0:
        return {}
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(folder: Path, programs: Path, child: dict[str, Any]) -> None:
    command = [
        str(programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    command += ["--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **child)


def _connect(folder: Path, port: int, server: subprocess.Popen[bytes]) -> psycopg.Connection[Any]:
    """Wait until the server answers on its socket, which only its own account and root can reach."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return psycopg.connect(
                host=str(folder), port=port, user="postgres", dbname="postgres", autocommit=True
            )
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > end:
                log = (folder / "log").read_text("utf-8", "replace")
                raise SystemExit(f"PostgreSQL did not start: {error}\n{log}") from error
        time.sleep(0.1)


@contextmanager
def throwaway() -> Iterator[str]:
    """Run a PostgreSQL server and yield its owner's URL. The server and its files are gone afterwards.

    Raises:
        SystemExit: PostgreSQL is not installed, or did not start (its log is shown).
    """
    programs = binaries()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    child = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="bangban-pg-"))
    if child:
        os.chown(folder, child["user"], child["group"])
    port, password = free_port(), secrets.token_hex(16)
    settings = {**OPTIONS, "port": str(port), "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server: subprocess.Popen[bytes] | None = None
    try:
        _initialise(folder, programs, child)
        with (folder / "log").open("wb") as log:
            command = [str(programs / "postgres"), "-D", str(folder / "data"), *options]
            # A session of its own: Ctrl-C reaches the tests first, and they still need the server to clean up.
            server = subprocess.Popen(command, cwd=folder, stderr=log, start_new_session=True, **child)
        with _connect(folder, port, server) as connection:
            # DDL takes no parameters; the password is hexadecimal digits made above.
            connection.execute(f"CREATE ROLE bangban_owner LOGIN CREATEDB CREATEROLE PASSWORD '{password}'")
            connection.execute("CREATE DATABASE bangban OWNER bangban_owner")
        yield f"postgresql://bangban_owner:{password}@127.0.0.1:{port}/bangban"
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throwaway() as url:
        done = subprocess.run(sys.argv[1:], env={**os.environ, "BANGBAN_TEST_DATABASE_URL": url})
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
