"""Who looks at the console in these tests? The district of the tests of governance, signed in at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

# Imported inside: when this folder alone is tested, pytest reads this file before Django is set up.


@pytest.fixture
def people(db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


@pytest.fixture
def signed_in(client: Any, settings: Any) -> Callable[..., Any]:
    """`signed_in(officer, recently=True)`: the test client as this officer, who proved who he is just now or long ago."""

    def enter(officer: Any, *, recently: bool = True) -> Any:
        from bangban.services.accounts.recent import PROVED_AT

        client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session[PROVED_AT] = time.time() - (0 if recently else 3600)
        session.save()
        return client

    return enter
