"""One small district for every test of governance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.district import District


@pytest.fixture
def people(db: None) -> District:
    from tests.support.district import a_district

    return a_district()
