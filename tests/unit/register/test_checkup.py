"""What does an installation say about its database, where each process knows its own role only?"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from bangban import config
from bangban.services.register import checkup


def _said(home: Path, **given: str) -> list[str]:
    settings = config.read(home, given)
    return [finding.code for finding in checkup._database(settings)]


def test_a_process_that_knows_its_own_role_only_is_not_told_it_runs_on_sqlite(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert _said(tmp_path, BANGBAN_DATABASE_WEB_URL="postgresql://bangban_web@db/bangban") == ["own_role"]


def test_the_file_database_says_what_it_rests_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    assert _said(tmp_path) == ["sqlite"]
