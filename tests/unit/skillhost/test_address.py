"""Is the socket where both sides look for it, and short enough?"""

from __future__ import annotations

import os
from pathlib import Path

from bangban.config import read
from bangban.skillhost.address import LONGEST, may_serve, prepare_folder, socket_path


def test_an_ordinary_home_keeps_its_socket(tmp_path: Path) -> None:
    home = Path("/srv/bangban")
    assert socket_path(read(home, {})) == home / "run" / "host.sock"


def test_a_deep_home_gets_a_short_folder_of_its_own(tmp_path: Path) -> None:
    deep = read(Path("/srv") / ("深" * 40), {})
    path = socket_path(deep)
    assert len(os.fsencode(path)) <= LONGEST
    assert path == socket_path(deep)
    assert path != socket_path(read(Path("/srv") / ("浅" * 40), {}))
    assert str(os.getuid()) in path.parent.name


def test_a_folder_opened_to_a_group_gives_it_the_socket(tmp_path: Path) -> None:
    assert prepare_folder(tmp_path / "run" / "host.sock") == 0o600
    (tmp_path / "run").chmod(0o750)
    assert prepare_folder(tmp_path / "run" / "host.sock") == 0o660


def test_only_accounts_we_trust_may_answer(tmp_path: Path) -> None:
    settings = read(tmp_path, {})
    inside = socket_path(settings)
    inside.parent.mkdir()
    owner = inside.parent.stat().st_uid
    assert may_serve(os.getuid(), inside, settings)
    assert may_serve(0, inside, settings)
    assert may_serve(owner, inside, settings)
    assert not may_serve(owner + 7, inside, settings)
    elsewhere = tmp_path.parent / "host.sock"
    assert not may_serve(elsewhere.parent.stat().st_uid + 7, elsewhere, settings)
