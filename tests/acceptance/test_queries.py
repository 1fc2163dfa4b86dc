"""Does every page of a living installation keep to twelve queries, whoever opens it and for the first time?"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Server

MOST = 12
RECORDED = 3
"""What the first opening of a case adds: its note, and the ledger's last entry and next."""
EXAMPLES = 1
"""Pages of each kind opened, for each kind of visitor."""


@pytest.fixture(scope="module")
def opened(server: Server, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """All pages that visitors reach by links, opened in a copy of the running server's home."""
    if "BANGBAN_DATABASE_URL" in server.environment:
        pytest.skip("the pages ask the same of PostgreSQL; only a file is copied as simply")
    home: Path = tmp_path_factory.mktemp("walk") / "home"
    leave = shutil.ignore_patterns("*.sqlite3*", "*.sock", "*.log", "run")
    shutil.copytree(server.home, home, ignore=leave)
    with (
        closing(sqlite3.connect(server.home / "bangban.sqlite3")) as living,
        closing(sqlite3.connect(home / "bangban.sqlite3")) as copy,
    ):
        living.backup(copy)
    environment = {
        **server.environment,
        "BANGBAN_HOME": str(home),
        "BANGBAN_PROCESS": "web",
        "DJANGO_SETTINGS_MODULE": "bangban.site.settings",
    }
    command = [sys.executable, "-m", "tests.support.walk", str(EXAMPLES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_walk_gets_about(opened: list[dict[str, Any]]) -> None:
    found = {one["route"] for one in opened if one["status"] == 200}
    for route in (
        "/desk/cases/<int:pk>",
        "/workorders/<int:pk>",
        "/workorders/incidents/<int:pk>",
        "/consult/queue/<int:handover_id>",
        "/consult/gaps/<int:gap_id>",
        "/documents/reviews/<int:pk>",
        "/register/employees/<str:number>",
        "/register/officers/<int:pk>",
        "/console/employees/<str:number>",
        "/follow/<str:number>",
        "/consult/c/<str:token>",
    ):
        assert route in found, route
    assert len(found) > 90
    assert len({one["visitor"] for one in opened}) > 5


def test_no_page_runs_more_than_twelve(opened: list[dict[str, Any]]) -> None:
    assert not [one for one in opened if one["second"] > MOST]


def test_nor_does_its_first_opening_but_for_what_records_it(opened: list[dict[str, Any]]) -> None:
    assert not [one for one in opened if one["first"] > MOST + (RECORDED if one["written"] else 0)]
