"""How often do officers agree with each rule, and what time do the findings save?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from bangban.agencies.models import Officer, in_language
from bangban.agencies.tenancy import reach
from bangban.governance.models import CaseOpening, Decision, Step
from bangban.services.documents.models import Verdict

DAYS = 90
ENOUGH = 5
"""Judgements before a share says anything."""
DOUBTED_FROM = 0.2
"""The share of rejections from which a rule is looked at: a wrong alarm costs more than a miss."""
SAMPLE = 2000


@dataclass(frozen=True)
class Agreement:
    """One rule as officers judged it."""

    rule: str
    title: str
    level: str
    accepted: int
    rejected: int

    @property
    def judged(self) -> int:
        return self.accepted + self.rejected

    @property
    def precision(self) -> float:
        return self.accepted / self.judged

    @property
    def doubted(self) -> bool:
        return self.judged >= ENOUGH and 1 - self.precision >= DOUBTED_FROM


def agreements(officer: Officer, now: datetime | None = None) -> list[Agreement]:
    """Every rule that was judged in the last 90 days within the officer's reach, the most doubted first."""
    from bangban.skills.documents.rules import all_rules

    since = (now or timezone.now()) - timedelta(days=DAYS)
    rows = Verdict.objects.filter(
        counted=True, at__gte=since, review__agency_id__in=reach(officer, "document.figures")
    )
    counted = (
        rows.order_by()
        .values("rule")
        .annotate(accepted=Count("pk", filter=Q(right=True)), rejected=Count("pk", filter=Q(right=False)))
    )
    rules: Any = all_rules()
    found = []
    for row in counted:
        rule = rules.get(row["rule"])
        title = in_language(rule.title_zh, rule.title_en) if rule else row["rule"]
        level = rule.level if rule else ""
        found.append(Agreement(row["rule"], title, level, row["accepted"], row["rejected"]))
    found.sort(key=lambda one: (not one.doubted, one.precision, -one.judged, one.rule))
    return found


@dataclass(frozen=True)
class Times:
    """Median seconds from opening a document to the officer's decision; None when nothing was counted."""

    with_findings: float | None
    alone: float | None
    counted: int
    counted_alone: int


def times(officer: Officer, now: datetime | None = None) -> Times:
    """The last 90 days within the officer's reach."""
    since = (now or timezone.now()) - timedelta(days=DAYS)
    opening = CaseOpening.objects.filter(case_id=OuterRef("case_id"), officer_id=OuterRef("officer_id"))
    rows = Decision.objects.filter(
        case__review__agency_id__in=reach(officer, "document.figures"),
        decided_at__gte=since,
        step=Step.FIRST,
        seconds__isnull=False,
    )
    rows = rows.annotate(lay=Subquery(opening.values("with_proposal")[:1])).order_by("-decided_at")
    taken = list(rows.values_list("seconds", "lay")[:SAMPLE])
    with_findings = [seconds or 0 for seconds, lay in taken if lay]
    alone = [seconds or 0 for seconds, lay in taken if lay is False]
    return Times(
        float(median(with_findings)) if with_findings else None,
        float(median(alone)) if alone else None,
        len(with_findings),
        len(alone),
    )
