"""Who uses the portal in these tests? A resident's browser, and a district whose skill answers at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest


@pytest.fixture
def people(db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


@pytest.fixture
def skilled(people: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The district with a skill that answers; without this fixture no skill host runs, and people handle all."""
    from bangban.governance.handle import handle
    from bangban.governance.supplement import supplement
    from bangban.services.portal import letters
    from bangban.services.portal.views import following
    from tests.support.portal import proposes

    monkeypatch.setattr(letters, "handle", partial(handle, run=proposes))
    monkeypatch.setattr(following, "supplement", partial(supplement, run=proposes))
    return people


@pytest.fixture(autouse=True)
def empty_uploads(bangban_home: Any) -> None:
    """Each test begins without stored files."""
    folder = bangban_home / "uploads"
    for file in folder.glob("*") if folder.exists() else ():
        file.unlink()
