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


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"HOST": "mail.example.cn", "USER": "bangban"}, True),
        ({"HOST": "mail.example.cn", "USER": "bangban", "TLS": "starttls"}, False),
        ({"HOST": "mail.example.cn", "USER": "bangban", "TLS": "tls"}, False),
        ({"HOST": "127.0.0.1", "USER": "bangban"}, False),
        ({"HOST": "mail.example.cn"}, False),
    ],
)
def test_a_password_that_would_cross_the_network_in_the_clear_is_told_of(
    tmp_path: Path, given: dict[str, str], told: bool
) -> None:
    settings = config.read(tmp_path, {f"BANGBAN_EMAIL_{name}": value for name, value in given.items()})
    assert ("email_in_the_clear" in [finding.code for finding in checkup._services(settings)]) is told


def test_the_mail_servers_encryption_is_one_of_two(tmp_path: Path) -> None:
    with pytest.raises(config.BadSetting):
        config.read(tmp_path, {"BANGBAN_EMAIL_TLS": "ssl3"})
