"""What may run without a person looking each time? What a guardian signed beforehand, within bounds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.crypto.digests import canonical
from bangban.errors import NotFound
from bangban.governance import guardians, refusals, wakeup
from bangban.governance.envelopes import instant
from bangban.governance.models import DigitalEmployee, EmployeeStatus, OrderState, StandingOrder
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import STANDING_ORDER
from bangban.governance.signatures import WEB, signer
from bangban.ledger.record import Entry, append

LONGEST = timedelta(days=365)
LARGEST_CAP = 100_000


def sign_order(
    employee: DigitalEmployee,
    scenario_code: str,
    guardian: Officer,
    *,
    min_confidence: float,
    daily_cap: int,
    expires_at: datetime,
    targets: Sequence[str] = (),
    now: datetime | None = None,
) -> StandingOrder:
    """Sign a standing order; the caller has asked the guardian for his password again.

    min_confidence is 0…1, daily_cap counts decisions a calendar day, `targets` narrows what may be
    decided (agency codes, say; empty means any).

    Raises:
        NotAllowed: the officer is no guardian.
        CannotOrder: he does not guard this employee, or the bounds or the scenario do not allow it.
    """
    now = now or timezone.now()
    demand(guardian, "standing_order.sign")
    scenario = find_scenario(scenario_code)

    def refuse(chinese: str, english: str) -> refusals.CannotOrder:
        return refusals.CannotOrder(scenario=scenario.title, reason={"zh": chinese, "en": english})

    if guardians.guardian_in_force(employee, now) != guardian:
        raise refuse("您不是该员工的在任监护人", "you do not guard this employee")
    if employee.status != EmployeeStatus.ON_DUTY:
        raise refuse("该员工未正式上岗", "the employee is not on duty")
    if scenario.gate != STANDING_ORDER or not scenario.low_impact:
        raise refuse("该场景须由人逐件决定", "a person decides each case of this scenario")
    if not employee.scenario_rows.filter(scenario=scenario_code).exists():
        raise refuse("该场景不在员工的清单中", "the scenario is not on the employee's list")
    if not 0 <= min_confidence <= 1 or not 1 <= daily_cap <= LARGEST_CAP:
        raise refuse(
            "把握须在 0 至 1 之间，每日上限须为正数", "confidence is 0 to 1, the daily cap at least 1"
        )
    if not now < expires_at <= now + LONGEST:
        raise refuse("有效期最长一年", "it may last a year at most")
    order = StandingOrder(
        id=uuid.uuid4(),
        employee=employee,
        scenario=scenario_code,
        guardian=guardian,
        min_confidence=min_confidence,
        daily_cap=daily_cap,
        signed_at=now,
        expires_at=expires_at,
        state_at=now,
    )
    order.body = order_body(order, scenario.digest, targets)
    order.signature = signer(WEB).sign(order.body.encode())
    with transaction.atomic():
        order.save(force_insert=True)
        _record("standing_order.signed", order, f"officer:{guardian.pk}")
        transaction.on_commit(wakeup.poke)
    return order


def order_body(order: StandingOrder, scenario_digest: str, targets: Sequence[str]) -> str:
    """The canonical JSON a guardian signs. It names the scenario's digest: a changed scenario needs a new order."""
    return canonical(
        {
            "v": 1,
            "id": str(order.id),
            "employee": order.employee.number,
            "scenario": order.scenario,
            "scenario_digest": scenario_digest,
            "guardian": order.guardian_id,
            "min_confidence": order.min_confidence,
            "daily_cap": order.daily_cap,
            "targets": sorted(targets),
            "signed_at": instant(order.signed_at),
            "expires_at": instant(order.expires_at),
        }
    ).decode()


def withdraw_order(order: StandingOrder, officer: Officer, reason: str) -> None:
    """Withdraw an order for good.

    Raises:
        NotAllowed: the officer is no guardian.
        NotFound: the employee works outside his reach.
        ReasonNeeded: no reason was given.
    """
    if order.employee.agency_id not in reach(officer, "standing_order.sign"):
        raise NotFound(what="standing order")
    if not reason.strip():
        raise refusals.ReasonNeeded()
    _end([order], OrderState.REVOKED, "standing_order.withdrawn", reason, f"officer:{officer.pk}")


def suspend_orders(orders: Sequence[StandingOrder], reason: str, by: str) -> None:
    """Suspend orders at once: an upheld complaint, an error, a guardian who left. `by` is a ledger actor."""
    _end(orders, OrderState.SUSPENDED, "standing_order.suspended", reason, by)


def revoke_orders(orders: Sequence[StandingOrder], reason: str, by: str) -> None:
    """Withdraw orders because their guardian left or their scenario went. `by` is a ledger actor."""
    _end(orders, OrderState.REVOKED, "standing_order.withdrawn", reason, by)


def _end(orders: Sequence[StandingOrder], state: OrderState, kind: str, reason: str, by: str) -> None:
    with transaction.atomic():
        for order in orders:
            rows = StandingOrder.objects.filter(pk=order.pk, state=OrderState.ACTIVE)
            if rows.update(state=state, state_reason=reason.strip()[:200], state_at=timezone.now()):
                _record(kind, order, by)
            order.refresh_from_db()


def _record(kind: str, order: StandingOrder, by: str) -> None:
    details = {
        "employee": order.employee.number,
        "scenario": order.scenario,
        "min_confidence": order.min_confidence,
        "daily_cap": order.daily_cap,
    }
    append([Entry(kind, by, order.employee.agency_id, f"standing_order:{order.pk}", details)])
