"""When does a guardian's standing order decide? Only when the executor's own check of its bounds passes."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, MutableMapping, Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from bangban.agencies.prepared import Prepared
from bangban.executor.caps import decided_today
from bangban.executor.together import ACTOR, Many, accepted, decide, is_honest, release
from bangban.governance import guardians, stops
from bangban.governance.effects import WrongContent, check_for, handler_for
from bangban.governance.envelopes import instant
from bangban.governance.models import (
    Case,
    CaseStatus,
    EmployeeScenario,
    EmployeeStatus,
    OrderState,
    Proposal,
    StandingOrder,
)
from bangban.governance.notices import notify
from bangban.governance.scenarios.load import UnknownScenario, find_scenario
from bangban.governance.scenarios.model import STANDING_ORDER, Scenario
from bangban.governance.signatures import WEB, is_signed_by
from bangban.governance.standing import suspend_orders
from bangban.ledger.record import Entry, LedgerUnavailable, append

log = logging.getLogger("bangban.executor")
BATCH = 100
Cursor = MutableMapping[uuid.UUID, int]
"""Last proposal looked at for each order. Emptied now and then: on PostgreSQL a lower number may be committed later."""


Pairs = Collection[tuple[int | None, str]]
"""(employee, scenario)"""


def _orders(**only: Any) -> QuerySet[StandingOrder]:
    rows = StandingOrder.objects.filter(state=OrderState.ACTIVE)
    if only:
        rows = rows.filter(employee__id__in=only["employees"], scenario__in=only["scenarios"])
    return rows.select_related("employee__agency", "employee__guardian", "employee__deputy")


def _waiting(
    after: Any, employee: Any, scenario: Any, confidence: Any, made_by: Any, now: Any, targets: Any = None
) -> QuerySet[Proposal]:
    # A case may wait again with another proposal, an officer's own: then the machine's is past.
    newer = Proposal.objects.filter(case=OuterRef("case"), serial__gt=OuterRef("serial"))
    rows = Proposal.objects.filter(
        ~Exists(newer),
        pk__gt=after,
        case__employee=employee,
        case__scenario=scenario,
        case__status=CaseStatus.WAITING,
        case__person_asked_at=None,
        confidence__gte=confidence,
        made_by=made_by,
        expires_at__gt=now,
    )
    if targets is not None:
        rows = rows.filter(target__in=targets)
    return rows.select_related("case__agency").order_by("pk")[:BATCH]


def _fields(model: type[Model], **names: str) -> dict[str, Any]:
    return {slot: model._meta.get_field(name) for slot, name in names.items()}


# What is asked for each batch: building these statements would cost more than a batch of answers.
_ORDERS = Prepared(
    _orders, employees=StandingOrder._meta.get_field("employee"), scenarios=Case._meta.get_field("scenario")
)
_LOCKED = Prepared(
    lambda pk: (
        StandingOrder.objects.select_for_update().filter(pk=pk, state=OrderState.ACTIVE).values_list("pk")
    ),
    pk=StandingOrder._meta.pk,
)
_LISTED = Prepared(
    lambda employee, scenario: EmployeeScenario.objects.filter(
        employee=employee, scenario=scenario
    ).values_list("pk"),
    **_fields(EmployeeScenario, employee="employee", scenario="scenario"),
)
_WAITING = Prepared(
    _waiting,
    **_fields(Proposal, confidence="confidence", made_by="made_by", now="expires_at", targets="target"),
    **_fields(Case, employee="employee", scenario="scenario"),
    after=Proposal._meta.pk,
)
_NEWEST = Prepared(lambda: Proposal.objects.order_by("-pk").values_list("pk")[:1])
# Not distinct: asked so, SQLite would go through an index of all cases instead of the few new ones.
_SINCE = Prepared(
    lambda since: (
        Proposal.objects.filter(pk__gt=since).order_by().values_list("case__employee", "case__scenario")
    ),
    since=Proposal._meta.pk,
)


def newest_proposal() -> int:
    """The number of the newest proposal; 0 where there is none."""
    return next((pk for (pk,) in _NEWEST.rows()), 0)


def pairs_since(number: int) -> Pairs:
    """For whom and what there are proposals with a higher number."""
    return {*_SINCE.rows(since=number)}


def apply_orders(cursor: Cursor, now: datetime | None = None, *, only: Pairs | None = None) -> int:
    """Let the orders in force decide what waits within their bounds; return how many decisions were made.

    `only`: those for these employees and scenarios.
    """
    now = now or timezone.now()
    if only is None:
        orders = _ORDERS.all()
    else:
        employees, scenarios = sorted({one for one, _ in only if one}), sorted({one for _, one in only})
        found = _ORDERS.all(employees=employees, scenarios=scenarios) if employees else []
        orders = [one for one in found if (one.employee_id, one.scenario) in only]
    made, trouble = 0, None
    for order in orders:
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
    if not _LISTED.rows(employee=employee.pk, scenario=order.scenario):
        return "not_on_list"
    if stops.find_stop(stops.active_stops(), order.scenario, employee, employee.agency.path):
        return "stopped"
    return None


def _apply(order: StandingOrder, cursor: Cursor, now: datetime) -> int:
    made, last = 0, cursor.get(order.pk, 0)
    with transaction.atomic():
        if not _LOCKED.rows(pk=order.pk):
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
        found = _candidates(order, last, now)[: min(left, BATCH)]
        many = _together(order, found, now)
        for proposal in found:
            made += _decide(order, proposal, now) if many is None else 0
            last = proposal.pk
        made += many or 0
    # Only now: what was rolled back is looked at again.
    cursor[order.pk] = last
    return made


def _candidates(order: StandingOrder, after: int, now: datetime) -> list[Proposal]:
    targets = {"targets": list(order.signed["targets"])} if order.signed["targets"] else {}
    found = _WAITING.all(
        after=after, employee=order.employee_id, scenario=order.scenario, confidence=order.min_confidence,
        made_by=f"employee:{order.employee.number}", now=now, **targets,
    )  # fmt: skip
    for proposal in found:
        # The query asked for this employee's; made once, not a hundred times.
        proposal.case.employee = order.employee
    return found


def _decide(order: StandingOrder, proposal: Proposal, now: datetime) -> int:
    case, scenario = proposal.case, find_scenario(order.scenario)
    fault = _fault(order, proposal, scenario)
    if fault:
        _leave_to_person(order, case, fault)
        return 0
    decision = decide(order, proposal, scenario, now)
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
            waiting = Case.objects.filter(pk=case.pk, status=CaseStatus.WAITING, person_asked_at=None)
            moved = waiting.update(status=CaseStatus.DECIDED)
            # The row is ours from here on, so nobody can propose anew unseen.
            if not moved or case.proposals.filter(serial__gt=proposal.serial).exists():
                raise IntegrityError("the case moved on")
            append([accepted(order, decision)])
    except IntegrityError:
        # An officer decided in the same moment; his word stands.
        return 0
    return 1


def _together(order: StandingOrder, proposals: Sequence[Proposal], now: datetime) -> int | None:
    """Decide and release all at once, where the effect can; None when each has to be looked at alone."""
    scenario = find_scenario(order.scenario)
    handler = handler_for(scenario.effect_kind) if scenario.effect_kind else None
    if not proposals or not isinstance(handler, Many):
        return None
    try:
        with transaction.atomic():
            faults = release(order, proposals, scenario, handler, now)
    except (OperationalError, InterfaceError, LedgerUnavailable):
        raise
    except Exception as error:
        # The kind of error only, as everywhere here. Nothing of it is kept: the long way finds out whose fault it is.
        log.info("%d proposals go one by one: %s", len(proposals), type(error).__name__)
        return None
    for one in proposals:
        if one.pk in faults:
            _leave_to_person(order, one.case, faults[one.pk])
    return len(proposals) - len(faults)


def _fault(order: StandingOrder, proposal: Proposal, scenario: Scenario) -> str:
    """Why the order must not decide this proposal; "" when it may.

    The skill host's role writes proposals: whatever stands in one, it goes to a person, and the others go on.
    """
    try:
        # A savepoint: a value the database does not take must not spoil the whole batch.
        with transaction.atomic():
            if not scenario.effect_kind or not is_honest(order, proposal, scenario):
                return "proposal_changed"
            check_for(handler_for(scenario.effect_kind), proposal.content, proposal.case)
    except (OperationalError, InterfaceError):
        raise
    except WrongContent as wrong:
        return wrong.code
    except Exception as error:
        # The kind of error only: its text may quote the content.
        log.warning("proposal %s cannot be read: %s", proposal.pk, type(error).__name__)
        return "proposal_changed"
    return ""


def _leave_to_person(order: StandingOrder, case: Case, code: str) -> None:
    Case.objects.filter(pk=case.pk, status=CaseStatus.WAITING).update(status=CaseStatus.MANUAL, refusal=code)
    details = {"order": str(order.pk), "code": code}
    append([Entry("standing_order.refused", ACTOR, case.agency_id, f"case:{case.pk}", details)])
