"""Is an address read as it was meant, whatever stands in it?"""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bangban.errors import BadInput
from bangban.services.desk.keyset import Cursor, read_cursor
from bangban.services.desk.lists import Wanted, number_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("20261122-000123", 123),
        ("#7", 7),
        ("7", None),
        ("2026-1", None),
        ("20261122-x", None),
        ("路灯", None),
        ("#" + "9" * 30, 2**63 - 1),
    ],
)
def test_a_case_number_is_recognised(words: str, number: int | None) -> None:
    assert number_of(words) == number


@given(
    some.dictionaries(some.sampled_from(["tab", "q", "scenario", "overdue", "order"]), some.text(max_size=80))
)
def test_any_query_is_read(query: dict[str, str]) -> None:
    wanted = Wanted.read(query)
    assert len(wanted.words) <= 60
    assert "\0" not in wanted.words + wanted.scenario


@given(
    some.integers(0, 2**63 - 1),
    some.one_of(some.none(), some.datetimes(timezones=some.just(UTC)).filter(lambda at: at.year > 1970)),
)
def test_a_cursor_comes_back_as_it_was(pk: int, due: object) -> None:
    cursor = Cursor(pk, due)  # type: ignore[arg-type]
    assert read_cursor(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["x", ".1", "-1", "1.2.3", "9" * 30, "1." + "9" * 30, "1e3", "²"])
def test_a_cursor_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_cursor(text)
