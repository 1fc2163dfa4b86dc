"""Which passwords does a skill host know? Its own database's, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bangban.config import SETTINGS, read
from bangban.config.secrets import begin_anew, forget_secrets, secret_variables

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


TOML = """
[database]
url = "postgresql://owner:%s@localhost/b"
host_url = "postgresql://host:h@localhost/b"
[web]
allowed_hosts = ["a.example", "b.example"]
https = true
[webhook]
secret = "%s"
"""
LOOK = """
import gc, os, re, sys
from bangban import config
from bangban.config import secrets
settings = config.load()
if sys.argv[1:] == ["first"]:
    secrets.begin_anew(settings, "host", (sys.executable, __file__, "then"))
secrets.forget_secrets(settings)
gc.collect()
assert settings["web.allowed_hosts"] == ("a.example", "b.example") and settings["web.https"] is True
assert settings.database_url("host").startswith("postgresql://host:h@")
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        place, rights = line.split()[:2]
        low, high = (int(part, 16) for part in place.split("-"))
        if "r" not in rights or high - low > 2**28 or "[v" in line:
            continue
        try:
            memory.seek(low)
            seen = memory.read(high - low)
        except OSError:
            continue
        # Put together here, so that the look itself does not stand in memory.
        found = re.findall(b"Not" + b"For" + b"Skills[0-9]+", seen)
        if found:
            sys.exit(f"{len(found)} times in {line}")
"""


def test_what_a_host_must_not_know_does_not_stand_in_its_memory(tmp_path: Path) -> None:
    """A skill can look through the memory of the process that runs it: what was read and blanked is still there."""
    (tmp_path / "bangban.toml").write_text(TOML % ("NotForSkills123", "NotForSkills456"), "utf-8")
    look = tmp_path / "look.py"
    look.write_text(LOOK, "utf-8")
    known = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    given = {**known, "BANGBAN_HOME": str(tmp_path), "BANGBAN_EMAIL_PASSWORD": "NotForSkills789"}
    done = subprocess.run(
        [sys.executable, str(look), "first"], env=given, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    kept = subprocess.run(
        [sys.executable, str(look), "then"], env=given, capture_output=True, text=True, check=False
    )
    assert "times in" in kept.stderr, "the look finds what is there"


def test_a_process_that_knows_no_foreign_secret_goes_on_as_it_is(tmp_path: Path) -> None:
    settings = read(tmp_path, {"BANGBAN_DATABASE_HOST_URL": URLS["BANGBAN_DATABASE_HOST_URL"]})
    begin_anew(settings, "host", ("/bin/false",))
