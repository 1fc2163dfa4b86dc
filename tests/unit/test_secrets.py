"""Which passwords does a skill host know? Its own database's, and no other."""

from __future__ import annotations

from pathlib import Path

from bangban.config import SETTINGS, read
from bangban.config.secrets import forget_secrets, secret_variables

URLS = {
    "BANGBAN_DATABASE_URL": "postgresql://owner:o@localhost/b",
    "BANGBAN_DATABASE_WEB_URL": "postgresql://web:w@localhost/b",
    "BANGBAN_DATABASE_EXECUTOR_URL": "postgresql://executor:e@localhost/b",
    "BANGBAN_DATABASE_HOST_URL": "postgresql://host:h@localhost/b",
    "BANGBAN_OIDC_CLIENT_SECRET": "oidc",
    "BANGBAN_EMAIL_PASSWORD": "mail",
    "BANGBAN_WEBHOOK_SECRET": "hook",
}


def test_a_host_keeps_only_its_own(tmp_path: Path) -> None:
    settings = read(tmp_path, URLS)
    forgotten = set(secret_variables(settings))
    forget_secrets(settings)
    known = {row.variable for row in SETTINGS if row.secret and settings[row.name]}
    assert known == {"BANGBAN_DATABASE_HOST_URL"}
    assert forgotten == {row.variable for row in SETTINGS if row.secret} - known
    assert settings.database_url("host") == URLS["BANGBAN_DATABASE_HOST_URL"]
    assert settings["hosts.count"] >= 1


def test_without_a_role_of_its_own_the_host_can_still_connect(tmp_path: Path) -> None:
    settings = read(
        tmp_path, {"BANGBAN_DATABASE_URL": URLS["BANGBAN_DATABASE_URL"], "BANGBAN_EMAIL_PASSWORD": "mail"}
    )
    forget_secrets(settings)
    assert settings.database_url("host") == URLS["BANGBAN_DATABASE_URL"]
    assert settings["email.password"] == ""
    assert "BANGBAN_DATABASE_URL" not in secret_variables(settings)
