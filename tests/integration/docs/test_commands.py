"""Do the commands that the documents show do what the documents say?

Each page's commands run in order in one shell, in a folder of its own, with a copy of the demo district.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.documents import PAGES, ROOT, Block, blocks, expected_status
from tools import commands_reference, settings_reference

TEST_DATABASE = os.environ.get("BANGBAN_TEST_DATABASE_URL", "")
LIMIT = 600
"""Seconds a page may take. It takes ten at most; a busy machine is not an error."""
MARK = "@@@"


def _to_run(page: Path) -> list[Block]:
    return [one for one in blocks(page) if one.language == "console" and not one.not_run]


RUNNABLE = [page for page in PAGES if _to_run(page)]


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BANGBAN_", "DJANGO_"))}
    return kept | {
        "BANGBAN_HOME": str(home),
        "BANGBAN_LANGUAGE": "en",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo district, seeded once."""
    home = tmp_path_factory.mktemp("docs") / "home"
    command = [sys.executable, "-m", "bangban.cli.main", "init", "--demo"]
    subprocess.run(command, env=_environment(home), check=True, capture_output=True, timeout=LIMIT)
    return home


def _script(commands: list[str]) -> str:
    """One shell for the page, so that `cd` and `export` last; each command is followed by its status."""
    return "\n".join(f'{command}\necho "{MARK} {number} $?"' for number, command in enumerate(commands))


@pytest.mark.skipif(
    bool(TEST_DATABASE), reason="the pages' commands run on SQLite, and did in the run on SQLite"
)
@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(page: Path, seeded: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeded, home, ignore=shutil.ignore_patterns("*.sock"))
    folder = tmp_path / "here"
    folder.mkdir()
    commands = [command for block in _to_run(page) for command in block.commands()]
    done = subprocess.run(
        ["bash", "-c", _script(commands)],
        cwd=folder,
        env=_environment(home) | {"HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    statuses = _statuses(done.stdout)
    for number, command in enumerate(commands):
        told = f"{page.name}: {command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        assert statuses.get(number) == expected_status(command), told


def _statuses(output: str) -> Mapping[int, int]:
    rows = [line.split() for line in output.splitlines() if line.startswith(MARK + " ")]
    return {int(number): int(status) for _, number, status in rows}


def test_many_pages_show_commands_that_run() -> None:
    assert len(RUNNABLE) >= 8


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_shell_block_is_run_or_says_why_not(page: Path) -> None:
    for block in blocks(page):
        assert block.language not in {"sh", "bash", "shell"}, f"{page.name}:{block.line} must be ```console"
        if block.language == "console":
            assert list(block.commands()), f"{page.name}:{block.line} shows no command (`$ …`)"
        elif not block.language:
            shown = [line for line in block.lines if line.startswith(("$ ", "bangban ", "make "))]
            assert not shown, f"{page.name}:{block.line} shows commands and must be ```console"


def test_the_reference_of_commands_is_the_command_lines_own() -> None:
    assert commands_reference.FILE.read_text("utf-8") == commands_reference.page(), (
        "run python -m tools.commands_reference"
    )


def test_the_reference_of_settings_is_the_tables_own() -> None:
    assert settings_reference.FILE.read_text("utf-8") == settings_reference.page(), (
        "run python -m tools.settings_reference"
    )
