"""How did an employee do? Counted from cases, decisions and complaints; never estimated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Q

from bangban.governance.models import (
    Complaint,
    ComplaintStatus,
    Decision,
    DecisionKind,
    DigitalEmployee,
    Effect,
    EffectState,
    Step,
)

SAMPLE = 5000
"""The median of seconds is taken over this many newest decisions."""


@dataclass(frozen=True)
class Figures:
    """What an employee did since a moment, or ever. Rates are 0…1, and None when nothing was counted."""

    cases: int
    refusals: Mapping[str, int]
    """Refusal code → how often."""
    accepted: int
    amended: int
    rejected: int
    asked_more: int
    by_standing_order: int
    effects: int
    reversed: int
    complaints: int
    complaints_upheld: int
    median_seconds: float | None
    """From opening a case to deciding on its proposal, for people."""

    @property
    def judged(self) -> int:
        """Proposals a person accepted, changed or rejected."""
        return self.accepted + self.amended + self.rejected

    @property
    def agreement_rate(self) -> float | None:
        return self.accepted / self.judged if self.judged else None

    @property
    def override_rate(self) -> float | None:
        """How often a person who looked changed or rejected the proposal."""
        return (self.amended + self.rejected) / self.judged if self.judged else None

    @property
    def complaint_rate(self) -> float | None:
        return self.complaints / self.cases if self.cases else None

    def as_dict(self) -> dict[str, Any]:
        rates = ("judged", "agreement_rate", "override_rate", "complaint_rate")
        return {
            **vars(self),
            "refusals": dict(self.refusals),
            **{name: getattr(self, name) for name in rates},
        }


def figures_of(employee: DigitalEmployee, since: datetime | None = None) -> Figures:
    """Count what `employee` did since `since` (ever, without). Six queries, whatever their number."""

    def later(field: str) -> Q:
        return Q(**{f"{field}__gte": since}) if since else Q()

    first = Decision.objects.filter(
        later("decided_at"), proposal__made_by=f"employee:{employee.number}", step=Step.FIRST
    )
    by_person = Q(standing_order=None)
    counted = first.aggregate(
        **{
            kind.value: Count("pk", filter=by_person & Q(kind=kind))
            for kind in (DecisionKind.ACCEPT, DecisionKind.AMEND, DecisionKind.REJECT, DecisionKind.ASK)
        },
        ordered=Count("pk", filter=~by_person),
    )
    seconds = first.filter(by_person).exclude(seconds=None).order_by("-decided_at")
    sample = [taken for taken in seconds.values_list("seconds", flat=True)[:SAMPLE] if taken is not None]
    effects = Effect.objects.filter(
        later("ran_at"), decision__proposal__made_by=f"employee:{employee.number}"
    )
    ran = effects.aggregate(done=Count("pk"), undone=Count("pk", filter=Q(state=EffectState.REVERSED)))
    filed = Complaint.objects.filter(later("made_at"), case__employee=employee).aggregate(
        made=Count("pk"), upheld=Count("pk", filter=Q(status=ComplaintStatus.UPHELD))
    )
    refusals = employee.refusals.filter(later("at")).order_by().values_list("code").annotate(Count("pk"))
    return Figures(
        cases=employee.cases.filter(later("opened_at")).count(),
        refusals=dict(refusals),
        accepted=counted["accept"],
        amended=counted["amend"],
        rejected=counted["reject"],
        asked_more=counted["ask"],
        by_standing_order=counted["ordered"],
        effects=ran["done"],
        reversed=ran["undone"],
        complaints=filed["made"],
        complaints_upheld=filed["upheld"],
        median_seconds=float(median(sample)) if sample else None,
    )
