"""What do the tests of the work-order skills run on? The invented district's duty lists, and a fixed hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bangban.catalog.demo import duty_rows
from bangban.skills import Context

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def district(source: str, query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return duty_rows() if source == "agencies.duties" else ()


@pytest.fixture(scope="session")
def context() -> Context:
    return Context(now=NOW, settings={"fallback": "hotline"}, retrieve=district)
