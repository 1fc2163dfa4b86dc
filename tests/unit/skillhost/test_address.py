"""Is the socket where both sides look for it, and short enough?"""

from __future__ import annotations

import os
from pathlib import Path

from bangban.config import read
from bangban.skillhost.address import LONGEST, socket_path


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
