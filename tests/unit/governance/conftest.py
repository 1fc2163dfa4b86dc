"""Which people do the tests of governance find?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest


@pytest.fixture
def people(db: None) -> Any:
    """The small district of tests/support/district.py."""
    # Imported here: pytest reads this file before Django is set up.
    from tests.support.district import a_district

    return a_district()


@pytest.fixture
def case(people: Any) -> Any:
    """A case of the employee's that is done."""
    from tests.support.district import a_case

    return a_case(people)


@pytest.fixture
def order(people: Any) -> Any:
    """A standing order of the employee's guardian."""
    from bangban.governance import standing

    return standing.sign_order(
        people.employee,
        "hotline.dispatch",
        people.guardian,
        min_confidence=0.7,
        daily_cap=10,
        expires_at=people.now + timedelta(days=30),
        now=people.now,
    )


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Every test begins in the default language, whatever a command before it spoke."""
    from django.utils.translation import override

    with override("zh-hans"):
        yield
