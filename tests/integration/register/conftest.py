"""Who opens the registry in these tests?"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def quick_hasher(settings: Any) -> None:
    """Argon2 as in the settings, with little memory: its cost is not what is tested."""
    settings.PASSWORD_HASHERS = ["tests.support.hasher.LightArgon2"]


@pytest.fixture
def people(db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


@pytest.fixture
def auditor(people: Any) -> Any:
    from bangban.agencies.models import Officer

    return Officer.objects.create_officer("auditor", "Auditor", people.district, None, ["auditor"])


@pytest.fixture
def at(people: Any) -> Callable[[Any], Any]:
    """Signs an officer in who has just proved who he is."""
    from bangban.services.accounts.recent import PROVED_AT
    from tests.support.desk import at_desk

    def sign_in(officer: Any) -> Any:
        client = at_desk(officer)
        session = client.session
        session[PROVED_AT] = time.time()
        session.save()
        return client

    return sign_in
