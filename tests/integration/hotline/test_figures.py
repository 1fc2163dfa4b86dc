"""Do the figures add up by agency, class, area, day, week and hour, and does each have its chart and table?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bangban.agencies.models import Agency, Duty
from bangban.services.hotline import dashboard
from bangban.services.hotline.figures import Figures, Line, figures
from bangban.services.hotline.models import Example, WorkOrder
from tests.support.desk import at_desk
from tests.support.district import a_case

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def an_order(people: Any, day: int, hour: int, **more: Any) -> WorkOrder:
    at = datetime(2026, 3, 2, hour, 30, tzinfo=SHANGHAI) + timedelta(days=day)
    values = {
        "case": a_case(people),
        "agency": people.bureau,
        "created_at": at,
        "due_at": at + timedelta(days=5),
    }
    return WorkOrder.objects.create(**{**values, **more})


def judged(order: WorkOrder, proposed: str, kind: str = "accepted") -> None:
    label = order.agency.code
    Example.objects.create(
        case=order.case, agency=order.case.agency, label=label, proposed=proposed, kind=kind, confirmed=True
    )


@pytest.fixture
def month(people: Any) -> Figures:
    """Five orders of the bureau in two weeks, one of the centre's, one withdrawn, one of the month before."""
    Agency.objects.create(
        code="street", kind="street", name_zh="柳浦街道", parent=people.district, area=["柳浦", "望江路"]
    )
    Duty.objects.create(agency=people.bureau, code="lamps", title_zh="路灯维护", title_en="Street lamps")
    done = {"status": "answered", "satisfaction": "satisfied", "category": "lamps", "place": "望江路"}
    late = {**done, "satisfaction": "dissatisfied", "closed_at": datetime(2026, 3, 30, tzinfo=SHANGHAI)}
    judged(an_order(people, 0, 0, **done), "bureau")
    judged(an_order(people, 0, 9, **late), "bureau")
    judged(
        an_order(people, 6, 23, status="archived", satisfaction="unreached", category="lamps"),
        "centre",
        "amended",
    )
    returned = an_order(people, 7, 9, status="returned", place="柳浦小区")
    again = an_order(people, 7, 10, case=returned.case, agency=people.centre, status="accepted")
    judged(again, "bureau", "redispatched")
    an_order(people, 8, 9, status="withdrawn")
    an_order(people, -3, 9)
    now = datetime(2026, 3, 12, tzinfo=SHANGHAI)
    return figures(
        people.reviewer, MONDAY, MONDAY + timedelta(days=9), now, compared_from=MONDAY - timedelta(days=7)
    )


def of(lines: Any, name: str) -> Line:
    return next(line for line in lines if line.name == name)


def test_every_dimension_adds_up_to_the_whole(month: Figures) -> None:
    total = month.total
    assert (total.orders, total.answered, total.late, total.returned) == (5, 3, 1, 1)
    assert (total.called, total.satisfied, total.judged, total.agreed) == (2, 1, 4, 2)
    assert month.before.orders == 1
    for by in dashboard.DIMENSIONS:
        rows = dashboard.lines(month, by)
        summed = sum(rows, Line())
        assert summed == total, by
        assert all(line.name for line in rows), by


def test_satisfaction_returns_and_agreement_are_told_apart(month: Figures) -> None:
    lamps = of(month.classes, "路灯维护")
    assert (lamps.orders, lamps.satisfaction, lamps.agreement) == (3, 0.5, pytest.approx(2 / 3))
    assert of(month.agencies, "住建局").return_rate == 0.25
    # What was dispatched anew is judged where it stands, once.
    assert of(month.agencies, "热线中心").agreement == 0
    street = of(month.areas, "柳浦街道")
    assert (street.orders, street.late_rate, street.returned) == (3, pytest.approx(1 / 3), 1)
    assert [(monday.day, line.orders) for monday, line in month.weeks] == [(2, 3), (9, 2)]
    assert [line.orders for _, line in month.days] == [2, 0, 0, 0, 0, 0, 1, 2, 0, 0]
    assert {line.name: line.orders for line in month.hours if line.orders} == {
        "00:00": 1, "09:00": 2, "10:00": 1, "23:00": 1
    }  # fmt: skip


def test_charts_say_what_stands_out(month: Figures) -> None:
    said = {data["series"][0]["name"]: finding for data, finding in dashboard.charts(month, "agency")}
    assert said["工单"] == "工单最多：住建局，4件"
    assert said["退单率"] == "退单率最高：住建局，25%"
    # Only one of the two has anybody who was called back; of agreement the one that stands out has one order.
    assert (said["满意"], said["与人工一致率"]) == ("满意", "一致率最低：住建局，67%")
    data, _ = dashboard.charts(month, "hour")[0]
    assert (data["kind"], len(data["labels"]), data["series"][0]["values"][9]) == ("bar", 24, 2)
    for by in dashboard.DIMENSIONS:
        for data, _ in dashboard.charts(month, by):
            assert len(data["labels"]) == len(data["series"][0]["values"])


def test_each_view_stands_on_the_page_within_twelve_questions(
    people: Any, month: Figures, django_assert_max_num_queries: Any
) -> None:
    client = at_desk(people.reviewer)
    client.get("/workorders/figures")
    for by in dashboard.DIMENSIONS:
        with django_assert_max_num_queries(12):
            text = client.get(
                f"/workorders/figures?since=2026-03-02&until=2026-03-11&by={by}"
            ).content.decode()
        drawn = len(dashboard.charts(month, by))
        # A table twin with each chart, and one table of everything.
        assert (text.count("data-chart="), text.count("<table")) == (drawn, drawn + 1)
        assert 'value="2026-03-02"' in text
        assert f"since=2026-03-02&amp;until=2026-03-11&amp;by={by}" in text
    empty = client.get("/workorders/figures?since=2020-01-01&until=2020-01-02").content.decode()
    assert "data-chart" not in empty
    assert "这段时间没有工单" in empty or "没有工单" in empty


TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("given", "since", "until", "days"),
    [
        ({}, date(2026, 2, 10), TODAY, 30),
        ({"days": "7"}, date(2026, 3, 5), TODAY, 7),
        ({"days": "8000"}, date(2026, 2, 10), TODAY, 30),
        ({"since": "2026-03-02", "until": "2026-03-05"}, MONDAY, date(2026, 3, 5), 0),
        ({"since": "2026-03-02"}, MONDAY, TODAY, 0),
        ({"until": "2026-01-30"}, date(2026, 1, 1), date(2026, 1, 30), 0),
        ({"since": "2026-03-05", "until": "2026-03-02"}, date(2026, 2, 10), TODAY, 30),
        ({"since": "2001-01-01", "until": "2026-03-11"}, date(2025, 3, 11), TODAY, 0),
        ({"since": "2026-02-31", "until": "nonsense\0"}, date(2026, 2, 10), TODAY, 30),
        ({"since": "0001-01-01"}, date(2026, 2, 10), TODAY, 30),
        ({"since": "2031-05-01"}, date(2031, 5, 1), date(2031, 5, 1), 0),
    ],
)
def test_what_makes_no_sense_counts_as_not_asked(
    given: dict[str, str], since: date, until: date, days: int
) -> None:
    found = dashboard.asked({**given, "by": "; drop"}, TODAY)
    assert (found.since, found.until, found.days, found.by) == (since, until, days, "agency")
