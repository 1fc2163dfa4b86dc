"""Which people do the tests of governance find?"""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def people(db: None) -> Any:
    """The small district of tests/support/district.py."""
    # Imported here: pytest reads this file before Django is set up.
    from tests.support.district import a_district

    return a_district()
