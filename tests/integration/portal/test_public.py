"""Can a resident reach a person, and see which machines work here and who answers for them?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bangban.governance.models import Case, CaseStatus, DigitalEmployee, EmployeeStatus, Notice
from bangban.ledger.models import LedgerEntry
from bangban.services.portal import hours
from tests.support.district import District, a_case, decided

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_call_back_is_a_case_no_machine_touches(client: Client, skilled: District) -> None:
    sent = {"phone": "138 0000 1111", "name": "王大爷", "about": "低保", "key": "k"}
    answer = client.post("/person/", sent)
    client.post("/person/", sent)
    case = Case.objects.get()
    assert answer["Location"] == f"/ask/sent/{case.follow_code}"
    assert (case.status, case.employee, case.agency) == (CaseStatus.MANUAL, None, skilled.centre)
    assert case.person_asked_at is not None
    assert not case.proposals.exists()
    assert "138 0000 1111" in case.input_values["text"]
    assert [notice.officer for notice in Notice.objects.filter(kind="person.asked")] == [skilled.handler]
    assert LedgerEntry.objects.filter(kind="person.asked").count() == 1
    assert "拨打您留下的号码" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("phone", ["", "哈哈", "12", "1" * 30])
def test_a_call_back_needs_a_number_that_can_be_called(client: Client, skilled: District, phone: str) -> None:
    answer = client.post("/person/", {"phone": phone, "about": "低保"})
    assert answer.status_code == 422
    assert "低保</textarea>" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_front_page_leads_to_every_way_of_asking(client: Client, people: District) -> None:
    page = client.get("/").content.decode()
    doors = page[page.index('<ul class="doors">') :]
    assert all(
        f'<a class="door" href="{way}"' in doors for way in ("/consult/", "/ask/", "/follow/", "/person/")
    )


def test_danger_to_life_comes_first(client: Client, people: District) -> None:
    page = client.get("/person/").content.decode()
    places = [page.index(f'href="tel:{number}"') for number in ("110", "119", "120", "12356", "12345")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("at", "is_open", "moment"),
    [
        ((2026, 3, 11, 10, 0), True, (2026, 3, 11, 12, 0)),
        ((2026, 3, 11, 12, 0), False, (2026, 3, 11, 14, 0)),
        ((2026, 3, 11, 7, 59), False, (2026, 3, 11, 8, 30)),
        ((2026, 3, 13, 17, 30), False, (2026, 3, 16, 8, 30)),
        ((2026, 10, 1, 10, 0), False, (2026, 10, 8, 8, 30)),
        ((2026, 2, 14, 10, 0), True, (2026, 2, 14, 12, 0)),
    ],
    ids=["open", "lunch", "early", "friday evening", "national day", "make-up saturday"],
)
def test_office_hours_follow_the_calendar(
    at: tuple[int, ...], is_open: bool, moment: tuple[int, ...]
) -> None:
    office = hours.office(now=datetime(*at, tzinfo=SHANGHAI))  # type: ignore[arg-type, misc]
    assert office.is_open is is_open
    assert (office.closes_at or office.opens_at) == datetime(*moment, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


def test_the_register_names_who_answers(client: Client, people: District) -> None:
    decided(a_case(people), people, officer=people.handler)
    for address in ("/employees/", "/employees/0012"):
        page = client.get(address).content.decode()
        for word in ("0012", "小栖", "Guardian", "热线中心", "分拨员"):
            assert word in page, address
    assert "群众来信 → 责任部门" in page
    assert "常设授权" in page
    assert "100%" in page


@pytest.mark.parametrize("number", ["9999", "0012' --", "x" * 4000, "\u202e"])
def test_an_unknown_employee_is_not_found(client: Client, people: District, number: str) -> None:
    assert client.get(f"/employees/{number}").status_code == 404


def test_a_draft_is_not_public_and_a_retired_one_still_is(client: Client, people: District) -> None:
    DigitalEmployee.objects.update(status=EmployeeStatus.DRAFT)
    assert client.get("/employees/0012").status_code == 404
    empty = client.get("/employees/").content.decode()
    assert "目前没有数字员工" in empty
    DigitalEmployee.objects.update(status=EmployeeStatus.RETIRED)
    assert client.get("/employees/0012").status_code == 200


def test_every_page_is_light_and_asks_little_of_the_database(
    client: Client, people: District, django_assert_max_num_queries: object
) -> None:
    for address in ("/", "/ask/", "/follow/", "/person/", "/complain/", "/employees/", "/employees/0012"):
        client.get(address)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            page = client.get(address)
        assert page.status_code == 200
        assert len(page.content) < 20_000, address


@pytest.mark.parametrize(
    "address", ["/", "/ask/", "/follow/", "/person/", "/complain/", "/employees/", "/consult/"]
)
def test_the_way_to_a_person_stands_at_the_head_of_every_page(
    client: Client, people: District, address: str
) -> None:
    head, _, _ = client.get(address).content.decode().partition("<main")
    assert 'href="/person/"' in head
