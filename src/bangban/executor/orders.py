"""When does a guardian's standing order decide? Only when the executor's own check of its bounds passes."""

from __future__ import annotations

import uuid
from collections.abc import MutableMapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bangban.crypto.digests import canonical, digest
from bangban.executor.act import ACTOR
from bangban.governance import guardians, stops
from bangban.governance.decide import DECISION_LIFE, decision_body
from bangban.governance.effects import WrongContent, handler_for
from bangban.governance.envelopes import instant
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    DecisionState,
    EmployeeStatus,
    OrderState,
    Proposal,
    StandingOrder,
    Step,
)
from bangban.governance.notices import notify
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import STANDING_ORDER
from bangban.governance.signatures import EXECUTOR, WEB, is_signed_by, signer
from bangban.governance.standing import suspend_orders
from bangban.ledger.record import Entry, append

BATCH = 50
Cursor = MutableMapping[uuid.UUID, int]
"""Last proposal looked at for each order: proposals never change, so one look is enough."""


def apply_orders(cursor: Cursor, now: datetime | None = None) -> int:
    """Let the orders in force decide what waits within their bounds; return how many decisions were made."""
    now = now or timezone.now()
    orders = StandingOrder.objects.filter(state=OrderState.ACTIVE)
    made = 0
    for order in orders.select_related("employee__agency", "employee__guardian", "employee__deputy"):
        reason = unfit(order, now)
        if reason in ("expired", "signature", "bounds", "guardian", "scenario_changed"):
            suspend_orders([order], reason, ACTOR)
        if reason is None:
            made += _apply(order, cursor, now)
    return made


def unfit(order: StandingOrder, now: datetime) -> str | None:
    """Why this order may not decide now; None when it may. Reads the signed body, not the columns."""
    if not is_signed_by(WEB, order.body, order.signature):
        return "signature"
    signed, employee = order.signed, order.employee
    bounds = {
        "id": str(order.pk),
        "employee": employee.number,
        "scenario": order.scenario,
        "guardian": order.guardian_id,
        "min_confidence": order.min_confidence,
        "daily_cap": order.daily_cap,
        "expires_at": instant(order.expires_at),
    }
    if any(signed.get(name) != value for name, value in bounds.items()):
        return "bounds"
    if order.expires_at <= now:
        return "expired"
    guardian = guardians.guardian_in_force(employee, now)
    if guardian is None or guardian.pk != order.guardian_id:
        return "guardian"
    scenario = find_scenario(order.scenario)
    if scenario.digest != signed["scenario_digest"]:
        return "scenario_changed"
    if scenario.gate != STANDING_ORDER or not scenario.low_impact:
        return "gate"
    if employee.status != EmployeeStatus.ON_DUTY:
        return "not_on_duty"
    if not employee.scenario_rows.filter(scenario=order.scenario).exists():
        return "not_on_list"
    if stops.find_stop(stops.active_stops(), order.scenario, employee, employee.agency.path):
        return "stopped"
    return None


def _apply(order: StandingOrder, cursor: Cursor, now: datetime) -> int:
    made = 0
    with transaction.atomic():
        locked = StandingOrder.objects.select_for_update().filter(pk=order.pk, state=OrderState.ACTIVE)
        if not locked.exists():
            return 0
        left = order.daily_cap - decided_today(order, now)
        if left <= 0:
            day = timezone.localdate(now)
            told = {"employee": order.employee.number, "scenario": order.scenario, "cap": order.daily_cap}
            notify(
                "standing_order.cap",
                officers=[order.guardian],
                subject=f"standing_order:{order.pk}",
                details=told,
                key=f"cap:{order.pk}:{day}",
            )
            return 0
        for proposal in _candidates(order, cursor.get(order.pk, 0), now)[: min(left, BATCH)]:
            made += _decide(order, proposal, now)
            cursor[order.pk] = proposal.pk
    return made


def decided_today(order: StandingOrder, now: datetime) -> int:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Decision.objects.filter(standing_order=order, decided_at__gte=midnight).count()


def _candidates(order: StandingOrder, after: int, now: datetime) -> list[Proposal]:
    rows = Proposal.objects.filter(
        pk__gt=after,
        case__employee=order.employee,
        case__scenario=order.scenario,
        case__status=CaseStatus.WAITING,
        case__person_asked_at=None,
        confidence__gte=order.min_confidence,
        made_by=f"employee:{order.employee.number}",
        expires_at__gt=now,
    )
    if order.signed["targets"]:
        rows = rows.filter(target__in=order.signed["targets"])
    related = ("case__agency", "case__employee")
    return list(rows.select_related(*related).order_by("pk")[:BATCH])


def _decide(order: StandingOrder, proposal: Proposal, now: datetime) -> int:
    case, scenario = proposal.case, find_scenario(order.scenario)
    envelope = proposal.envelope
    honest = (
        digest(proposal.body.encode()) == proposal.digest
        and envelope["case"] == str(case.uid)
        and envelope["employee"] == order.employee.number
        and envelope["scenario"] == order.scenario
        and envelope["confidence"] == proposal.confidence
        and scenario.target_of(envelope["content"]) == proposal.target
    )
    if not honest or not scenario.effect_kind:
        _leave_to_person(order, case, "proposal_changed")
        return 0
    try:
        handler_for(scenario.effect_kind).check(proposal.content)
    except WrongContent as wrong:
        _leave_to_person(order, case, wrong.code)
        return 0
    decision = Decision(
        id=uuid.uuid4(),
        case=case,
        proposal=proposal,
        step=Step.FIRST,
        kind=DecisionKind.ACCEPT,
        standing_order=order,
        final=canonical(proposal.content).decode(),
        decided_at=now,
        expires_at=now + DECISION_LIFE,
        state=DecisionState.PENDING,
    )
    decision.body = decision_body(decision, f"standing_order:{order.pk}", scenario)
    decision.signature = signer(EXECUTOR).sign(decision.body.encode())
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
            if not Case.objects.filter(pk=case.pk, status=CaseStatus.WAITING).update(
                status=CaseStatus.DECIDED
            ):
                raise IntegrityError("the case moved on")
            details = {
                "decision": str(decision.pk),
                "order": str(order.pk),
                "confidence": round(proposal.confidence or 0, 3),
            }
            append(
                [
                    Entry(
                        "decision.accepted",
                        ACTOR,
                        case.agency_id,
                        f"case:{case.pk}",
                        details,
                        proposal.digest,
                    )
                ]
            )
    except IntegrityError:
        # An officer decided in the same moment; his word stands.
        return 0
    return 1


def _leave_to_person(order: StandingOrder, case: Case, code: str) -> None:
    Case.objects.filter(pk=case.pk, status=CaseStatus.WAITING).update(status=CaseStatus.MANUAL, refusal=code)
    details = {"order": str(order.pk), "code": code}
    append([Entry("standing_order.refused", ACTOR, case.agency_id, f"case:{case.pk}", details)])
