"""Is everything in order? Runs the checks part by part, and says at the end what was left out and how to add it.

    python -m tools.verify [PART ...]

Without names, every part, in order; a failed part does not stop the next. A part that this machine cannot run
is left out, named with the command that adds it, and fails only where BANGBAN_TEST_ALL=1 (as .ci/run sets).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import models, postgresql

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header"]
# One browser and one server at a time; what needs neither uses every core.
PARALLEL = ["-n", "auto", "--dist", "loadfile"]
SERIAL = ["-p", "no:xdist"]
# What knows no database says the same whichever there is.
PURE = ["--ignore=tests/unit/skills", "--ignore=tests/unit/llm", "--ignore=tests/unit/crypto"]


@dataclass(frozen=True)
class Part:
    """One named check and its commands."""

    name: str
    commands: tuple[list[str], ...]
    on_postgresql: bool = False
    apart: str = ""
    """The command that runs it by itself, because it needs half a gigabyte of its own: never run unasked."""


def has_provider() -> bool:
    folder = os.environ.get("BANGBAN_TEST_NODE", "")
    return bool(
        folder and shutil.which("node") and (Path(folder) / "node_modules" / "oidc-provider").is_dir()
    )


def has_postgresql() -> bool:
    return postgresql.binaries() is not None


# What a machine may lack, and what adds it. The tests that need it say so themselves and are skipped.
OPTIONAL = (
    (
        "tests/acceptance",
        "browser",
        lambda: shutil.which("chromium"),
        "apt-get install chromium fonts-noto-cjk",
    ),
    (
        "tests/integration",
        "single sign-on with a real provider",
        has_provider,
        "npm install --prefix DIR oidc-provider@9; export BANGBAN_TEST_NODE=DIR",
    ),
    ("tests/models", "real model servers", models.is_there, "make test-models"),
)
PARTS = (
    Part("lint", ([f"{BIN}/ruff", "check"], [f"{BIN}/ruff", "format", "--check"])),
    Part("contracts", ([f"{BIN}/lint-imports", "--no-logo"],)),
    Part("types", ([f"{BIN}/mypy"], [f"{BIN}/mypy", "-p", "tools"])),
    Part("architecture", ([*PYTEST, *SERIAL, "tests/architecture"],)),
    Part("unit", ([*PYTEST, *PARALLEL, "tests/unit"],)),
    Part("documents", ([*PYTEST, *PARALLEL, "tests/documents"],)),
    Part("integration", ([*PYTEST, *PARALLEL, "tests/integration"],)),
    Part("acceptance", ([*PYTEST, *SERIAL, "tests/acceptance"],)),
    Part("models", ([*PYTEST, *SERIAL, "tests/models"],), apart="make test-models"),
    Part("migration", ([*PYTEST, *SERIAL, "tests/migration"],)),
    # Roles belong to the whole PostgreSQL cluster, so in one cluster tests run one after another: there are two.
    Part(
        "postgresql",
        (
            [*PYTEST, *SERIAL, "tests/integration"],
            [*PYTEST, *SERIAL, *PURE, "tests/migration", "tests/unit", "tests/acceptance"],
        ),
        on_postgresql=True,
    ),
)


def run(part: Part) -> bool:
    """Run one part's commands, all of them, and return whether every one was content."""
    if part.on_postgresql:
        with ThreadPoolExecutor(len(part.commands)) as beside:
            return all(list(beside.map(_on_postgresql, part.commands)))
    environment = {**os.environ, "BANGBAN_TEST_DATABASE_URL": ""}
    codes = [subprocess.run(command, cwd=ROOT, env=environment).returncode for command in part.commands]
    return not any(codes)


def _on_postgresql(command: list[str]) -> bool:
    """Run a command in a cluster of its own. What it says is printed whole: two at once would mix their lines."""
    with postgresql.throwaway() as url, tempfile.TemporaryFile("w+") as said:
        environment = {**os.environ, "BANGBAN_TEST_DATABASE_URL": url}
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
        said.seek(0)
        print(said.read(), flush=True)
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="*", metavar="PART", help=", ".join(part.name for part in PARTS))
    names = parser.parse_args().part
    unknown = [name for name in names if name not in {part.name for part in PARTS}]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)}")
    chosen = [part for part in PARTS if part.name in names or not (names or part.apart)]
    lines, failed, left_out = [], [], []
    for part in chosen:
        print(f"\n━━ {part.name} " + "━" * (60 - len(part.name)), flush=True)
        if part.on_postgresql and not has_postgresql():
            left_out.append(f"{part.name} → apt-get install postgresql")
            lines.append(f"  –  {part.name:<14} left out")
            continue
        began = time.monotonic()
        fine = run(part)
        if not fine:
            failed.append(part.name)
        lines.append(f"  {'✓' if fine else '✗'}  {part.name:<14} {time.monotonic() - began:6.1f} s")
    folders = {word for part in chosen for command in part.commands for word in command}
    left_out += [
        f"{what} → {add}" for folder, what, there, add in OPTIONAL if folder in folders and not there()
    ]
    print("\n━━ summary " + "━" * 53, *lines, sep="\n")
    for lack in left_out:
        print(f"  left out: {lack}")
    for part in PARTS:
        if part.apart and not names:
            print(f"  by itself: {part.name} → {part.apart}")
    complete = not (left_out and os.environ.get("BANGBAN_TEST_ALL") == "1")
    if not complete:
        print("  BANGBAN_TEST_ALL=1 allows nothing to be left out.")
    if failed:
        print(f"  failed: {', '.join(failed)}")
    return 0 if complete and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
