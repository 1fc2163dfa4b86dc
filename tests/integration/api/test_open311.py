"""Do programs that speak Open311 reach the hotline, by JSON and XML, and only what is theirs?"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from bangban.agencies.models import Duty
from bangban.governance import handle as governance
from bangban.governance.models import Case
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.orders import answer_order
from tests.support.desk import accepted, at_desk
from tests.support.work import answering

pytestmark = pytest.mark.django_db
ROOT = "/open311/v2"


@pytest.fixture
def answered(programs: Any) -> WorkOrder:
    people = programs.people
    order = WorkOrder.objects.get(case=accepted(people, at_desk(people.handler)))
    answer_order(order, people.elsewhere, "已于今日修复。")
    return order


@pytest.fixture(autouse=True)
def _a_skill_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(governance, "call", lambda *a, **k: answering()(None))  # type: ignore[arg-type]


def key(header: dict[str, str]) -> str:
    return header["Authorization"].removeprefix("Bearer ")


def test_services_are_the_duties_of_agencies_in_both_formats(programs: Any, client: Client) -> None:
    Duty.objects.create(
        agency=programs.people.bureau,
        code="lamps",
        title_zh="路灯维护",
        title_en="Lamps",
        words=["!路灯坏了", "路灯"],
    )
    [service] = client.get(f"{ROOT}/services.json").json()
    assert service["service_code"] == "bureau.lamps"
    assert service["keywords"] == "路灯坏了,路灯"
    assert service["metadata"] is False
    tree = ElementTree.fromstring(client.get(f"{ROOT}/services.xml").content)
    assert [one.findtext("service_code") for one in tree.findall("service")] == ["bureau.lamps"]
    assert client.get(f"{ROOT}/services/bureau.lamps.json").json()["attributes"] == []
    missing = client.get(f"{ROOT}/services/bureau.none.xml")
    assert missing.status_code == 404
    assert ElementTree.fromstring(missing.content).find("error/code").text == "404"  # type: ignore[union-attr]
    assert client.get("/open311/discovery.json").json()["endpoints"][0]["url"].endswith("/open311/v2")
    assert client.get(f"{ROOT}/services.yaml").status_code == 404


def test_where_it_is_comes_back_as_it_was_sent(programs: Any, client: Client) -> None:
    given = {
        "api_key": key(programs.ours), "description": "路灯坏了两周", "address_string": "望江路 3 号",
        "lat": "30.1234567", "long": "-120.2", "address_id": "A-17", "media_url": "https://example.org/1.jpg",
    }  # fmt: skip
    [row] = client.post(f"{ROOT}/requests.json", given).json()
    url = f"{ROOT}/requests/{row['service_request_id']}"
    [told] = client.get(f"{url}.json").json()
    where = {name: told[name] for name in ("lat", "long", "address", "address_id", "media_url")}
    assert where == {
        "lat": 30.1234567, "long": -120.2, "address": "望江路 3 号", "address_id": "A-17",
        "media_url": "https://example.org/1.jpg",
    }  # fmt: skip
    assert ElementTree.fromstring(client.get(f"{url}.xml").content).findtext("request/lat") == "30.1234567"
    [listed] = client.get(f"{ROOT}/requests.json", {"api_key": key(programs.ours)}).json()
    assert listed["long"] == -120.2


@pytest.mark.parametrize(
    "where",
    [
        {"lat": "30"}, {"lat": "91", "long": "0"}, {"lat": "x", "long": "0"}, {"lat": "nan", "long": "0"},
        {"media_url": "javascript:alert(1)"},
    ],
)  # fmt: skip
def test_a_place_that_is_none_is_refused_and_nothing_kept(
    programs: Any, client: Client, where: dict[str, str]
) -> None:
    given = {"api_key": key(programs.ours), "description": "路灯坏了两周", **where}
    assert client.post(f"{ROOT}/requests.json", given).status_code == 400
    assert not Case.objects.exists()


def test_a_request_goes_through_the_same_intake_and_is_followed_by_its_number(
    programs: Any, client: Client
) -> None:
    given = {
        "api_key": key(programs.ours), "description": "路灯坏了两周", "address_string": "望江路 3 号",
        "first_name": "师傅", "last_name": "何", "phone": "10000000101", "lat": "30.1", "long": "120.2",
    }  # fmt: skip
    answer = client.post(f"{ROOT}/requests.json", given)
    assert answer.status_code == 201
    [row] = answer.json()
    case = Case.objects.get(follow_code=row["service_request_id"])
    assert case.input_values["text"] == "路灯坏了两周\n地点：望江路 3 号"
    assert (case.source, case.scenario, case.status, case.agency) == (
        "api",
        "hotline.dispatch",
        "waiting",
        programs.people.centre,
    )
    assert case.resident is not None
    found = client.get(f"{ROOT}/requests/{case.follow_code}.xml")
    assert ElementTree.fromstring(found.content).findtext("request/status") == "open"
    assert (
        client.get(f"{ROOT}/tokens/{case.follow_code}.json").json()[0]["service_request_id"]
        == case.follow_code
    )


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400), ({"description": "  "}, 400), ({"description": "字" * 100_001}, 400),
        ({"description": "x", "service_code": "no.such"}, 404), ({"description": "绝密★\n内容"}, 409),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_leaves_nothing_behind(
    programs: Any, client: Client, given: dict[str, str], status: int
) -> None:
    answer = client.post(f"{ROOT}/requests.json", {"api_key": key(programs.ours), **given})
    assert answer.status_code in (status, 422), answer.content
    assert answer.json()[0]["code"] == answer.status_code
    assert not Case.objects.exists()


def test_an_agencys_token_reads_its_requests_and_no_others(
    programs: Any, client: Client, answered: WorkOrder
) -> None:
    url = f"{ROOT}/requests.json"
    assert client.get(url).status_code == 403
    assert client.get(url, {"api_key": "bb_wrong"}).status_code == 403
    assert client.post(url, {"api_key": key(programs.reader), "description": "x"}).status_code == 403
    [row] = client.get(url, {"api_key": key(programs.ours)}).json()
    assert (row["status"], row["status_notes"], row["agency_responsible"]) == (
        "closed",
        "已于今日修复。",
        "住建局",
    )
    assert row["service_request_id"] == answered.case.follow_code
    # The bureau answers it, so it is the bureau's too.
    assert len(client.get(url, headers=programs.theirs).json()) == 1
    WorkOrder.objects.update(agency=programs.people.centre)
    assert client.get(url, headers=programs.theirs).json() == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "closed"}, 1), ({"status": "open"}, 0), ({"status": "open,closed"}, 1),
        ({"service_code": "bureau"}, 1), ({"service_code": "centre"}, 0), ({"start_date": "2020-01-01T00:00:00Z"}, 1),
        ({"end_date": "2020-01-01T00:00:00Z"}, 0), ({"page": "2"}, 0), ({"service_request_id": "x,y"}, 0),
    ],
)  # fmt: skip
def test_filters_are_those_of_the_standard(
    programs: Any, client: Client, answered: WorkOrder, query: dict[str, str], count: int
) -> None:
    answer = client.get(f"{ROOT}/requests.json", query, headers=programs.ours)
    assert len(answer.json()) == count


@pytest.mark.parametrize(
    "query",
    [
        {"status": "?"},
        {"page": "0"},
        {"page_size": "9999"},
        {"start_date": "tomorrow"},
        {"end_date": "2026-13-45T00:00:00Z"},
        {"start_date": "0001-01-01T00:00:00Z"},
        {"end_date": "9999-12-31T23:59:59-12:00"},
    ],
)
def test_filters_that_cannot_be_read_are_told(programs: Any, client: Client, query: dict[str, str]) -> None:
    assert client.get(f"{ROOT}/requests.json", query, headers=programs.ours).status_code == 400


def test_the_service_has_its_name_and_what_came_back_is_with_the_hotline(
    programs: Any, client: Client, answered: WorkOrder
) -> None:
    Duty.objects.create(agency=programs.people.bureau, code="lamps", title_zh="路灯维护", title_en="Lamps")
    WorkOrder.objects.update(category="lamps")
    url = f"{ROOT}/requests.json"
    [row] = client.get(url, {"service_code": "bureau.lamps"}, headers=programs.ours).json()
    assert (row["service_code"], row["service_name"]) == ("bureau.lamps", "路灯维护")
    WorkOrder.objects.update(category="")
    assert client.get(url, headers=programs.ours).json()[0]["service_name"] == "住建局"
    WorkOrder.objects.update(status="returned", outcome="")
    [row] = client.get(url, headers=programs.ours).json()
    assert (row["status"], row["agency_responsible"]) == ("open", "热线中心")
    assert (row["service_code"], row["service_name"]) == (None, None)
    assert client.get(url, {"service_code": "bureau"}, headers=programs.ours).json() == []


def test_a_hundred_thousand_characters_come_in_whole(programs: Any, client: Client) -> None:
    given = {"api_key": key(programs.ours), "description": "路灯坏了。" * 20_000}
    assert client.post(f"{ROOT}/requests.json", given).status_code == 201
    assert len(Case.objects.get().input_values["text"]) == 100_000
    assert client.get(f"{ROOT}/discovery.json").json() == client.get("/open311/discovery.json").json()


def test_control_characters_make_no_broken_xml(programs: Any, client: Client, answered: WorkOrder) -> None:
    WorkOrder.objects.update(outcome="第一行\x0b<第二行>&")
    answer = client.get(f"{ROOT}/requests.xml", headers=programs.ours)
    assert ElementTree.fromstring(answer.content).findtext("request/status_notes") == "第一行<第二行>&"
    assert client.get(f"{ROOT}/requests/{'9' * 300}.json").status_code == 404
