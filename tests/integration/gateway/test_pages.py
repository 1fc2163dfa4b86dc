"""Do the gateway's pages show what is, to those who may see it, and do what officers ask?"""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bangban.agencies.models import Officer
from bangban.governance import decide
from bangban.ledger.models import LedgerEntry
from bangban.services.gateway import keys, limits, workload
from bangban.services.gateway.models import (
    AgencyPolicy,
    CallContent,
    CallRecord,
    Comparison,
    GatewayKey,
    Limit,
)

BY = "operator:test"
ROLES = ("handler", "reviewer", "guardian", "system", "security", "auditor")


@pytest.fixture
def people(db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


@pytest.fixture
def at(people: Any) -> Any:
    """Signs in an officer of the district with one role, who has just proved who he is."""
    from bangban.services.accounts.recent import PROVED_AT
    from tests.support.desk import at_desk

    def sign_in(role: str) -> Any:
        officer = Officer.objects.create_officer(f"the-{role}", role.title(), people.district, None, [role])
        client = at_desk(officer)
        session = client.session
        session[PROVED_AT] = time.time()
        session.save()
        return client

    return sign_in


def a_call(people: Any, number: int = 1, **more: Any) -> CallRecord:
    given = {
        "request": f"call{number}", "agency": people.bureau, "model": "chat", "target": "local/m1",
        "data_class": "internal", "outcome": "ok", "prompt_tokens": 100, "completion_tokens": 50, "characters": 300,
    }  # fmt: skip
    return CallRecord.objects.create(**{**given, **more})


PAGES = ("", "keys/", "limits/", "calls/", "rules/", "comparisons/", "workload/")
WORKLOAD = {"reviewer", "guardian", "system", "auditor"}
REST = {"guardian", "system", "security", "auditor"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may(people: Any, at: Any, role: str) -> None:
    client = at(role)
    for page in PAGES:
        allowed = role in (WORKLOAD if page == "workload/" else REST)
        assert client.get(f"/gateway/{page}").status_code == (200 if allowed else 403), page


def test_a_key_is_issued_shown_once_and_withdrawn(people: Any, at: Any) -> None:
    client = at("security")
    given = {
        "label": "写作助手", "agency": people.bureau.pk, "data_class": "sensitive", "tokens_per_day": "5000",
        "expires_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    answer = client.post("/gateway/keys/new", given)
    key = GatewayKey.objects.get()
    shown = answer.content.decode()
    secret = shown.split("bbk_")[1].split("<")[0]
    assert keys.find(keys.digest_of(f"bbk_{secret}"), timezone.now()) is not None
    assert f"bbk_{secret}" not in client.get("/gateway/keys/").content.decode()
    assert Limit.objects.get().subject == str(key.pk)
    assert client.post(f"/gateway/keys/{key.pk}/revoke").status_code == 302
    assert keys.find(key.digest, timezone.now()) is None
    assert client.post("/gateway/keys/new", {**given, "username": "nobody"}).status_code == 404


def test_a_limit_is_set_changed_and_removed(people: Any, at: Any) -> None:
    client = at("system")
    given = {
        "agency": people.bureau.pk, "scope": "agency", "subject": "", "measure": "money", "period": "month",
        "amount": "12.5",
    }  # fmt: skip
    assert client.post("/gateway/limits/set", given).status_code == 302
    assert client.post("/gateway/limits/set", {**given, "amount": "20"}).status_code == 302
    assert Limit.objects.get().amount == 20_000_000
    assert client.post("/gateway/limits/set", {**given, "subject": "x"}).status_code == 400
    assert "20.00" in client.get("/gateway/limits/").content.decode()
    assert client.post(f"/gateway/limits/{Limit.objects.get().pk}/remove").status_code == 302
    assert not Limit.objects.exists()


def test_what_was_said_is_read_by_the_auditor_alone_and_on_record(people: Any, at: Any) -> None:
    call = a_call(people)
    end = timezone.now() + timedelta(days=1)
    CallContent.objects.create(
        request=call.request, agency=people.bureau, asked="user: 谁也不许知道", expires_at=end
    )
    guardian, auditor = at("guardian"), at("auditor")
    assert "谁也不许知道" not in guardian.get(f"/gateway/calls/{call.pk}").content.decode()
    assert "谁也不许知道" in auditor.get(f"/gateway/calls/{call.pk}").content.decode()
    assert LedgerEntry.objects.filter(kind="read.call").count() == 1
    assert "谁也不许知道" not in auditor.get("/gateway/calls/").content.decode()


def test_calls_come_in_pages_without_gap_or_double(people: Any, at: Any) -> None:
    for number in range(120):
        a_call(people, number, outcome="ok" if number % 2 else "upstream_failed")
    client = at("auditor")
    seen: list[int] = []
    url = "/gateway/calls/"
    while url:
        answer = client.get(url)
        seen += [row["call"].pk for row in answer.context["rows"]]
        after = answer.context["after"]
        url = f"/gateway/calls/?after={after}" if after else ""
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 120
    back = client.get(f"/gateway/calls/?before={seen[50]}")
    assert [row["call"].pk for row in back.context["rows"]] == seen[:50]
    failed = client.get("/gateway/calls/?failed=1").context["rows"]
    assert {row["call"].outcome for row in failed} == {"upstream_failed"}
    assert client.get("/gateway/calls/?after=x").status_code == 400


def test_rules_are_set_and_their_words_stay_out_of_the_ledger(people: Any, at: Any) -> None:
    client = at("security")
    given = {"keep_days": "7", "words": "凤凰计划\n凤凰计划\n青龙项目", "forbidden": "绝密行动"}
    assert client.post(f"/gateway/rules/{people.bureau.pk}", given).status_code == 302
    policy = AgencyPolicy.objects.get()
    assert (policy.keep_days, policy.words, policy.forbidden) == (7, ["凤凰计划", "青龙项目"], ["绝密行动"])
    entry = LedgerEntry.objects.get(kind="gateway.policy_set")
    assert "凤凰" not in entry.details
    assert client.post(f"/gateway/rules/{people.bureau.pk}", {**given, "words": "一"}).status_code == 400


def test_a_guardian_decides_which_model_the_scenario_gets(people: Any, at: Any) -> None:
    result = {
        "model": "a", "cases": 2, "agreed": 1, "refused": 0, "errors": 0, "citations_kept": 1.0, "tokens": 9,
        "money": 0.1, "first_token": 0.2, "total": 1.0, "agreement": 0.5,
    }  # fmt: skip
    made = Comparison.objects.create(
        scenario="hotline.dispatch", agency=people.bureau, compared=["a", "b"], made_by=BY,
        results={"a": result, "b": {**result, "model": "b", "agreed": 2, "agreement": 1.0}},
        cases=[{"model": "a", "line": 3, "agreed": False, "refused": False, "error": "", "differences": [
            {"path": "agency", "expected": "labour", "got": "housing"}]}],
    )  # fmt: skip
    guardian, auditor = at("guardian"), at("auditor")
    page = guardian.get(f"/gateway/comparisons/{made.pk}").content.decode()
    assert "housing" in page
    assert "b 在 2 例中有 2 例一致" in page
    url, choice = f"/gateway/comparisons/{made.pk}", {"model": "b", "reason": "两例都对"}
    assert auditor.post(url, choice).status_code == 403
    assert guardian.post(url, {"model": "c", "reason": "x"}).status_code == 400
    assert guardian.post(url, choice).status_code == 302
    made.refresh_from_db()
    assert (made.chosen, made.reason) == ("b", "两例都对")
    assert LedgerEntry.objects.filter(kind="gateway.route_chosen").count() == 1


@pytest.fixture
def worked(people: Any) -> Any:
    """Today: one case a handler accepted after 90 seconds, and two calls, one of them outside any scenario."""
    from bangban.governance.openings import opened
    from tests.support.work import proposed

    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    # Within two minutes of midnight, two minutes ago would be yesterday.
    now = max(timezone.now(), midnight + timedelta(minutes=2))
    outcome = proposed(replace(people, now=now - timedelta(minutes=2)))
    opened(outcome.case, people.handler, True, now - timedelta(seconds=90))
    decide.decide(outcome.case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=now)
    a_call(people, 1, scenario="hotline.dispatch", agency=people.centre)
    a_call(people, 2)
    a_call(people, 3, outcome="upstream_failed")
    a_call(people, 4, at=now - timedelta(days=2))
    return people


def test_the_workload_is_counted_and_converted_only_by_what_was_declared(
    worked: Any, at: Any, django_assert_max_num_queries: Any
) -> None:
    client = at("guardian")
    given = {"item": "hotline.dispatch", "minutes": "12", "source": "2026 年 3 月工时测定，热线中心"}
    assert client.post("/gateway/workload/declare", given).status_code == 302
    assert client.post("/gateway/workload/declare", {**given, "source": ""}).status_code == 400
    with django_assert_max_num_queries(12):
        answer = client.get("/gateway/workload/")
    lines = {row["line"].item: row["line"] for row in answer.context["rows"]}
    dispatch, call = lines["hotline.dispatch"], lines["call"]
    assert (dispatch.items, dispatch.tokens, dispatch.accepted, dispatch.seconds) == (1, 150, 1, 90)
    assert dispatch.person_days == pytest.approx(12 / 480)
    assert (call.items, call.characters, call.tokens, call.person_days) == (1, 300, 150, None)
    page = answer.content.decode()
    assert "2026 年 3 月工时测定" in page
    assert "不属于场景的调用" in str(answer.context["undeclared"])
    earlier = client.get(f"/gateway/workload/?day={timezone.localdate() - timedelta(days=2)}")
    assert [row["line"].item for row in earlier.context["rows"]] == ["call"]
    for wrong in ("2026-13-01", "9999-01-01", "x"):
        assert client.get(f"/gateway/workload/?day={wrong}").status_code == 400


def test_the_table_leaves_as_csv_and_xlsx_without_formulas(worked: Any, at: Any) -> None:
    workload.declare(worked.district, "hotline.dispatch", 12, "=1+1", BY)
    client = at("auditor")
    text = client.get("/gateway/workload/table.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text
    sheet = client.get("/gateway/workload/table.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    dispatch = next(row for row in rows if row[1] == 1 and row[4] == 12)
    assert dispatch[5] == "=1+1"
    assert LedgerEntry.objects.filter(kind="export.made").count() == 2
    assert client.get("/gateway/workload/table.exe").status_code == 404


def test_another_agency_sees_nothing_of_ours(worked: Any, people: Any) -> None:
    from tests.support.desk import at_desk

    limits.set_limit(people.centre, "agency", "", "tokens", "day", 987_654, BY)
    keys.create(people.centre, BY, label="centre-only")
    a_call(people, 9, agency=people.centre, model="centre-model")
    stranger = Officer.objects.create_officer("stranger", "S", people.bureau, None, ["guardian"])
    client = at_desk(stranger)
    shown = "".join(client.get(f"/gateway/{page}").content.decode() for page in PAGES)
    assert not [word for word in ("centre-only", "987,654", "centre-model") if word in shown]
