"""One real installation for the tests of endurance; each leaves it sound for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installation import Installation, installed


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home: Path = tmp_path_factory.mktemp("home")
    with installed(home) as one:
        yield one


@pytest.fixture
def running(installation: Installation) -> Iterator[Installation]:
    installation.start()
    yield installation
    installation.stop()
