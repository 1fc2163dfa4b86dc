"""What does a program get from the API, and what does it not?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bangban.agencies.models import ApiToken
from bangban.errors import BadInput, NotAllowed
from bangban.governance import decide
from bangban.governance.models import Case
from bangban.ledger.models import LedgerEntry
from bangban.services.api.tokens import issue, revoke
from tests.support.work import answering, proposed

READS = ("/api/scenarios", "/api/cases", "/api/workorders", "/api/employees", "/api/ledger")


@pytest.fixture(autouse=True)
def _a_skill_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    from bangban.governance import handle

    monkeypatch.setattr(handle.handle, "__defaults__", (answering(), None))


def post(client: Client, headers: dict[str, str], **body: Any) -> Any:
    return client.post("/api/cases", json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize("address", READS)
def test_without_a_token_there_is_nothing(client: Client, programs: Any, address: str) -> None:
    for headers in ({}, {"Authorization": "Bearer bb_wrong"}, {"Authorization": "Bearer " + "界" * 9}):
        answer = client.get(address, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "no_token")


def test_a_program_opens_a_case_and_reads_it_again(client: Client, programs: Any) -> None:
    made = post(client, programs.ours, scenario="hotline.dispatch", inputs={"text": "路灯坏了"}, key="A-1")
    assert made.status_code == 201
    case = made.json()["case"]
    assert case["status"] == "waiting"
    assert case["proposal"]["content"]["agency"] == "bureau"
    assert "人工智能" in case["proposal"]["label"]["zh"]
    again = post(client, programs.ours, scenario="hotline.dispatch", inputs={"text": "路灯坏了"}, key="A-1")
    assert again.json()["case"]["id"] == case["id"]
    assert Case.objects.count() == 1
    read = client.get(f"/api/cases/{case['id']}", headers=programs.ours).json()
    assert read["proposal"]["digest"] == case["proposal"]["digest"]
    assert LedgerEntry.objects.filter(kind="case.opened", actor__startswith="token:").count() == 1


def test_another_agencys_program_finds_nothing(client: Client, programs: Any) -> None:
    outcome = proposed(programs.people)
    assert client.get(f"/api/cases/{outcome.case.pk}", headers=programs.theirs).status_code == 404
    assert client.get("/api/cases", headers=programs.theirs).json()["items"] == []
    assert client.get("/api/employees/0012", headers=programs.theirs).status_code == 404
    assert client.get("/api/ledger", headers=programs.theirs).json()["items"] == [] or all(
        item["subject"] != f"case:{outcome.case.pk}"
        for item in client.get("/api/ledger", headers=programs.theirs).json()["items"]
    )


def test_a_token_carries_only_what_it_was_given(client: Client, programs: Any) -> None:
    assert client.get("/api/cases", headers=programs.reader).status_code == 200
    answer = post(client, programs.reader, scenario="hotline.dispatch", inputs={"text": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_no_program_may_ever_decide(programs: Any) -> None:
    now = timezone.now()
    with pytest.raises(BadInput):
        issue(
            programs.people.security,
            programs.people.centre,
            "x",
            ["case.decide"],
            now + timedelta(days=1),
            now,
        )
    with pytest.raises(NotAllowed):
        issue(
            programs.people.handler, programs.people.centre, "x", ["case.read"], now + timedelta(days=1), now
        )


def test_a_revoked_or_expired_token_is_nothing(client: Client, programs: Any) -> None:
    token = ApiToken.objects.get(permissions=["case.read"])
    revoke(programs.people.security, token)
    assert client.get("/api/cases", headers=programs.reader).status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/cases", headers=programs.ours).status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"scenario": "no.such", "inputs": {}}, 409, "no_such_scenario"),
        ({"scenario": "hotline.dispatch", "inputs": {}}, 400, "wrong_inputs"),
        ({"scenario": "hotline.dispatch", "inputs": {"text": " \u3000\n"}}, 400, "wrong_inputs"),
        ({"scenario": "hotline.dispatch", "inputs": {"text": "秘密★3年"}}, 409, "data_class"),
        ({"scenario": "hotline.dispatch"}, 422, "wrong_request"),
        ({"scenario": "x" * 100, "inputs": {}}, 422, "wrong_request"),
    ],
)
def test_bad_requests_say_what_is_wrong_in_both_languages(
    client: Client, programs: Any, body: dict[str, Any], status: int, code: str
) -> None:
    answer = post(client, programs.ours, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]["zh"]
    assert answer.json()["message"]["en"]


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "99999999999999999999999", "x"])
def test_ids_beyond_64_bits_are_a_clear_no(client: Client, programs: Any, number: str) -> None:
    assert client.get(f"/api/cases/{number}", headers=programs.ours).status_code in (404, 422)
    assert client.get(f"/api/cases?before={number}", headers=programs.ours).status_code == 422


def test_pages_follow_each_other(client: Client, programs: Any) -> None:
    for _ in range(5):
        proposed(programs.people)
    first = client.get("/api/cases?limit=2", headers=programs.ours).json()
    second = client.get(f"/api/cases?limit=2&before={first['next']}", headers=programs.ours).json()
    last = client.get(f"/api/cases?limit=2&before={second['next']}", headers=programs.ours).json()
    ids = [item["id"] for page in (first, second, last) for item in page["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert last["next"] is None


def test_decided_work_shows_as_work_orders_of_the_bureau_only(client: Client, programs: Any) -> None:
    from bangban.executor.act import act_on_pending

    outcome = proposed(programs.people)
    now = programs.people.now
    decide.decide(
        outcome.case, programs.people.handler, decide.Verdict("accept", outcome.proposal.digest), now=now
    )
    act_on_pending(now)
    theirs = client.get("/api/workorders", headers=programs.theirs).json()["items"]
    assert [item["title"] for item in theirs] == ["楼道灯不亮"]
    assert client.get("/api/workorders", headers=programs.ours).json()["items"] == []
    assert client.get(f"/api/workorders/{theirs[0]['id']}", headers=programs.ours).status_code == 404
