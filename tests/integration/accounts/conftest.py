"""Which officers do these tests have at hand?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

# Imported inside: when this folder alone is tested, pytest reads this file before Django is set up.


@pytest.fixture(autouse=True)
def quick_hasher(settings: Any) -> None:
    """Argon2 as in the settings, with little memory: its cost is not what is tested."""
    settings.PASSWORD_HASHERS = ["tests.support.hasher.LightArgon2"]


@pytest.fixture
def make_officer(db: None) -> Callable[..., Any]:
    from tests.support.accounts import an_officer

    return an_officer


@pytest.fixture
def handler(make_officer: Callable[..., Any]) -> Any:
    return make_officer("zhou", "handler")


@pytest.fixture
def guardian(make_officer: Callable[..., Any]) -> Any:
    from tests.support.accounts import SECRET

    return make_officer("zhang", "guardian", totp_secret=SECRET)
