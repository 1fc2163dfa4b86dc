"""Does a program read the API's own words, whatever goes wrong before an operation is reached?"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bangban.services.api import operations

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize(
    ("address", "allowed"),
    [("/api/sources", "GET, POST"), ("/api/ledger", "GET"), ("/consult/answers", "POST")],
)
def test_a_method_it_does_not_take(client: Client, method: str, address: str, allowed: str) -> None:
    answer = client.generic(method, address)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (405, "wrong_method")
    assert sorted(answer.headers["Allow"].replace(",", "").split()) == allowed.replace(",", "").split()
    assert method in told["message"]["zh"]
    assert method in told["message"]["en"]
    assert told["details"]["allowed"] == answer.headers["Allow"]


@pytest.mark.parametrize(
    "address", ["/api/nothing", "/api/sources/1/nothing", "/api/\x00", "/api/" + "x" * 3000]
)
def test_an_address_there_is_not(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_host_that_is_another(client: Client) -> None:
    answer = client.get("/api/sources", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_fault_of_ours(programs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any) -> Any:
        raise RuntimeError("secret of ours")

    monkeypatch.setattr(operations, "all_scenarios", broken)
    answer = Client(raise_request_exception=False).get("/api/scenarios", headers=programs.ours)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["X-Request-ID"] in answer.json()["message"]["en"]
    assert "secret of ours" not in answer.content.decode()


def test_a_person_gets_a_page_for_it(client: Client) -> None:
    answer = client.get("/display")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "POST" in answer.content.decode()
    assert "<h1" in answer.content.decode()
