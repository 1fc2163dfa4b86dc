"""Whose calls are these, and is the database the one that others see as well?"""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def people(transactional_db: None) -> Any:
    """A small district. The gateway writes in a thread of its own, so nothing may hang in a test's transaction."""
    from tests.support.district import a_district

    return a_district()
