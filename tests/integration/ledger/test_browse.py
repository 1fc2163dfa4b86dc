"""Does a page of the ledger hold what was asked for, and nothing of another agency?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bangban.errors import BadInput
from bangban.ledger.browse import Filter, page, verification_state
from bangban.ledger.record import Entry, append

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ledger() -> None:
    with transaction.atomic():
        for number in range(1, 11):
            kind = "case.opened" if number % 2 else "decision.accepted"
            append([Entry(kind, f"officer:{number % 3}", number % 3 or None, f"case:{number}")])


def numbers(wanted: Filter, **where: int) -> list[int]:
    return [entry.seq for entry in page(wanted, **where).entries]


def test_newest_first_page_by_page_and_back() -> None:
    everything = Filter(None)
    first = page(everything, size=4)
    assert ([entry.seq for entry in first.entries], first.newer, first.older) == ([10, 9, 8, 7], None, 7)
    second = page(everything, before=first.older, size=4)
    assert ([entry.seq for entry in second.entries], second.newer, second.older) == ([6, 5, 4, 3], 6, 3)
    last = page(everything, before=second.older, size=4)
    assert ([entry.seq for entry in last.entries], last.older) == ([2, 1], None)
    back = page(everything, after=second.newer, size=4)
    assert ([entry.seq for entry in back.entries], back.newer, back.older) == ([10, 9, 8, 7], None, 7)


def test_filters() -> None:
    assert numbers(Filter(None, kind="decision.accepted")) == [10, 8, 6, 4, 2]
    assert numbers(Filter(None, kind="case.")) == [9, 7, 5, 3, 1]
    assert numbers(Filter(None, actor="officer:1", kind="case.opened")) == [7, 1]
    assert numbers(Filter(None, subject="case:3")) == [3]
    assert numbers(Filter(None, actor="officer:1\0")) == []
    now = datetime.now(UTC)
    assert (
        len(numbers(Filter(None, since=now - timedelta(minutes=5), until=now + timedelta(seconds=1)))) == 10
    )
    assert numbers(Filter(None, since=now + timedelta(minutes=5))) == []


def test_an_agency_sees_its_own_and_never_what_belongs_to_none() -> None:
    assert numbers(Filter([1])) == [10, 7, 4, 1]
    assert numbers(Filter([1, 2])) == [10, 8, 7, 5, 4, 2, 1]
    assert numbers(Filter([])) == []


@pytest.mark.parametrize("where", [{"before": 2**63}, {"after": -1}, {"size": 0}, {"size": 201}])
def test_numbers_out_of_bounds_are_refused(where: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        page(Filter(None), **where)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput):
        page(Filter(None, kind="case.invented"))


def test_a_page_is_one_query_and_the_state_is_three() -> None:
    with CaptureQueriesContext(connection) as queries:
        page(Filter([1], kind="case."), before=9)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        state = verification_state()
    assert (state.last, state.sealed, state.sound, state.overdue) == (10, 0, None, True)
    assert len(queries) == 3


def test_kinds_are_named_in_the_readers_language() -> None:
    from django.utils import translation

    entry = page(Filter(None)).entries[0]
    with translation.override("zh-hans"):
        assert entry.kind_name == "决定：采纳"
    with translation.override("en"):
        assert entry.kind_name == "Decision: accepted"
    assert abs(datetime.now(UTC) - entry.time) < timedelta(minutes=1)
