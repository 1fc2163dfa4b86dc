"""How did an employee do? Counted from cases, decisions and complaints; never estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Case, CharField, Count, Expression, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

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
    """Count what `employee` did since `since` (ever, without), in two queries."""
    return figures_since(employee, since)[1]


def figures_since(employee: DigitalEmployee, since: datetime | None) -> tuple[Figures, Figures]:
    """Count what `employee` ever did, and what it did since `since`, in two queries."""
    found: dict[str, tuple[int, int]] = {
        label: (ever, recent) for label, ever, recent in _counted(employee, since)
    }
    sample = list(
        _first_decisions(employee)
        .filter(standing_order=None)
        .exclude(seconds=None)
        .order_by("-decided_at")
        .values_list("seconds", "decided_at")[:SAMPLE]
    )
    # The newest of all are the newest of the recent ones, too.
    later = [taken for taken, at in sample if since is None or at >= since]
    ever = _figures({label: both[0] for label, both in found.items()}, [taken for taken, _ in sample])
    return ever, _figures({label: both[1] for label, both in found.items()}, later)


def _first_decisions(employee: DigitalEmployee) -> QuerySet[Decision]:
    return Decision.objects.filter(proposal__made_by=f"employee:{employee.number}", step=Step.FIRST)


def _counted(employee: DigitalEmployee, since: datetime | None) -> list[tuple[str, int, int]]:
    """(label, how many ever, how many since): one row for each kind of thing that happened, in one statement."""

    def counted(rows: QuerySet[Any], at: str, label: Expression) -> QuerySet[Any]:
        later = Q(**{f"{at}__gte": since}) if since else Q(pk__isnull=False)
        named = rows.order_by().values(label=Cast(label, CharField()))
        return named.annotate(ever=Count("pk"), recent=Count("pk", filter=later)).values_list(
            "label", "ever", "recent"
        )

    def by(column: str, prefix: str) -> Expression:
        return Concat(Value(prefix), F(column), output_field=CharField())

    effects = Effect.objects.filter(decision__proposal__made_by=f"employee:{employee.number}")
    ordered = When(standing_order__isnull=False, then=Value("ordered"))
    parts = [
        counted(employee.cases.all(), "opened_at", Value("cases")),
        counted(employee.refusals.all(), "at", by("code", "refusal:")),
        counted(_first_decisions(employee), "decided_at", Case(ordered, default=by("kind", "decision:"))),
        counted(effects, "ran_at", by("state", "effect:")),
        counted(Complaint.objects.filter(case__employee=employee), "made_at", by("status", "complaint:")),
    ]
    return list(parts[0].union(*parts[1:], all=True))


def _figures(counts: Mapping[str, int], seconds: Sequence[int | None]) -> Figures:
    def of(label: str) -> int:
        return counts.get(label, 0)

    def all_of(prefix: str) -> dict[str, int]:
        return {
            label.removeprefix(prefix): count
            for label, count in counts.items()
            if label.startswith(prefix) and count
        }

    taken = [one for one in seconds if one is not None]
    return Figures(
        cases=of("cases"),
        refusals=all_of("refusal:"),
        accepted=of(f"decision:{DecisionKind.ACCEPT}"),
        amended=of(f"decision:{DecisionKind.AMEND}"),
        rejected=of(f"decision:{DecisionKind.REJECT}"),
        asked_more=of(f"decision:{DecisionKind.ASK}"),
        by_standing_order=of("ordered"),
        effects=sum(all_of("effect:").values()),
        reversed=of(f"effect:{EffectState.REVERSED}"),
        complaints=sum(all_of("complaint:").values()),
        complaints_upheld=of(f"complaint:{ComplaintStatus.UPHELD}"),
        median_seconds=float(median(taken)) if taken else None,
    )
