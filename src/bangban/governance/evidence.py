"""What can be counted, right now, as evidence that a clause is kept? One function a figure, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone

from bangban import config
from bangban.agencies.models import SECOND_FACTOR, SEPARATED, Officer, OfficerRole
from bangban.governance.calendar import calendar
from bangban.governance.departures import unguarded_rows
from bangban.governance.models import (
    Case,
    Complaint,
    ComplaintStatus,
    Decision,
    DecisionKind,
    DigitalEmployee,
    Effect,
    EffectState,
    EmployeeStatus,
    OrderState,
    Proposal,
    RefusalRecord,
    StandingOrder,
    Step,
    Stop,
)
from bangban.governance.scenarios.load import refused_files, scenarios
from bangban.governance.scenarios.model import GATES
from bangban.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerVerification

WORKING = Q(status__in=(EmployeeStatus.PROBATION, EmployeeStatus.ON_DUTY))
BY_PERSON = Q(step=Step.FIRST, standing_order=None)


Rows = QuerySet[Any]


def _entries(kind: str) -> Rows:
    return LedgerEntry.objects.filter(kind=kind)


def _effects_without_decision() -> Rows:
    """Effects whose decision was never accepted: the gate's own count, which must be 0."""
    allowed = (DecisionKind.ACCEPT, DecisionKind.AMEND)
    return Effect.objects.exclude(decision__kind__in=allowed)


def _override_rate() -> float | None:
    rows = Decision.objects.filter(BY_PERSON, proposal__made_by__startswith="employee:")
    overridden = Q(kind__in=(DecisionKind.AMEND, DecisionKind.REJECT))
    counted = rows.filter(overridden | Q(kind=DecisionKind.ACCEPT)).aggregate(
        judged=Count("pk"), changed=Count("pk", filter=overridden)
    )
    return round(counted["changed"] / counted["judged"], 4) if counted["judged"] else None


def _ledger_entries() -> int:
    last = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def _checkpoint() -> str | None:
    last = LedgerCheckpoint.objects.order_by("-seq").first()
    return f"{last.seq} @ {last.at}" if last else None


def _verified() -> str | None:
    last = LedgerVerification.objects.order_by("-at").first()
    if last is None:
        return None
    return f"{last.seq} @ {last.at.isoformat()}, {len(last.findings)} findings"


def _mixed_administrators() -> Rows:
    rows = OfficerRole.objects.filter(role__in=SEPARATED).values("officer")
    mixed = rows.annotate(roles=Count("role", distinct=True)).filter(roles__gt=1)
    return Officer.objects.filter(is_active=True, pk__in=mixed.values("officer"))


def _second_factor() -> str:
    needed = OfficerRole.objects.filter(role__in=SECOND_FACTOR).values("officer")
    people = Officer.objects.filter(is_active=True, pk__in=needed)
    found = people.aggregate(needed=Count("pk"), enrolled=Count("pk", filter=~Q(totp_secret="")))
    return f"{found['enrolled']}/{found['needed']}"


def _by_gate() -> dict[str, int]:
    found = [scenario.gate for scenario in scenarios().values()]
    return {gate: found.count(gate) for gate in GATES if gate in found}


def _orders_at_high_impact() -> Rows:
    high = [code for code, scenario in scenarios().items() if not scenario.low_impact]
    return StandingOrder.objects.filter(state=OrderState.ACTIVE, scenario__in=high)


def _late_complaints() -> Rows:
    return Complaint.objects.filter(status=ComplaintStatus.OPEN, due_at__lt=timezone.now())


COUNTED: dict[str, Callable[[], Rows]] = {
    "employees_on_file": DigitalEmployee.objects.all,
    "employees_working": lambda: DigitalEmployee.objects.filter(WORKING),
    "employees_retired": lambda: DigitalEmployee.objects.filter(status=EmployeeStatus.RETIRED),
    "employees_unguarded": lambda: unguarded_rows(timezone.now()),
    "employees_with_supplier": lambda: DigitalEmployee.objects.exclude(supplier=""),
    "contracts_ended": lambda: DigitalEmployee.objects.filter(contract_until__lt=timezone.localdate()),
    "guardians_accepted": lambda: _entries("guardian.accepted"),
    "guardians_left": lambda: _entries("guardian.left"),
    "stops_set": Stop.objects.all,
    "orders_at_high_impact": _orders_at_high_impact,
    "proposals_made": Proposal.objects.all,
    "decisions_by_people": lambda: Decision.objects.filter(BY_PERSON),
    "decisions_by_orders": lambda: Decision.objects.exclude(standing_order=None),
    "decisions_rejected": lambda: Decision.objects.filter(BY_PERSON, kind=DecisionKind.REJECT),
    "effects_done": Effect.objects.all,
    "effects_reversed": lambda: Effect.objects.filter(state=EffectState.REVERSED),
    "effects_without_decision": _effects_without_decision,
    "refused_data_class": lambda: RefusalRecord.objects.filter(code="data_class"),
    "refused_not_listed": lambda: RefusalRecord.objects.filter(code__in=("not_on_list", "no_such_scenario")),
    "persons_asked": lambda: Case.objects.exclude(person_asked_at=None),
    "complaints_made": Complaint.objects.all,
    "complaints_open": lambda: Complaint.objects.filter(status=ComplaintStatus.OPEN),
    "complaints_late": _late_complaints,
    "complaints_upheld": lambda: Complaint.objects.filter(status=ComplaintStatus.UPHELD),
    "deadlines_warned": lambda: _entries("case.warned"),
    "deadlines_overdue": lambda: _entries("case.overdue"),
    "contents_erased": lambda: _entries("content.erased"),
    "administrators_mixed": _mixed_administrators,
}
"""Figures that are a number of rows: all of them are counted in one statement."""

OTHER: dict[str, Callable[[], Any]] = {
    "scenarios_in_force": lambda: len(scenarios()),
    "scenarios_by_gate": _by_gate,
    "scenario_files_refused": lambda: len(refused_files()),
    "override_rate": _override_rate,
    "holiday_years": lambda: sorted(calendar().years),
    "second_factor_enrolled": _second_factor,
    "log_months": lambda: config.load()["ledger.log_months"],
    "record_years": lambda: config.load()["ledger.record_years"],
    "ledger_entries": _ledger_entries,
    "ledger_checkpoint": _checkpoint,
    "ledger_verified": _verified,
    "ledger_digest": lambda: config.load()["ledger.digest"],
    "ledger_signature": lambda: config.load()["ledger.signature"],
}

MEASURES = frozenset({*COUNTED, *OTHER})
"""The name of every figure."""


def measured(names: Iterable[str]) -> dict[str, Any]:
    """Return the figures `names`, counted now, in six statements at most.

    Raises:
        KeyError: a name is not in `MEASURES`.
    """
    wanted = sorted(set(names))
    counts: list[Rows] = [
        # A constant beside the count: the union's rows come in no order.
        COUNTED[name]().order_by().annotate(figure=Value(name)).values("figure").annotate(rows=Count("pk"))
        for name in wanted
        if name in COUNTED
    ]
    found: dict[str, Any] = {name: 0 for name in wanted if name in COUNTED}
    if counts:
        found |= dict(counts[0].union(*counts[1:], all=True).values_list("figure", "rows"))
    return found | {name: OTHER[name]() for name in wanted if name not in COUNTED}


NAMES: dict[str, tuple[str, str]] = {
    "employees_on_file": ("在册数字员工", "employees on file"),
    "employees_working": ("在岗或试用", "employees at work"),
    "employees_retired": ("已退役", "employees retired"),
    "employees_unguarded": ("在岗而无监护人（应为 0）", "employees at work without a guardian (must be 0)"),
    "employees_with_supplier": ("已登记供应商", "employees with a supplier on file"),
    "contracts_ended": ("合同已到期", "contracts ended"),
    "guardians_accepted": ("监护人受任次数", "guardianships accepted"),
    "guardians_left": ("监护人离任次数", "guardians who left"),
    "stops_set": ("按下停止键次数", "times the brake was pulled"),
    "scenarios_in_force": ("在用场景", "scenarios in force"),
    "scenarios_by_gate": ("各决定方式的场景数", "scenarios by gate"),
    "scenario_files_refused": ("被拒绝的场景文件", "scenario files refused"),
    "orders_at_high_impact": (
        "影响等级 III、IV 的常设授权（应为 0）",
        "standing orders at impact III or IV (must be 0)",
    ),
    "proposals_made": ("建议", "proposals"),
    "decisions_by_people": ("人的决定", "decisions by people"),
    "decisions_by_orders": ("按常设授权的决定", "decisions under standing orders"),
    "decisions_rejected": ("不采纳", "proposals rejected"),
    "override_rate": ("改变率（修改或不采纳）", "override rate (amended or rejected)"),
    "effects_done": ("执行", "effects"),
    "effects_reversed": ("撤销的执行", "effects reversed"),
    "effects_without_decision": (
        "没有同意决定的执行（应为 0）",
        "effects without a consenting decision (must be 0)",
    ),
    "refused_data_class": ("因数据级别拒绝", "refused for their data class"),
    "refused_not_listed": ("因不在清单拒绝", "refused as not on the list"),
    "persons_asked": ("要求人工的办件", "cases in which a person was asked for"),
    "complaints_made": ("投诉", "complaints"),
    "complaints_open": ("待答复投诉", "complaints open"),
    "complaints_late": ("逾期未答复投诉", "complaints overdue"),
    "complaints_upheld": ("成立的投诉", "complaints upheld"),
    "deadlines_warned": ("临期提醒", "deadline warnings"),
    "deadlines_overdue": ("逾期", "cases overdue"),
    "holiday_years": ("节假日安排已录入的年份", "years with holidays entered"),
    "contents_erased": ("内容删除次数", "contents erased"),
    "administrators_mixed": (
        "兼任三员者（应为 0）",
        "officers holding two of the three administrators' roles (must be 0)",
    ),
    "second_factor_enrolled": ("已启用动态口令/应启用", "second factor enrolled / needed"),
    "log_months": ("日志保存月数", "months that logs are kept"),
    "record_years": ("处理记录保存年数", "years that processing records are kept"),
    "ledger_entries": ("台账条数", "ledger entries"),
    "ledger_checkpoint": ("最近检查点", "last checkpoint"),
    "ledger_verified": ("最近一次验证", "last verification"),
    "ledger_digest": ("台账摘要算法", "digest of the ledger"),
    "ledger_signature": ("检查点签名算法", "signature of checkpoints"),
}
