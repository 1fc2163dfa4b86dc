"""A small district, and programs of two agencies with their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest


@dataclass(frozen=True)
class Programs:
    """`ours` and `theirs` are Authorization headers of the centre's and the bureau's programs, `nothing` of one that may nothing here."""

    people: Any
    ours: dict[str, str]
    theirs: dict[str, str]
    reader: dict[str, str]


@pytest.fixture
def programs(db: None) -> Programs:
    from django.utils import timezone

    from bangban.services.api.tokens import GRANTABLE, issue
    from tests.support.district import a_district

    people = a_district()
    now = timezone.now()

    def header(agency: Any, *permissions: str) -> dict[str, str]:
        _, secret = issue(people.security, agency, "program", permissions, now + timedelta(days=30), now)
        return {"Authorization": f"Bearer {secret}"}

    return Programs(
        people,
        header(people.centre, *GRANTABLE),
        header(people.bureau, *GRANTABLE),
        header(people.centre, "case.read"),
    )
