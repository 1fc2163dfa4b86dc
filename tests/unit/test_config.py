"""Where does a setting come from, and what is said of one that is wrong?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bangban.config import SETTINGS, BadSetting, UnknownSetting, read


def test_defaults_then_the_file_then_the_environment(tmp_path: Path) -> None:
    (tmp_path / "bangban.toml").write_text("[web]\nport = 9000\nthreads = 8\n", "utf-8")
    settings = read(tmp_path, {"BANGBAN_WEB_PORT": "9100"})
    assert (settings["web.port"], settings["web.threads"], settings["web.host"]) == (9100, 8, "127.0.0.1")
    assert settings.sources["web.port"] == "BANGBAN_WEB_PORT"
    assert settings.sources["web.threads"].endswith("bangban.toml")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BANGBAN_WEB_PORT", "70000"),
        ("BANGBAN_WEB_PORT", "x"),
        ("BANGBAN_DEMO", "perhaps"),
        ("BANGBAN_LEDGER_DIGEST", "md5"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(BadSetting) as raised:
        read(tmp_path, {variable: value})
    assert variable in raised.value.text("en")
    assert value in raised.value.text("zh-hans")


def test_a_secret_is_not_repeated_in_a_message() -> None:
    assert {row.name for row in SETTINGS if row.secret} >= {
        "database.url",
        "oidc.client_secret",
        "webhook.secret",
    }


def test_unknown_keys_and_broken_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bangban.toml"
    file.write_text("[web]\nprot = 1\n", "utf-8")
    with pytest.raises(UnknownSetting) as raised:
        read(tmp_path, {})
    assert "web.prot" in raised.value.text("en")
    file.write_bytes(b"[web\xff")
    with pytest.raises(BadSetting):
        read(tmp_path, {})


def test_each_process_connects_as_its_own_role_or_as_the_owner(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        {"BANGBAN_DATABASE_URL": "postgresql://o@h/d", "BANGBAN_DATABASE_WEB_URL": "postgresql://w@h/d"},
    )
    assert settings.database_url("web") == "postgresql://w@h/d"
    assert settings.database_url("executor") == settings.database_url("owner") == "postgresql://o@h/d"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("", True),
        ("postgresql:///bangban", True),
        ("postgresql://skill:x@/bangban?host=/var/run/postgresql", True),
        ("postgresql://skill:x@127.0.0.1:5432/bangban", False),
        ("postgresql://skill:x@/bangban?host=db.example", False),
    ],
)
def test_whether_the_database_is_reached_without_a_network(tmp_path: Path, url: str, here: bool) -> None:
    settings = read(tmp_path, {"BANGBAN_DATABASE_SKILL_URL": url})
    assert settings.database_is_here("skill", {}) is here


def test_the_driver_s_own_variable_counts_where_the_url_names_no_host(tmp_path: Path) -> None:
    settings = read(tmp_path, {"BANGBAN_DATABASE_SKILL_URL": "postgresql:///bangban"})
    assert not settings.database_is_here("skill", {"PGHOST": "db.example"})
    assert settings.database_is_here("skill", {"PGHOST": "/var/run/postgresql"})
