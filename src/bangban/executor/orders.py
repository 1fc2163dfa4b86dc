"""When does a guardian's standing order decide? Only when the executor's own check of its bounds passes."""

from __future__ import annotations

import logging
import uuid
from collections.abc import MutableMapping
from datetime import datetime

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bangban.crypto.digests import canonical, digest
from bangban.executor.act import ACTOR
from bangban.governance import guardians, stops
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
from bangban.governance.recording import DECISION_LIFE, decision_body
from bangban.governance.scenarios.load import UnknownScenario, find_scenario
from bangban.governance.scenarios.model import STANDING_ORDER, Scenario
from bangban.governance.signatures import EXECUTOR, WEB, is_signed_by, signer
from bangban.governance.standing import suspend_orders
from bangban.ledger.record import Entry, LedgerUnavailable, append

log = logging.getLogger("bangban.executor")
BATCH = 50
Cursor = MutableMapping[uuid.UUID, int]
"""Last proposal looked at for each order. Emptied now and then: on PostgreSQL a lower number may be committed later."""


def apply_orders(cursor: Cursor, now: datetime | None = None) -> int:
    """Let the orders in force decide what waits within their bounds; return how many decisions were made."""
    now = now or timezone.now()
    orders = StandingOrder.objects.filter(state=OrderState.ACTIVE)
    made, trouble = 0, None
    for order in orders.select_related("employee__agency", "employee__guardian", "employee__deputy"):
        try:
            reason = unfit(order, now)
            if reason in ("expired", "signature", "bounds", "guardian", "scenario_changed"):
                suspend_orders([order], reason, ACTOR)
            if reason is None:
                made += _apply(order, cursor, now)
        except (DatabaseError, LedgerUnavailable):
            raise
        except Exception as error:
            # One order that cannot be applied must not hold up the others; it is told of after them.
            trouble = trouble or error
    if trouble is not None:
        raise trouble
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
    try:
        scenario = find_scenario(order.scenario)
    except UnknownScenario:
        # Its file is gone or cannot be read: when it comes back unchanged, the order goes on.
        return "no_scenario"
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
    made, last = 0, cursor.get(order.pk, 0)
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
        for proposal in _candidates(order, last, now)[: min(left, BATCH)]:
            made += _decide(order, proposal, now)
            last = proposal.pk
    # Only now: what was rolled back is looked at again.
    cursor[order.pk] = last
    return made


def decided_today(order: StandingOrder, now: datetime) -> int:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Decision.objects.filter(standing_order=order, decided_at__gte=midnight).count()


def _candidates(order: StandingOrder, after: int, now: datetime) -> list[Proposal]:
    # A case may wait again with another proposal, an officer's own: then the machine's is past.
    newer = Proposal.objects.filter(case=OuterRef("case"), serial__gt=OuterRef("serial"))
    rows = Proposal.objects.filter(
        ~Exists(newer),
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
    fault = _fault(order, proposal, scenario)
    if fault:
        _leave_to_person(order, case, fault)
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
            waiting = Case.objects.filter(pk=case.pk, status=CaseStatus.WAITING, person_asked_at=None)
            moved = waiting.update(status=CaseStatus.DECIDED)
            # The row is ours from here on, so nobody can propose anew unseen.
            if not moved or case.proposals.filter(serial__gt=proposal.serial).exists():
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


def _fault(order: StandingOrder, proposal: Proposal, scenario: Scenario) -> str:
    """Why the order must not decide this proposal; "" when it may.

    The skill host's role writes proposals: whatever stands in one, it goes to a person, and the others go on.
    """
    try:
        # A savepoint: a value the database does not take must not spoil the whole batch.
        with transaction.atomic():
            if not scenario.effect_kind or not _is_honest(order, proposal, scenario):
                return "proposal_changed"
            handler_for(scenario.effect_kind).check(proposal.content)
    except (OperationalError, InterfaceError):
        raise
    except WrongContent as wrong:
        return wrong.code
    except Exception as error:
        # The kind of error only: its text may quote the content.
        log.warning("proposal %s cannot be read: %s", proposal.pk, type(error).__name__)
        return "proposal_changed"
    return ""


def _is_honest(order: StandingOrder, proposal: Proposal, scenario: Scenario) -> bool:
    """Whether the columns say what the body says, and the body is about this case and this employee."""
    if digest(proposal.body.encode()) != proposal.digest:
        return False
    envelope = proposal.envelope
    return bool(
        envelope["case"] == str(proposal.case.uid)
        and envelope["employee"] == order.employee.number
        and envelope["scenario"] == order.scenario
        and envelope["confidence"] == proposal.confidence
        and scenario.target_of(envelope["content"]) == proposal.target
    )


def _leave_to_person(order: StandingOrder, case: Case, code: str) -> None:
    Case.objects.filter(pk=case.pk, status=CaseStatus.WAITING).update(status=CaseStatus.MANUAL, refusal=code)
    details = {"order": str(order.pk), "code": code}
    append([Entry("standing_order.refused", ACTOR, case.agency_id, f"case:{case.pk}", details)])
