"""What do the tests of all services have at hand?"""

from __future__ import annotations

import pytest


@pytest.fixture
def roles(db: None) -> None:
    """The processes' roles with their rights, in a test of PostgreSQL."""
    from tests.support.roles import make_roles

    make_roles()
