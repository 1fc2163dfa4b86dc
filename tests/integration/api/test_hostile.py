"""Does any request the API describes, or forbids, bring it down? schemathesis makes them from the description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from tests.support.work import answering


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The test's transaction lives on one connection: requests must not close it, as they do between clients."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.fixture
def schema(programs: Any, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    from bangban.governance import handle
    from bangban.site.wsgi import application
    from tests.support.work import proposed

    monkeypatch.setattr(handle.handle, "__defaults__", (answering(), None))
    proposed(programs.people)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", application)


EXAMPLES = 30


def test_no_request_is_a_server_error(schema: Any, programs: Any) -> None:
    for found in schema.get_all_operations():
        _try(found.ok(), programs.ours)


def _try(operation: Any, headers: dict[str, str]) -> None:
    from hypothesis import given

    for mode in schemathesis.GenerationMode:

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def one(case: Any) -> None:
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=[not_a_server_error])

        one()
