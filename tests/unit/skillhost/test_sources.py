"""Does a skill read what was registered, remembered only as long as its source allows?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bangban.skillhost import sources
from bangban.skillhost.problems import UnknownSource


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sources, "_sources", {})
    sources.forget()
    yield
    sources.forget()


class Counted:
    def __init__(self) -> None:
        self.queries: list[Mapping[str, Any]] = []

    def __call__(self, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.queries.append(query)
        return [{"number": len(self.queries)}]


def test_without_a_ttl_every_call_asks() -> None:
    source = Counted()
    sources.register("test.rows", source)
    assert sources.retrieve("test.rows", {"a": 1}) == [{"number": 1}]
    assert sources.retrieve("test.rows", {"a": 1}) == [{"number": 2}]
    assert source.queries == [{"a": 1}, {"a": 1}]


def test_with_a_ttl_the_same_rows_come_back_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Counted()
    sources.register("test.rows", source, ttl_seconds=10)
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    first = sources.retrieve("test.rows", {"a": 1, "b": 2})
    assert sources.retrieve("test.rows", {"b": 2, "a": 1}) is first
    assert sources.retrieve("test.rows", {"a": 2}) is not first
    now += 10.5
    assert sources.retrieve("test.rows", {"a": 1, "b": 2}) is not first
    assert len(source.queries) == 3


def test_what_is_remembered_is_bounded() -> None:
    sources.register("test.rows", Counted(), ttl_seconds=60)
    kept = sources.retrieve("test.rows", {"n": 0})
    for number in range(1, sources.REMEMBERED + 10):
        sources.retrieve("test.rows", {"n": number})
        assert sources.retrieve("test.rows", {"n": 0}) is kept
    assert len(sources._answers) == sources.REMEMBERED


def test_a_new_registration_forgets_the_old_answers() -> None:
    sources.register("test.rows", lambda query: [{"old": 1}], ttl_seconds=60)
    assert sources.retrieve("test.rows", {}) == ({"old": 1},)
    sources.register("test.rows", lambda query: [{"new": 1}], ttl_seconds=60)
    assert sources.retrieve("test.rows", {}) == ({"new": 1},)


def test_apps_offer_their_own_and_an_unknown_one_is_named() -> None:
    assert {"agencies.duties", "hotline.recent"} <= set(sources.source_names())
    with pytest.raises(UnknownSource) as problem:
        sources.retrieve("taxes.all", {})
    assert "agencies.duties" in problem.value.details["known"]
