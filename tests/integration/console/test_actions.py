"""Do the guardian's buttons do what they say, ask again who he is where they must, and keep to his reach?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.governance import complaints, guardians, standing
from bangban.governance.models import (
    ComplaintStatus,
    EmployeeStatus,
    OrderState,
    StandingOrder,
    Stop,
)
from bangban.governance.stops import set_stop
from tests.support.accounts import kinds
from tests.support.district import District, a_case, decided

pytestmark = pytest.mark.django_db
ORDER = "/console/orders/new/0012/hotline.dispatch"


def _bounds(step: str) -> dict[str, Any]:
    until = timezone.localdate() + timedelta(days=30)
    return {"min_confidence": "0.9", "daily_cap": "20", "expires_on": until.isoformat(), "step": step}


def test_stop_and_release(people: District, signed_in: Callable[..., Any]) -> None:
    client = signed_in(people.guardian)
    assert client.post("/console/stops/set", {"what": "employee:0012", "reason": ""}).status_code == 400
    client.post("/console/stops/set", {"what": "employee:0012", "reason": "odd answers"})
    stop = Stop.objects.get()
    assert (stop.employee, stop.reason, stop.lifted_at) == (people.employee, "odd answers", None)
    for page in ("/console/", "/console/stops/", "/console/employees/0012"):
        assert "odd answers" in client.get(page).content.decode(), page
    client.post(f"/console/stops/{stop.pk}/lift", {"reason": "explained"})
    stop.refresh_from_db()
    assert (stop.lifted_by, stop.lift_reason) == (people.guardian, "explained")
    assert kinds()[-2:] == ["stop.set", "stop.lifted"]


def test_releasing_asks_again_who_one_is(people: District, signed_in: Callable[..., Any]) -> None:
    stop = set_stop(people.guardian, "employee", "odd", employee=people.employee)
    client = signed_in(people.guardian, recently=False)
    answer = client.post(f"/console/stops/{stop.pk}/lift", {"reason": "explained"})
    assert answer["Location"].startswith("/accounts/again")
    assert Stop.objects.get().lifted_at is None


def test_nobody_stops_or_releases_beyond_his_reach(people: District, signed_in: Callable[..., Any]) -> None:
    mine = set_stop(people.guardian, "employee", "odd", employee=people.employee)
    everything = set_stop(people.security, "everything", "an attack")
    client = signed_in(people.elsewhere)
    for what in ("employee:0012", f"agency:{people.centre.pk}", "scenario:no.such", "agency:x", "nonsense"):
        assert client.post("/console/stops/set", {"what": what, "reason": "x"}).status_code == 404, what
    for stop in (mine, everything):
        assert client.post(f"/console/stops/{stop.pk}/lift", {"reason": "x"}).status_code == 404
    assert client.post("/console/stops/9223372036854775808/lift", {"reason": "x"}).status_code == 404
    assert Stop.objects.filter(lifted_at=None).count() == 2


def test_accepting_takes_a_tick_and_a_fresh_proof(people: District, signed_in: Callable[..., Any]) -> None:
    guardians.offer(people.employee, people.admin, "successor", deputy=people.spare)
    path = "/console/employees/0012/accept"
    client = signed_in(people.spare, recently=False)
    assert client.get(path).status_code == 200
    assert client.post(path, {}).status_code == 400
    assert client.post(path, {"read": "on"})["Location"].startswith("/accounts/again")
    client = signed_in(people.spare)
    assert client.post(path, {"read": "on"})["Location"] == "/console/employees/0012"
    people.employee.refresh_from_db()
    assert people.employee.deputy_accepted_at is not None
    assert client.get(path).status_code == 409


def test_declining_and_who_was_not_asked(people: District, signed_in: Callable[..., Any]) -> None:
    guardians.offer(people.employee, people.admin, "successor", deputy=people.spare)
    assert signed_in(people.guardian).get("/console/employees/0012/accept").status_code == 409
    client = signed_in(people.spare)
    assert client.post("/console/employees/0012/decline", {}).status_code == 400
    client.post("/console/employees/0012/decline", {"reason": "no time"})
    people.employee.refresh_from_db()
    assert people.employee.deputy is None
    assert client.get("/console/employees/0012/accept").status_code == 403


def test_suspend_and_resume(people: District, signed_in: Callable[..., Any]) -> None:
    client, path = signed_in(people.guardian), "/console/employees/0012/status"
    assert client.post(path, {"to": "suspended"}).status_code == 400
    assert client.post(path, {"to": "retired", "reason": "x"}).status_code == 400
    client.post(path, {"to": "suspended", "reason": "odd answers"})
    people.employee.refresh_from_db()
    assert people.employee.status == EmployeeStatus.SUSPENDED
    assert "odd answers" in client.get("/console/employees/0012").content.decode()
    client.post(path, {"to": "on_duty", "reason": "repaired"})
    people.employee.refresh_from_db()
    assert people.employee.status == EmployeeStatus.ON_DUTY


def test_a_bystander_guardian_suspends_nothing(people: District, signed_in: Callable[..., Any]) -> None:
    answer = signed_in(people.spare).post(
        "/console/employees/0012/status", {"to": "suspended", "reason": "x"}
    )
    assert answer.status_code == 403


def test_an_order_is_looked_at_then_signed(people: District, signed_in: Callable[..., Any]) -> None:
    client = signed_in(people.guardian, recently=False)
    look = client.post(ORDER, _bounds("look"))
    assert (look.status_code, StandingOrder.objects.count()) == (200, 0)
    assert client.post(ORDER, _bounds("sign"))["Location"].startswith("/accounts/again")
    client = signed_in(people.guardian)
    assert client.post(ORDER, _bounds("sign"))["Location"] == "/console/orders/"
    order = StandingOrder.objects.get()
    assert (order.min_confidence, order.daily_cap, order.guardian) == (0.9, 20, people.guardian)
    assert order.signed["targets"] == []
    assert client.post(f"/console/orders/{order.pk}/withdraw", {}).status_code == 400
    client.post(f"/console/orders/{order.pk}/withdraw", {"reason": "too many errors"})
    order.refresh_from_db()
    assert (order.state, order.state_reason) == (OrderState.REVOKED, "too many errors")


@pytest.mark.parametrize(
    ("field", "value"),
    [("daily_cap", "0"), ("daily_cap", "1e9"), ("min_confidence", "0.1"), ("expires_on", "2020-01-01"), ("expires_on", "9999-12-31")],
)  # fmt: skip
def test_bounds_beyond_the_bounds(
    people: District, signed_in: Callable[..., Any], field: str, value: str
) -> None:
    answer = signed_in(people.guardian).post(ORDER, {**_bounds("sign"), field: value})
    assert (answer.status_code, StandingOrder.objects.count()) == (400, 0)


def test_only_the_guardian_signs(people: District, signed_in: Callable[..., Any]) -> None:
    assert signed_in(people.deputy).post(ORDER, _bounds("sign")).status_code == 409
    assert signed_in(people.handler).post(ORDER, _bounds("sign")).status_code == 403
    assert StandingOrder.objects.count() == 0


def test_another_agencys_order_is_not_withdrawn(people: District, signed_in: Callable[..., Any]) -> None:
    order = standing.sign_order(
        people.employee, "hotline.dispatch", people.guardian, min_confidence=0.9, daily_cap=5,
        expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    answer = signed_in(people.elsewhere).post(f"/console/orders/{order.pk}/withdraw", {"reason": "x"})
    assert answer.status_code == 404


def test_a_reviewer_settles_and_a_guardian_reads(people: District, signed_in: Callable[..., Any]) -> None:
    complaint = complaints.file_complaint(a_case(people), "<b>wrong</b> office")
    path = f"/console/complaints/{complaint.pk}"
    page = signed_in(people.guardian).get(path).content.decode()
    assert "&lt;b&gt;wrong&lt;/b&gt; office" in page
    assert 'name="outcome"' not in page
    assert kinds()[-1] == "read.case"
    given = {"outcome": "upheld", "answer": "You were right."}
    assert signed_in(people.guardian).post(path, given).status_code == 403
    client = signed_in(people.reviewer)
    assert client.post(path, {"outcome": "upheld", "answer": " "}).status_code == 400
    assert client.post(path, given)["Location"] == "/console/complaints/"
    complaint.refresh_from_db()
    assert (complaint.status, complaint.answer) == (ComplaintStatus.UPHELD, "You were right.")
    assert client.post(path, given).status_code == 409
    assert "You were right." in client.get(path).content.decode()


def test_nobody_settles_a_complaint_about_his_own_decision(
    people: District, signed_in: Callable[..., Any]
) -> None:
    case = a_case(people)
    decided(case, people, officer=people.reviewer)
    complaint = complaints.file_complaint(case, "wrong office")
    client = signed_in(people.reviewer)
    assert 'name="outcome"' not in client.get(f"/console/complaints/{complaint.pk}").content.decode()
    answer = client.post(f"/console/complaints/{complaint.pk}", {"outcome": "dismissed", "answer": "No."})
    assert answer.status_code == 403


def test_another_agencys_complaint_does_not_exist(people: District, signed_in: Callable[..., Any]) -> None:
    complaint = complaints.file_complaint(a_case(people), "wrong office")
    client = signed_in(people.elsewhere)
    assert client.get(f"/console/complaints/{complaint.pk}").status_code == 404
    assert client.get("/console/complaints/9223372036854775808").status_code == 404
    given = {"outcome": "dismissed", "answer": "No."}
    assert client.post(f"/console/complaints/{complaint.pk}", given).status_code == 404
    assert "wrong office" not in client.get("/console/complaints/").content.decode()


def test_the_security_administrator_is_not_led_to_a_console_he_may_not_open(
    people: District, signed_in: Callable[..., Any]
) -> None:
    text = signed_in(people.security).get("/console/stops/").content.decode()
    assert 'aria-current="page">紧急停止' in text
    assert 'href="/console/"' not in text
    assert 'href="/console/"' in signed_in(people.guardian).get("/console/stops/").content.decode()
