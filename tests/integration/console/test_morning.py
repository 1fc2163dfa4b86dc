"""Does the morning page count what happened, name what is odd, and stay cheap?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bangban.governance import complaints
from bangban.governance.models import (
    CaseOpening,
    CaseStatus,
    DecisionKind,
    DecisionState,
    RefusalRecord,
)
from bangban.services.console.figures import Count3, figures_of, midnight
from bangban.services.console.findings import oddities
from bangban.services.console.mine import crew_of
from tests.support.district import District, a_case, decided

pytestmark = pytest.mark.django_db


def _decide(people: District, days_ago: int, **more: Any) -> Any:
    at = timezone.now() - timedelta(days=days_ago)
    case = a_case(people, opened_at=at)
    values = {"officer": people.handler, "decided_at": at, "seconds": 60}
    return decided(case, people, **{**values, **more})


def test_figures_are_those_of_the_rows(people: District) -> None:
    now = timezone.now()
    _decide(people, 0)
    _decide(people, 3, kind=DecisionKind.AMEND)
    _decide(people, 10, kind=DecisionKind.REJECT)
    _decide(people, 40)
    RefusalRecord.objects.create(
        at=now, code="quota", scenario="hotline.dispatch", employee=people.employee, agency=people.centre,
        asked_by="resident:anonymous",
    )  # fmt: skip
    a_case(people, status=CaseStatus.WAITING, opened_at=now, due_at=now - timedelta(hours=1))
    complaints.file_complaint(a_case(people, opened_at=now), "too late", now=now)
    figures = figures_of(crew_of(people.guardian), now)
    assert figures.of("case") == Count3(3, 4, 5)
    assert (figures.decided("accepted"), figures.decided("amended")) == (Count3(1, 1, 1), Count3(0, 1, 1))
    assert figures.decided("rejected") == Count3(0, 0, 1)
    assert figures.of("refusal", ["quota"]) == Count3(1, 1, 1)
    assert figures.of("waiting", [CaseStatus.WAITING]) == Count3(1, 0, 1)
    assert figures.of("open").month == 1
    assert figures.complaint_rate == pytest.approx(1 / 5)


def test_a_day_is_a_day_on_the_wall_clock(people: District) -> None:
    now = timezone.now()
    just_before = midnight(now) - timedelta(minutes=1)
    _decide(people, 0, decided_at=just_before)
    days = figures_of(crew_of(people.guardian), now).days
    assert (days[-1].accepted, days[-2].accepted) == (0, 1)


def test_medians_with_and_without_a_proposal(people: District) -> None:
    for seconds, lay in ((10, True), (30, True), (50, True), (200, False)):
        decision = _decide(people, 1, seconds=seconds)
        CaseOpening.objects.create(case=decision.case, officer=people.handler, with_proposal=lay)
    figures = figures_of(crew_of(people.guardian), timezone.now())
    assert (figures.seconds_with, figures.seconds_without) == (30.0, 200.0)


def test_more_overrides_than_before_look_odd_and_few_do_not(people: District) -> None:
    for _ in range(20):
        _decide(people, 10)
    _decide(people, 1, kind=DecisionKind.REJECT)
    crew, now = crew_of(people.guardian), timezone.now()
    for _ in range(9):
        _decide(people, 1)
    assert oddities(figures_of(crew, now)) == []
    for _ in range(6):
        _decide(people, 1, kind=DecisionKind.AMEND)
    (found,) = oddities(figures_of(crew, now))
    assert found.url == "#agreement"


def test_what_was_not_carried_out_is_named(people: District, signed_in: Callable[..., Any]) -> None:
    failed = _decide(people, 1, state=DecisionState.REFUSED, state_code="scenario_changed")
    page = signed_in(people.guardian).get("/console/").content.decode()
    assert f"/desk/cases/{failed.case.pk}" in page
    assert 'id="not-carried-out"' in page


def test_the_pages_ask_at_most_twelve_questions(people: District, signed_in: Callable[..., Any]) -> None:
    for _ in range(15):
        _decide(people, 1, state=DecisionState.REFUSED)
    client = signed_in(people.guardian)
    client.get("/console/")
    for path in ("", "employees/0012", "orders/", "orders/new", "refusals/", "complaints/", "stops/",
                 "orders/new/0012/hotline.dispatch"):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/console/{path}").status_code == 200
        assert len(asked) <= 12, (path, len(asked))


def test_another_agency_sees_none_of_it(people: District, signed_in: Callable[..., Any]) -> None:
    client = signed_in(people.elsewhere)
    assert "0012" not in client.get("/console/").content.decode()
    for path in ("employees/0012", "employees/0012/accept", "orders/new/0012/hotline.dispatch"):
        assert client.get(f"/console/{path}").status_code == 404, path


def test_a_handler_has_no_console(people: District, signed_in: Callable[..., Any]) -> None:
    client = signed_in(people.handler)
    for path in ("", "employees/0012", "orders/", "refusals/", "stops/", "complaints/"):
        assert client.get(f"/console/{path}").status_code == 403, path
