"""How does a decision take effect? Verified, run once, recorded: all in one transaction."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bangban.agencies.prepared import Prepared
from bangban.errors import Problem
from bangban.executor.checks import NotInOrder, check_decision
from bangban.governance.effects import Order, check_for, handler_for
from bangban.governance.models import (
    Case,
    CaseStatus,
    Decision,
    DecisionKind,
    DecisionState,
    Effect,
    EffectState,
    StandingOrder,
)
from bangban.governance.notices import notify
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.standing import suspend_orders
from bangban.ledger.record import Entry, LedgerUnavailable, append

log = logging.getLogger("bangban.executor")
ACTOR = "process:executor"
BATCH = 50
GIVE_UP = 5
"""When so many in a row cannot be written, the database is what is wrong, not they."""


def act_on_pending(now: datetime | None = None, limit: int = BATCH) -> int:
    """Bring up to `limit` pending decisions to their end and return how many were taken.

    Several executors may run: on PostgreSQL each locks the rows it takes, on SQLite writers queue.
    A crash anywhere leaves the whole batch pending. What the database refused is tried again one by
    one, so that a single decision does not hold up the others.

    Raises:
        DatabaseError, LedgerUnavailable: the database can write nothing at the moment; all is pending still.
    """
    if not _THERE.rows():
        return 0
    try:
        return len(_act_on_some(_pending()[:limit], now))
    except (DatabaseError, LedgerUnavailable) as trouble:
        return _one_by_one(list(_pending().values_list("pk", flat=True)[:limit]), now, trouble)


def _pending() -> QuerySet[Decision]:
    return Decision.objects.filter(state=DecisionState.PENDING).order_by("decided_at")


# Asked all day, and nearly always in vain.
_THERE = Prepared(lambda: _pending().values_list("pk")[:1])


def _act_on_some(rows: QuerySet[Decision], now: datetime | None) -> list[UUID]:
    with transaction.atomic():
        taken = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
        for pk in taken:
            act_on(_load(pk), now or timezone.now())
    return taken


def _one_by_one(found: list[UUID], now: datetime | None, trouble: Exception) -> int:
    done = refused = 0
    for pk in found:
        try:
            done += len(_act_on_some(_pending().filter(pk=pk), now))
        except (DatabaseError, LedgerUnavailable) as error:
            log.error("decision %s has to wait: %s", pk, type(error).__name__)
            if isinstance(error, IntegrityError):
                # A constraint that is looked at when the transaction ends: it will never be met.
                with transaction.atomic():
                    _fail(_load(pk), type(error).__name__, now or timezone.now())
            refused += 1
            if not done and refused >= GIVE_UP:
                break
    if not done:
        raise trouble
    return done


def _load(pk: UUID) -> Decision:
    related = (
        "proposal",
        "officer",
        "standing_order",
        "case__agency",
        "case__employee__guardian",
        "case__employee__deputy",
    )
    return Decision.objects.select_related(*related).get(pk=pk)


def act_on(decision: Decision, now: datetime) -> None:
    """Let one decision take effect, or record why it did not; called inside the batch's transaction."""
    try:
        with transaction.atomic():
            check_decision(decision, now)
            if decision.kind == DecisionKind.REVERSE:
                _reverse(decision, now)
            else:
                _run(decision, now)
    except NotInOrder as no:
        _refuse(decision, no.reason, now)
    except (OperationalError, InterfaceError, LedgerUnavailable):
        # The disk is full, the server is gone, a row was locked for too long: it stays pending.
        raise
    except Exception as error:
        code = error.code if isinstance(error, Problem) else type(error).__name__
        # The type only: a database's message may quote what a resident wrote.
        log.error("effect failed: decision %s, %s", decision.pk, type(error).__name__)
        _fail(decision, code, now)


def _order(decision: Decision, now: datetime) -> Order:
    time_limit = find_scenario(decision.case.scenario).time_limit
    return Order(decision.pk, decision.case, decision.final_content, time_limit, now)


def _run(decision: Decision, now: datetime) -> None:
    kind = decision.signed["effect"]
    handler = handler_for(kind)
    check_for(handler, decision.final_content, decision.case)
    result = handler.run(_order(decision, now))
    reversible = handler.reversible and find_scenario(decision.case.scenario).effect_reversible
    Effect.objects.create(
        decision=decision,
        case=decision.case,
        kind=kind,
        state=EffectState.DONE,
        result=result,
        ran_at=now,
        reversible=reversible,
    )
    _close(decision, DecisionState.DONE, CaseStatus.DONE, now)
    _record("effect.done", decision, {"effect": kind, **result})


def _reverse(decision: Decision, now: datetime) -> None:
    effect = Effect.objects.select_related("decision").get(decision_id=decision.signed["undoes"])
    handler_for(effect.kind).reverse(_order(effect.decision, now), effect.result)
    Effect.objects.filter(pk=effect.pk).update(
        state=EffectState.REVERSED, reversed_by=decision, reversed_at=now
    )
    _close(decision, DecisionState.DONE, CaseStatus.REVERSED, now)
    _record("effect.reversed", decision, {"effect": effect.kind, "undoes": str(effect.pk)})


def _refuse(decision: Decision, reason: str, now: datetime) -> None:
    status = None if decision.kind == DecisionKind.REVERSE or reason == "already_done" else CaseStatus.FAILED
    _close(decision, DecisionState.REFUSED, status, now, reason)
    _record("effect.refused", decision, {"reason": reason})
    _tell(decision, "effect.refused")


def _fail(decision: Decision, code: str, now: datetime) -> None:
    status = None if decision.kind == DecisionKind.REVERSE else CaseStatus.FAILED
    _close(decision, DecisionState.FAILED, status, now, code)
    _record("effect.failed", decision, {"code": code})
    if decision.standing_order_id:
        # An error ends the pre-authorisation at once: from here a person looks at every case.
        orders = StandingOrder.objects.filter(pk=decision.standing_order_id).select_related("employee")
        suspend_orders(list(orders), f"effect_failed {code}", ACTOR)
    _tell(decision, "effect.failed")


def _close(
    decision: Decision, state: DecisionState, status: CaseStatus | None, now: datetime, code: str = ""
) -> None:
    Decision.objects.filter(pk=decision.pk, state=DecisionState.PENDING).update(
        state=state, state_code=code[:40]
    )
    if status is not None:
        closed = now if status == CaseStatus.DONE else None
        Case.objects.filter(pk=decision.case_id).update(status=status, closed_at=closed)


def _record(kind: str, decision: Decision, details: dict[str, object]) -> None:
    case = decision.case
    about = {"decision": str(decision.pk), **details}
    append([Entry(kind, ACTOR, case.agency_id, f"case:{case.pk}", about, decision.proposal.digest)])


def _tell(decision: Decision, kind: str) -> None:
    case = decision.case
    people = [decision.officer] if decision.officer else []
    if case.employee and case.employee.guardian:
        people.append(case.employee.guardian)
    notify(
        kind,
        officers=people,
        subject=f"case:{case.pk}",
        details={"reference": case.reference},
        key=f"{kind}:{decision.pk}",
    )
