"""Can anything but a person's decision take effect? Each test is one way of trying."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bangban.crypto.digests import canonical, digest
from bangban.errors import NotFound
from bangban.executor.act import act_on_pending
from bangban.executor.orders import apply_orders
from bangban.governance import decide, employees, recording, reversal, standing, stops
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    DecisionState,
    Effect,
    Proposal,
    StandingOrder,
)
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline.models import WorkOrder
from tests.support.district import District
from tests.support.work import content, fresh, proposed, state_of


def accepted(people: District) -> tuple[Case, Proposal, Decision]:
    outcome = proposed(people)
    verdict = decide.Verdict("accept", outcome.proposal.digest)
    return (
        outcome.case,
        outcome.proposal,
        decide.decide(outcome.case, people.handler, verdict, now=people.now),
    )


def nothing_happened() -> bool:
    return not WorkOrder.objects.exists() and not Effect.objects.exists()


def raw(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def without_triggers(db: None) -> None:
    """As if the attacker owned the database: what the triggers refuse is let through, the executor must notice."""
    with connection.cursor() as cursor:
        for table in ("governance_proposal", "governance_decision", "governance_standingorder"):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                cursor.execute(f"DROP TRIGGER {table}_no_update")


def forged(people: District, **changes: object) -> Decision:
    """A decision row written by code that has no key: everything right but the signature."""
    outcome = proposed(people)
    decision = Decision(
        case=outcome.case,
        proposal=outcome.proposal,
        kind=DecisionKind.ACCEPT,
        officer=people.handler,
        final=canonical(outcome.proposal.content).decode(),
        decided_at=people.now,
        expires_at=people.now + timedelta(hours=1),
        state=DecisionState.PENDING,
    )
    for name, value in changes.items():
        setattr(decision, name, value)
    from bangban.governance.scenarios.load import find_scenario

    decision.body = recording.decision_body(
        decision, f"officer:{people.handler.pk}", find_scenario("hotline.dispatch")
    )
    decision.signature = decision.signature or "ed25519:0000000000000000:" + "A" * 86 + "=="
    decision.save(force_insert=True)
    Case.objects.filter(pk=outcome.case.pk).update(status=CaseStatus.DECIDED)
    return decision


def test_a_decision_without_the_webs_signature_does_nothing(people: District) -> None:
    decision = forged(people)
    act_on_pending(people.now)
    assert state_of(decision.case, decision) == ("failed", "refused", "signature")
    assert nothing_happened()
    assert LedgerEntry.objects.filter(kind="effect.refused").count() == 1


def test_a_signature_of_another_decision_does_not_fit(people: District) -> None:
    _, _, honest = accepted(people)
    decision = forged(people, signature=honest.signature)
    act_on_pending(people.now)
    assert fresh(decision).state_code == "signature"
    assert WorkOrder.objects.count() == 1


def test_a_replayed_body_and_signature_are_bound_to_their_own_row(people: District) -> None:
    case, proposal, honest = accepted(people)
    act_on_pending(people.now)
    replay = Decision(
        case=case, proposal=proposal, step="second", kind="accept", officer=people.handler, body=honest.body,
        signature=honest.signature, final=honest.final, decided_at=honest.decided_at, expires_at=honest.expires_at,
        state=DecisionState.PENDING,
    )  # fmt: skip
    replay.save(force_insert=True)
    act_on_pending(people.now)
    assert fresh(replay).state_code == "bound_id"
    assert WorkOrder.objects.count() == 1


def test_the_database_refuses_to_edit_what_was_proposed_or_signed(people: District) -> None:
    _, proposal, decision = accepted(people)
    for statement, key in (
        ("UPDATE governance_proposal SET body = 'x' WHERE id = %s", proposal.pk),
        ("UPDATE governance_proposal SET digest = 'x' WHERE id = %s", proposal.pk),
        ("DELETE FROM governance_proposal WHERE id = %s", proposal.pk),
    ):
        with pytest.raises(DatabaseError):
            raw(statement, key)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(final='{"agency":"centre"}')
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(officer=people.reviewer)


@pytest.mark.usefixtures("without_triggers")
def test_a_proposal_edited_after_approval_does_not_take_effect(people: District) -> None:
    case, proposal, decision = accepted(people)
    envelope = json.loads(proposal.body)
    envelope["content"]["agency"] = "centre"
    body = canonical(envelope)
    Proposal.objects.filter(pk=proposal.pk).update(body=body.decode())
    act_on_pending(people.now)
    assert state_of(case, decision)[2] == "proposal_changed"
    assert nothing_happened()


@pytest.mark.usefixtures("without_triggers")
def test_a_proposal_edited_together_with_its_digest_does_not_either(people: District) -> None:
    case, proposal, decision = accepted(people)
    envelope = json.loads(proposal.body)
    envelope["content"]["agency"] = "centre"
    body = canonical(envelope)
    Proposal.objects.filter(pk=proposal.pk).update(body=body.decode(), digest=digest(body))
    act_on_pending(people.now)
    assert state_of(case, decision)[2] == "bound_proposal"
    assert nothing_happened()


@pytest.mark.usefixtures("without_triggers")
def test_the_final_content_is_bound_too(people: District) -> None:
    case, _, decision = accepted(people)
    Decision.objects.filter(pk=decision.pk).update(final=canonical(content(agency="centre")).decode())
    act_on_pending(people.now)
    assert state_of(case, decision)[2] == "bound_final"
    assert nothing_happened()


def test_an_old_decision_has_expired(people: District) -> None:
    case, _, decision = accepted(people)
    act_on_pending(people.now + timedelta(hours=25))
    assert state_of(case, decision) == ("failed", "refused", "expired")
    assert nothing_happened()


def test_a_stop_between_decision_and_effect_holds(people: District) -> None:
    case, _, decision = accepted(people)
    stops.set_stop(people.guardian, "employee", "先停", employee=people.employee, now=people.now)
    act_on_pending(people.now)
    assert state_of(case, decision) == ("failed", "refused", "stopped")
    assert nothing_happened()


def test_a_guardian_who_changed_in_between_holds_it_too(people: District) -> None:
    case, _, decision = accepted(people)
    people.guardian.is_active = False
    people.guardian.save()
    act_on_pending(people.now)
    assert state_of(case, decision)[2] == "guardian"
    assert nothing_happened()


def test_a_scenario_taken_off_the_list_holds_it(people: District) -> None:
    case, _, decision = accepted(people)
    employees.assign_scenarios(people.employee, [], people.admin, "off the list")
    act_on_pending(people.now)
    assert state_of(case, decision)[2] == "not_on_list"
    assert nothing_happened()


def test_a_reversed_decision_does_not_run_again(people: District) -> None:
    case, _, decision = accepted(people)
    act_on_pending(people.now)
    reversal.reverse(Effect.objects.get(), people.reviewer, "派错", now=people.now)
    act_on_pending(people.now)
    Decision.objects.filter(pk=decision.pk).update(state=DecisionState.PENDING)
    act_on_pending(people.now)
    assert WorkOrder.objects.filter(status="withdrawn").count() == WorkOrder.objects.count() == 1
    assert fresh(decision).state in (DecisionState.FAILED, DecisionState.REFUSED)
    assert fresh(case).status != CaseStatus.DONE


def test_the_executor_loads_no_skill_and_no_model_code() -> None:
    import subprocess
    import sys

    code = (
        "import os, sys; os.environ['BANGBAN_PROCESS']='executor';"
        "import django; django.setup(); import bangban.executor.loop;"
        "print([m for m in sys.modules if m.startswith(('bangban.skills', 'bangban.llm'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def sign(people: District, **more: object) -> StandingOrder:
    bounds = {
        "min_confidence": 0.8,
        "daily_cap": 2,
        "expires_at": people.now + timedelta(days=30),
        "now": people.now,
    }
    return standing.sign_order(people.employee, "hotline.dispatch", people.guardian, **{**bounds, **more})


def test_a_standing_order_decides_within_its_bounds_only(people: District) -> None:
    order = sign(people)
    low = proposed(people, confidence=0.79)
    high = [proposed(people, confidence=0.81) for _ in range(4)]
    cursor: dict[object, int] = {}
    apply_orders(cursor, people.now)
    act_on_pending(people.now)
    assert [fresh(one.case).status for one in high] == ["done", "done", "waiting", "waiting"]
    assert fresh(low.case).status == "waiting"
    assert Decision.objects.filter(standing_order=order).count() == 2
    apply_orders(cursor, people.now + timedelta(days=1))
    act_on_pending(people.now + timedelta(days=1))
    assert [fresh(one.case).status for one in high] == ["done"] * 4


def test_a_resident_who_asked_for_a_person_gets_one(people: District) -> None:
    sign(people)
    outcome = proposed(people)
    Case.objects.filter(pk=outcome.case.pk).update(person_asked_at=people.now)
    assert apply_orders({}, people.now) == 0


@pytest.mark.usefixtures("without_triggers")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"min_confidence": 0.0}, "bounds"),
        ({"daily_cap": 99999}, "bounds"),
        ({"body": "{}"}, "signature"),
        ({"signature": "ed25519:0000000000000000:AAAA"}, "signature"),
    ],
)
def test_a_forged_or_widened_standing_order_ends_itself(
    people: District, change: dict[str, object], reason: str
) -> None:
    order = sign(people)
    proposed(people, confidence=0.5 if "min_confidence" in change else 0.9)
    StandingOrder.objects.filter(pk=order.pk).update(**change)
    assert apply_orders({}, people.now) == 0
    assert (fresh(order).state, fresh(order).state_reason) == ("suspended", reason)


def test_an_order_does_not_outlive_its_end_its_guardian_or_a_stop(people: District) -> None:
    order = sign(people)
    proposed(people)
    stop = stops.set_stop(people.security, "scenario", "先停", scenario="hotline.dispatch", now=people.now)
    assert apply_orders({}, people.now) == 0
    stops.lift_stop(stop, people.security, "查清了", now=people.now)
    assert apply_orders({}, people.now + timedelta(days=31)) == 0
    assert fresh(order).state_reason == "expired"


def test_an_error_suspends_the_order_at_once(people: District, monkeypatch: pytest.MonkeyPatch) -> None:
    from bangban.governance.effects import handler_for

    order = sign(people)
    outcome = proposed(people)
    assert apply_orders({}, people.now) == 1

    def fail(order: object) -> dict[str, object]:
        raise RuntimeError("the inbox is on fire")

    monkeypatch.setattr(handler_for("workorder.create"), "run", fail)
    act_on_pending(people.now)
    assert fresh(order).state == "suspended"
    assert fresh(outcome.case).status == CaseStatus.FAILED
    assert nothing_happened()


def test_probation_knows_no_standing_order(people: District) -> None:
    order = sign(people)
    proposed(people)
    people.employee.status = "probation"
    people.employee.save()
    assert apply_orders({}, people.now) == 0
    assert fresh(order).state == "active"


def test_a_guardian_elsewhere_releases_no_stop_and_withdraws_no_order(people: District) -> None:
    order = sign(people)
    stop = stops.set_stop(people.guardian, "employee", "先停", employee=people.employee, now=people.now)
    with pytest.raises(NotFound):
        stops.lift_stop(stop, people.elsewhere, "放开", now=people.now)
    with pytest.raises(NotFound):
        standing.withdraw_order(order, people.elsewhere, "撤回")
    assert fresh(stop).lifted_at is None
    assert fresh(order).state == "active"
