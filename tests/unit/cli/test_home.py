"""Does a command that was cut off while it made the home leave one that the next command finishes?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bangban import config
from bangban.cli.django import is_made
from bangban.site import home


def test_half_a_home_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_HOME", str(tmp_path))
    config.load.cache_clear()
    try:
        settings = config.load()
        assert not is_made(settings)
        for name in ("keys/session.key", "bangban.sqlite3", "run/unfinished"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        assert not is_made(settings)
        (tmp_path / "run/unfinished").unlink()
        assert is_made(settings)
    finally:
        monkeypatch.undo()
        config.load.cache_clear()


@pytest.mark.django_db
def test_the_mark_stands_until_every_step_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = config.load().path(*home.UNFINISHED)
    monkeypatch.setattr(home, "_missing_steps", lambda: 3)

    def cut_off(*names: Any, **more: Any) -> None:
        assert mark.exists()
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr("django.core.management.call_command", cut_off)
        with pytest.raises(KeyboardInterrupt):
            home.prepare()
    assert mark.exists()
    monkeypatch.setattr("django.core.management.call_command", lambda *names, **more: None)
    home.prepare()
    assert not mark.exists()
