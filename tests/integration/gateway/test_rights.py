"""What may the gateway's database role do? Connect as it and try: it calls, counts and writes down, and decides nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.services.gateway import account, choices, keys, limits
from bangban.services.gateway.account import Report
from bangban.services.gateway.meter import _Batch, _sweep, _write
from bangban.services.gateway.models import CallContent, CallRecord, Limit, Spent
from bangban.services.gateway.rows import Row
from tests.support.roles import acting_as, refused
from tests.support.work import proposed

pytestmark = pytest.mark.postgresql
BY = "operator:test"


@pytest.fixture
def people(db: None) -> Any:
    from tests.support.district import a_district

    return a_district()


@pytest.mark.usefixtures("roles")
def test_its_whole_work_goes_with_its_own_rights(people: Any, settings: Any) -> None:
    key, secret = keys.create(people.bureau, BY, officer=people.elsewhere)
    limits.set_limit(people.district, "agency", "", "tokens", "day", 1000, BY)
    now = timezone.now()
    with acting_as("gateway", settings):
        assert keys.find(keys.digest_of(secret), now) is not None
        bound = account.bounds_for(people.bureau.pk, key.pk, "", "")[0]
        leased = account.lease(bound, timezone.localdate(now), 100, 100, None, "p", now)
        numbers = dict.fromkeys(("prompt_tokens", "completion_tokens", "reasoning_tokens", "characters"), 0)
        words = dict.fromkeys(("person", "employee", "scenario", "target", "tried"), "")
        row = Row(
            request="a", at=now, agency_id=people.bureau.pk, key_id=key.pk, model="m", kind="chat", data_class="internal",
            stream=False, estimated=False, first_token_ms=None, total_ms=5, cost=0, masked=0, outcome="ok", stages=[],
            **numbers, **words,
        )  # fmt: skip
        kept = [CallContent(request="a", agency=people.bureau, asked="x", expires_at=now)]
        report = Report(leased.lease, leased.spent, 40, 10, 50)
        _write(_Batch([row], kept, [report], {key.pk: now.timestamp()}), None)
        _sweep(None)
        assert account.sweep(now + timedelta(minutes=5)) == 1
        assert choices.chosen() == []
    spent = Spent.objects.get()
    assert (spent.settled, spent.leased) == (90, 0)
    assert not CallContent.objects.exists()


@pytest.mark.usefixtures("roles")
def test_it_decides_nothing_and_changes_neither_keys_nor_limits_nor_what_was_called(
    people: Any, settings: Any
) -> None:
    proposed(people)
    keys.create(people.bureau, BY)
    Limit.objects.create(
        agency=people.bureau, scope="agency", period="day", measure="tokens", amount=1, changed_by=BY
    )
    CallRecord.objects.create(
        request="a", agency=people.bureau, model="m", data_class="internal", outcome="ok"
    )
    entry = (
        "INSERT INTO ledger_entry (seq, at, kind, actor, subject, details, digest, writer, prev, hash) "
        "SELECT seq + 1, at, {kind}, actor, subject, details, digest, {writer}, hash, 'x' "
        "FROM ledger_entry ORDER BY seq DESC LIMIT 1"
    )
    with acting_as("gateway", settings):
        for statement in (
            "INSERT INTO governance_decision (id) VALUES (gen_random_uuid())",
            "INSERT INTO governance_effect (decision_id) VALUES (gen_random_uuid())",
            "INSERT INTO governance_standingorder (id) VALUES (gen_random_uuid())",
            "UPDATE governance_decision SET state = 'done'",
            "UPDATE governance_digitalemployee SET status = 'on_duty'",
            "UPDATE governance_stop SET lifted_at = now()",
            "UPDATE governance_case SET status = 'done'",
            "INSERT INTO gateway_gatewaykey (id) VALUES (1)",
            "UPDATE gateway_gatewaykey SET data_class = 'public'",
            "UPDATE gateway_gatewaykey SET revoked_at = NULL",
            "UPDATE gateway_limit SET amount = 9",
            "DELETE FROM gateway_limit",
            "UPDATE gateway_callrecord SET cost = 0",
            "DELETE FROM gateway_callrecord",
            "UPDATE gateway_comparison SET chosen = 'x'",
            "UPDATE gateway_agencypolicy SET keep_days = 365",
            "SELECT password FROM agencies_officer",
            "SELECT session_data FROM django_session",
            "SELECT name FROM agencies_resident",
            "UPDATE ledger_entry SET kind = 'x'",
            entry.format(kind="'decision.accepted'", writer="'gateway'"),
            entry.format(kind="'case.opened'", writer="'executor'"),
            entry.format(kind="'login.ok'", writer="'gateway'"),
        ):
            refused(statement)
