"""Are the cases that say nearly the same found by the names a skill has for them?"""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bangban.governance.presentation import Presentation
from tests.support.district import a_case

pytestmark = pytest.mark.django_db


def test_repeats_are_found_by_their_uid_and_what_is_no_uid_is_left_out(people: Any) -> None:
    case = a_case(people)
    rows = [
        {"case": str(case.uid), "similarity": 0.9},
        {"case": str(uuid.uuid4()), "similarity": 0.8},
        {"case": "17", "similarity": 0.7},
    ]
    body = {"details": {"duplicates": rows}}
    proposal = cast("Any", SimpleNamespace(envelope=body, content={}))
    assert Presentation().repeats(proposal) == {case.pk: 0.9}
