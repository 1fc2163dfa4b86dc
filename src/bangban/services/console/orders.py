"""What do the standing orders do just now, and what would a new one do?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case as Choose
from django.db.models import (
    Count,
    F,
    FilteredRelation,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from bangban.agencies.models import Agency
from bangban.governance.deadlines import ORDER_WARNING
from bangban.governance.guardians import guardian_in_force
from bangban.governance.models import (
    Decision,
    DecisionKind,
    DecisionState,
    DigitalEmployee,
    EmployeeStatus,
    OrderState,
    Proposal,
    StandingOrder,
    Step,
)
from bangban.governance.reasons import given
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import STANDING_ORDER, Scenario
from bangban.services.console.figures import midnight

STEPS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6)
"""The confidences a guardian may choose from; below lies what people should look at in any case."""
LOOK_BACK = 30
"""Days over which a preview counts."""
NEAR_CAP = 0.8
NOT_DONE = (DecisionState.REFUSED, DecisionState.FAILED)


@dataclass(frozen=True)
class Line:
    """One order as a list shows it. `trouble`: why it does not decide just now, "" when it does."""

    order: StandingOrder
    scenario: str
    targets: Sequence[str]
    used: int
    errors: int
    state: str
    tone: str
    trouble: str
    soon: bool

    @property
    def near_cap(self) -> bool:
        return self.order.state == OrderState.ACTIVE and self.used >= NEAR_CAP * self.order.daily_cap

    @property
    def why(self) -> str:
        """Why it does not decide just now, or ended, in the reader's language."""
        return self.trouble or given(self.order.state_reason)

    @property
    def attention(self) -> bool:
        return bool(self.trouble) or self.soon or self.near_cap or self.order.state == OrderState.SUSPENDED


def orders_of(employee_ids: Collection[int], now: datetime) -> QuerySet[StandingOrder]:
    """The employees' orders with `used` (decided today) and `errors` (not carried out in 7 days)."""
    behind = Decision.objects.filter(standing_order=OuterRef("pk")).order_by().values("standing_order")
    used = behind.filter(decided_at__gte=midnight(now)).annotate(n=Count("pk")).values("n")
    week = behind.filter(decided_at__gte=now - timedelta(days=7), state__in=NOT_DONE)
    rows = StandingOrder.objects.filter(employee_id__in=employee_ids)
    return rows.select_related("employee__guardian", "employee__agency", "guardian").annotate(
        used=Coalesce(Subquery(used), 0, output_field=IntegerField()),
        errors=Coalesce(Subquery(week.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()),
    )


def lines(rows: Iterable[Any], now: datetime, names: dict[str, str] | None = None) -> list[Line]:
    return [_line(order, now, names or {}) for order in rows]


def _line(order: Any, now: datetime, names: dict[str, str]) -> Line:
    scenario = scenarios().get(order.scenario)
    expired = order.expires_at <= now
    active = order.state == OrderState.ACTIVE and not expired
    state = gettext("Expired") if expired and order.state == OrderState.ACTIVE else order.get_state_display()
    trouble = _trouble(order, scenario, now) if active else ""
    tone = (
        "red"
        if order.state == OrderState.SUSPENDED
        else "grey"
        if not active
        else "amber"
        if trouble
        else "blue"
    )
    return Line(
        order=order,
        scenario=scenario.title_text if scenario else order.scenario,
        targets=[names.get(code, code) for code in order.signed.get("targets", [])],
        used=order.used,
        errors=order.errors,
        state=str(state),
        tone=tone,
        trouble=trouble,
        soon=active and order.expires_at <= now + ORDER_WARNING,
    )


def _trouble(order: StandingOrder, scenario: Scenario | None, now: datetime) -> str:
    """Why the executor does not apply an order that is in force; it checks the same and more."""
    if scenario is None:
        return gettext("The scenario is no longer in force.")
    if scenario.digest != order.signed.get("scenario_digest"):
        return gettext("The scenario was changed since; sign a new order.")
    if order.employee.status != EmployeeStatus.ON_DUTY:
        return gettext("The employee is not on duty.")
    guardian = guardian_in_force(order.employee, now)
    if guardian is None or guardian.pk != order.guardian_id:
        return gettext("Who signed it is no longer the guardian.")
    return ""


def may_be_ordered(employee: DigitalEmployee) -> list[Scenario]:
    """The scenarios of the employee's list that a standing order may decide."""
    known = scenarios()
    codes = [row.scenario for row in employee.scenario_rows.all()]
    listed = [known[code] for code in codes if code in known]
    return [one for one in listed if one.gate == STANDING_ORDER and one.low_impact]


@dataclass(frozen=True)
class Preview:
    """What proposals of the last 30 days an order would have decided, and what people did with them."""

    made: int
    judged: int
    changed: int

    @property
    def a_day(self) -> float:
        return self.made / LOOK_BACK

    @property
    def changed_rate(self) -> float | None:
        return self.changed / self.judged if self.judged else None


@dataclass(frozen=True)
class Past:
    """The proposals of the last 30 days, counted by confidence step and target in one statement."""

    rows: Sequence[tuple[float | None, str, int, int, int]]

    def preview(self, min_confidence: float, targets: Collection[str] = ()) -> Preview:
        """Count what lies at or above `min_confidence` (one of `STEPS`) and within `targets` (empty: any)."""
        within = [
            row for row in self.rows
            if row[0] is not None and row[0] >= min_confidence and (not targets or row[1] in targets)
        ]  # fmt: skip
        return Preview(
            sum(row[2] for row in within), sum(row[3] for row in within), sum(row[4] for row in within)
        )

    def targets(self) -> list[tuple[str, int]]:
        """(target, proposals), most frequent first."""
        seen: dict[str, int] = {}
        for _step, target, made, _judged, _changed in self.rows:
            if target:
                seen[target] = seen.get(target, 0) + made
        return sorted(seen.items(), key=lambda one: (-one[1], one[0]))


def past_of(employee: DigitalEmployee, scenario: str, now: datetime) -> Past:
    """Count the employee's proposals in this scenario over the last 30 days."""
    step = Choose(
        *(When(confidence__gte=bound, then=Value(bound)) for bound in STEPS),
        default=None,
        output_field=FloatField(),
    )
    rows = Proposal.objects.filter(
        case__employee=employee, case__scenario=scenario, case__opened_at__gte=now - timedelta(days=LOOK_BACK),
        made_by=f"employee:{employee.number}",
    )  # fmt: skip
    kinds = Q(
        first__standing_order=None,
        first__kind__in=(DecisionKind.ACCEPT, DecisionKind.AMEND, DecisionKind.REJECT),
    )
    changed = kinds & ~Q(first__kind=DecisionKind.ACCEPT)
    counted = (
        rows.annotate(first=FilteredRelation("decisions", condition=Q(decisions__step=Step.FIRST)), bound=step)
        .order_by().values("bound", towards=F("target"))
        .annotate(
            made=Count("pk"), judged=Count("first__id", filter=kinds), changed=Count("first__id", filter=changed)
        )
    )  # fmt: skip
    return Past(
        [(row["bound"], row["towards"], row["made"], row["judged"], row["changed"]) for row in counted]
    )


def target_names(codes: Collection[str]) -> dict[str, str]:
    """Target codes that are agencies, with their names; others are shown as they are written."""
    return {one.code: one.name for one in Agency.objects.filter(code__in=codes)} if codes else {}
