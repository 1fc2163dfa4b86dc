"""Are correct documents left in peace? No finding, and not a byte changed."""

from __future__ import annotations

import pytest

from tests.documents.correct import names
from tests.documents.flavours import FLAVOURS
from tests.documents.judge import false_alarms

NOT_ITS_FAULT = ("classification.here",)
"""A reminder of where a classified document may be worked on: nothing is wrong with the document."""


@pytest.mark.parametrize("flavour", sorted(FLAVOURS))
@pytest.mark.parametrize("name", names())
def test_nothing_is_said_and_nothing_changed(name: str, flavour: str) -> None:
    alarms, untouched = false_alarms(name, flavour)
    assert [one for one in alarms if not one.startswith(NOT_ITS_FAULT)] == []
    assert untouched
