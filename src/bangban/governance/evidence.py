"""What can be counted, right now, as evidence that a clause is kept? One function a figure, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from bangban import config
from bangban.agencies.models import SECOND_FACTOR, SEPARATED, Officer, OfficerRole
from bangban.governance.calendar import calendar
from bangban.governance.departures import unguarded
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


def _entries(kind: str) -> int:
    return LedgerEntry.objects.filter(kind=kind).count()


def _decisions(*wanted: Q) -> int:
    return Decision.objects.filter(*wanted).count()


def _effects_without_decision() -> int:
    """Effects whose decision was never accepted: the gate's own count, which must be 0."""
    allowed = (DecisionKind.ACCEPT, DecisionKind.AMEND)
    return Effect.objects.exclude(decision__kind__in=allowed).count()


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


def _mixed_administrators() -> int:
    rows = OfficerRole.objects.filter(role__in=SEPARATED, officer__is_active=True).values("officer")
    return rows.annotate(roles=Count("role", distinct=True)).filter(roles__gt=1).count()


def _second_factor() -> str:
    people = Officer.objects.filter(is_active=True, roles__role__in=SECOND_FACTOR).distinct()
    return f"{people.exclude(totp_secret='').count()}/{people.count()}"


def _by_gate() -> dict[str, int]:
    found = [scenario.gate for scenario in scenarios().values()]
    return {gate: found.count(gate) for gate in GATES if gate in found}


def _orders_at_high_impact() -> int:
    high = [code for code, scenario in scenarios().items() if not scenario.low_impact]
    return StandingOrder.objects.filter(state=OrderState.ACTIVE, scenario__in=high).count()


def _late_complaints() -> int:
    now = timezone.now()
    return Complaint.objects.filter(status=ComplaintStatus.OPEN, due_at__lt=now).count()


MEASURES: dict[str, Callable[[], Any]] = {
    "employees_on_file": DigitalEmployee.objects.count,
    "employees_working": lambda: DigitalEmployee.objects.filter(WORKING).count(),
    "employees_retired": lambda: DigitalEmployee.objects.filter(status=EmployeeStatus.RETIRED).count(),
    "employees_unguarded": lambda: len(unguarded(timezone.now())),
    "employees_with_supplier": lambda: DigitalEmployee.objects.exclude(supplier="").count(),
    "contracts_ended": lambda: DigitalEmployee.objects.filter(
        contract_until__lt=timezone.localdate()
    ).count(),
    "guardians_accepted": lambda: _entries("guardian.accepted"),
    "guardians_left": lambda: _entries("guardian.left"),
    "stops_set": Stop.objects.count,
    "scenarios_in_force": lambda: len(scenarios()),
    "scenarios_by_gate": _by_gate,
    "scenario_files_refused": lambda: len(refused_files()),
    "orders_at_high_impact": _orders_at_high_impact,
    "proposals_made": Proposal.objects.count,
    "decisions_by_people": lambda: _decisions(BY_PERSON),
    "decisions_by_orders": lambda: _decisions(~Q(standing_order=None)),
    "decisions_rejected": lambda: _decisions(BY_PERSON, Q(kind=DecisionKind.REJECT)),
    "override_rate": _override_rate,
    "effects_done": Effect.objects.count,
    "effects_reversed": lambda: Effect.objects.filter(state=EffectState.REVERSED).count(),
    "effects_without_decision": _effects_without_decision,
    "refused_data_class": lambda: RefusalRecord.objects.filter(code="data_class").count(),
    "refused_not_listed": lambda: RefusalRecord.objects.filter(
        code__in=("not_on_list", "no_such_scenario")
    ).count(),
    "persons_asked": lambda: Case.objects.exclude(person_asked_at=None).count(),
    "complaints_made": Complaint.objects.count,
    "complaints_open": lambda: Complaint.objects.filter(status=ComplaintStatus.OPEN).count(),
    "complaints_late": _late_complaints,
    "complaints_upheld": lambda: Complaint.objects.filter(status=ComplaintStatus.UPHELD).count(),
    "deadlines_warned": lambda: _entries("case.warned"),
    "deadlines_overdue": lambda: _entries("case.overdue"),
    "holiday_years": lambda: sorted(calendar().years),
    "contents_erased": lambda: _entries("content.erased"),
    "administrators_mixed": _mixed_administrators,
    "second_factor_enrolled": _second_factor,
    "log_months": lambda: config.load()["ledger.log_months"],
    "record_years": lambda: config.load()["ledger.record_years"],
    "ledger_entries": _ledger_entries,
    "ledger_checkpoint": _checkpoint,
    "ledger_verified": _verified,
    "ledger_digest": lambda: config.load()["ledger.digest"],
    "ledger_signature": lambda: config.load()["ledger.signature"],
}


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
