"""Where do the figures come from? A home of its own with the demo district and as many cases as wanted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

COMMAND = (sys.executable, "-m", "bangban.cli.main")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command in `home`: nothing of the caller's own installation."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    return {**own, "BANGBAN_HOME": str(home), **more}


def make_home(home: Path) -> None:
    """Make a home with the demo district (a hundred cases that flowed through)."""
    run = [*COMMAND, "init", "--demo"]
    subprocess.run(
        run, env=environment(home), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def fill(home: Path, count: int) -> None:
    """Copy the demo's cases, with proposals of real size, until there are `count`. SQLite only."""
    import sqlite3

    database = sqlite3.connect(home / "bangban.sqlite3")
    database.create_function("mark", 1, _letters)
    (there,) = database.execute("SELECT count(*) FROM governance_case").fetchone()
    (last,) = database.execute("SELECT max(id) FROM governance_case").fetchone()
    names = _columns(database, "governance_case", "id", "uid", "follow_code", "source_key")
    with database:
        for step in range(1, -(-count // there)):
            shift = step * last
            database.execute(
                f"INSERT INTO governance_case (id, uid, follow_code, {names})"
                f" SELECT id + {shift}, lower(hex(randomblob(16))), mark(id + {shift}), {names}"
                f" FROM governance_case WHERE id <= {last} AND {there} * {step} < {count}"
            )
            proposal = _columns(database, "governance_proposal", "id", "case_id", "digest")
            database.execute(
                f"INSERT INTO governance_proposal (case_id, digest, {proposal})"
                f" SELECT case_id + {shift}, 'sha256:' || lower(hex(randomblob(32))), {proposal}"
                f" FROM governance_proposal WHERE case_id <= {last}"
            )
    database.execute("ANALYZE")
    database.close()


def _columns(database: object, table: str, *without: str) -> str:
    rows = database.execute(f"SELECT name FROM pragma_table_info('{table}')")  # type: ignore[attr-defined]
    return ", ".join(name for (name,) in rows if name not in without)


def _letters(number: int) -> str:
    return f"{number:019d}"


def cpu_seconds(*pids: int) -> float:
    """User and system time of running processes, from /proc."""
    total = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += children_of(int(child))
    return found


def memory_mb(pid: int) -> float:
    """A process's own resident memory now, without the pages of the database file that are mapped into it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("RssAnon"))) * 1024 / 1e6


def calibration() -> float:
    """CPU seconds of a fixed piece of work: about 0.15 on the reference machine at rest, more on a shared core."""
    before = time.process_time()
    sum(number * number for number in range(3_000_000))
    return time.process_time() - before
