"""Do the migrations say everything the models say, in numbered steps that go forward and back?"""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = sorted(app.label for app in apps.get_app_configs() if app.name.startswith("bangban."))


def _steps() -> list[tuple[str, str]]:
    return sorted(key for key in MigrationExecutor(connection).loader.disk_migrations if key[0] in OURS)


@pytest.mark.django_db
def test_no_model_has_a_change_without_a_migration() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", *OURS, stdout=out, no_color=True)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.django_db
def test_steps_are_numbered_without_a_gap() -> None:
    for label in OURS:
        numbers = [int(name[:4]) for app, name in _steps() if app == label and re.match(r"\d{4}_[a-z]", name)]
        assert numbers == list(range(1, len(numbers) + 1)), label
        assert len(numbers) == len([app for app, _ in _steps() if app == label]), (
            f"{label}: a step has no number"
        )


@pytest.mark.django_db
def test_every_app_has_one_last_step() -> None:
    assert MigrationExecutor(connection).loader.detect_conflicts() == {}
