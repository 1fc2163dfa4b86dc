"""May this decision take effect? Everything is checked again here, right before acting, by the one who acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bangban.crypto.digests import digest
from bangban.errors import Problem
from bangban.governance import guardians, stops
from bangban.governance.effects import stands
from bangban.governance.envelopes import final_digest, instant
from bangban.governance.models import Decision, DecisionKind, Effect, EffectState, OrderState, Step
from bangban.governance.reversal import needs_two
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import ADVISE, NEVER, TWO_PERSON
from bangban.governance.signatures import EXECUTOR, WEB, is_signed_by


class NotInOrder(Problem):
    """执行前的核验没有通过（{reason}），没有执行。请重新办理。 | The check before acting failed ({reason}), so nothing was done. Handle the case anew."""

    code = "not_in_order"
    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


def check_decision(decision: Decision, now: datetime) -> None:
    """Raise NotInOrder unless this decision, as it stands in the database, may take effect now."""
    check_bytes(decision)
    _check_standing(decision, now)
    if decision.step == Step.SECOND:
        _check_first_consent(decision, decision.proposal.decisions.filter(step=Step.FIRST))
    if decision.kind == DecisionKind.REVERSE:
        _check_reversal(decision)
    else:
        _check_first_time(decision)


def check_bytes(decision: Decision) -> None:
    """Raise NotInOrder unless it is signed, by an order in force, and says what its proposal and its columns say."""
    _check_signature(decision)
    _check_binding(decision)


def _check_signature(decision: Decision) -> None:
    process = EXECUTOR if decision.standing_order_id else WEB
    if not is_signed_by(process, decision.body, decision.signature):
        raise NotInOrder("signature")
    order = decision.standing_order
    if order is not None:
        if not is_signed_by(WEB, order.body, order.signature):
            raise NotInOrder("order_signature")
        if order.state != OrderState.ACTIVE:
            raise NotInOrder("order_ended")


def _check_binding(decision: Decision) -> None:
    """The columns, the signed body, the proposal's bytes and the final content must all say the same."""
    proposal, case, signed = decision.proposal, decision.case, decision.signed
    if digest(proposal.body.encode()) != proposal.digest:
        raise NotInOrder("proposal_changed")
    by = (
        f"standing_order:{decision.standing_order_id}"
        if decision.standing_order_id
        else f"officer:{decision.officer_id}"
    )
    expected: dict[str, Any] = {
        "id": str(decision.id),
        "kind": decision.kind,
        "step": decision.step,
        "case": str(case.uid),
        "proposal": proposal.digest,
        "final": final_digest(proposal, decision.final_content),
        "scenario": case.scenario,
        "by": by,
        "decided_at": instant(decision.decided_at),
        "expires_at": instant(decision.expires_at),
    }
    for name, value in expected.items():
        if signed.get(name) != value:
            raise NotInOrder(f"bound_{name}")
    if proposal.case_id != case.pk or proposal.envelope.get("case") != str(case.uid):
        raise NotInOrder("bound_case")


def _check_standing(decision: Decision, now: datetime) -> None:
    case, signed = decision.case, decision.signed
    if decision.expires_at <= now:
        raise NotInOrder("expired")
    if decision.kind in (DecisionKind.REJECT, DecisionKind.ASK):
        raise NotInOrder("kind")
    scenario = find_scenario(case.scenario)
    if scenario.digest != signed["scenario_digest"]:
        raise NotInOrder("scenario_changed")
    if scenario.gate in (NEVER, ADVISE) or scenario.effect_kind != signed["effect"]:
        raise NotInOrder("gate")
    if scenario.gate == TWO_PERSON and decision.step == Step.FIRST:
        raise NotInOrder("second_person")
    if decision.officer is not None and not decision.officer.may_work(now):
        raise NotInOrder("officer_left")
    if decision.kind == DecisionKind.REVERSE or not decision.proposal.made_by.startswith("employee:"):
        # What a person proposed himself, and the way back, stay open when the machine is stopped.
        return
    employee = case.employee
    if employee is None or decision.proposal.envelope["employee"] != employee.number:
        raise NotInOrder("employee")
    if not employee.scenario_rows.filter(scenario=case.scenario).exists():
        raise NotInOrder("not_on_list")
    guardian = guardians.guardian_in_force(employee, now)
    if guardian is None or guardian.pk != signed["guardian"]:
        raise NotInOrder("guardian")
    if not employee.works:
        raise NotInOrder("not_on_duty")
    if stops.find_stop(stops.active_stops(), case.scenario, employee, case.agency.path):
        raise NotInOrder("stopped")


def _check_first_consent(decision: Decision, firsts: QuerySet[Decision]) -> Decision:
    first = firsts.select_related("officer", "proposal", "case").first()
    if first is None or first.officer_id in (None, decision.officer_id):
        raise NotInOrder("first_person")
    _check_signature(first)
    _check_binding(first)
    same = first.signed["final"] == decision.signed["final"]
    kinds = (
        (DecisionKind.ACCEPT, DecisionKind.AMEND) if decision.step == Step.SECOND else (DecisionKind.REVERSE,)
    )
    if not same or first.kind not in kinds:
        raise NotInOrder("first_person")
    return first


def _check_first_time(decision: Decision) -> None:
    """Nothing else may stand in this case; what its receiver sent back stands no more."""
    done = Effect.objects.filter(case=decision.case, state=EffectState.DONE)
    if Effect.objects.filter(decision=decision).exists() or any(stands(effect) for effect in done):
        raise NotInOrder("already_done")


def _check_reversal(decision: Decision) -> None:
    rows = Effect.objects.filter(decision_id=decision.signed["undoes"], case=decision.case)
    effect = rows.select_related("decision").first()
    if effect is None or effect.state != EffectState.DONE or not effect.reversible:
        raise NotInOrder("not_reversible")
    two = needs_two(find_scenario(decision.case.scenario), effect.decision)
    if decision.step != (Step.REVERSE_SECOND if two else Step.REVERSE):
        raise NotInOrder("second_person")
    if two:
        named = decision.signed.get("first")
        firsts = decision.case.decisions.filter(pk__in=[named] if named else [], step=Step.REVERSE)
        first = _check_first_consent(decision, firsts)
        if first.signed["undoes"] != decision.signed["undoes"] or first.expires_at < decision.decided_at:
            raise NotInOrder("first_person")
