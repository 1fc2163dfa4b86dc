"""Who sits at the desks of these tests?"""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def people(db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


@pytest.fixture
def handler(people: Any) -> Any:
    """The centre's handler, signed in."""
    from tests.support.desk import at_desk

    return at_desk(people.handler)
