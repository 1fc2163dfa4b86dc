"""What does one line of the inbox say? Prepared here, so that the template only prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext

from bangban.agencies.prepared import Prepared
from bangban.governance import reasons
from bangban.governance.models import Case, CaseStatus, Proposal
from bangban.governance.models.cases import content_of, reference_of
from bangban.governance.presentation import TONES, presentation_of, words_of
from bangban.governance.scenarios.load import scenarios
from bangban.governance.scenarios.model import ADVISE, LOW_IMPACTS, Scenario
from bangban.services.desk.lists import OPEN


@dataclass(frozen=True)
class Row:
    """A case in the inbox."""

    pk: int
    reference: str
    title: str
    scenario: str
    verb: Any
    target: Any
    confidence: float | None
    has_proposal: bool
    digest: str
    urgency: str
    urgency_tone: str
    due_at: datetime | None
    closed_at: datetime | None
    status: str
    tone: str
    why: str
    person_asked: bool
    tickable: bool


class Told(NamedTuple):
    """What a line says of its case: values alone, so that the same case looked at again is known again."""

    pk: int
    title: str
    status: str
    scenario: str
    impact: str
    refusal: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    person_asked_at: datetime | None


_told = attrgetter(*Told._fields)


class Latest(NamedTuple):
    """What a line says of the last proposal of its case."""

    case: int
    digest: str
    body: str
    confidence: float | None
    target: str
    expires_at: datetime


def rows_of(cases: Sequence[Case], now: datetime, *, batch: bool) -> list[Row]:
    """Prepare the lines; `batch` says whether equal ones may be ticked here."""
    latest, language = latest_proposals(cases), get_language() or ""
    _forget_other_files(scenarios())
    return [
        _row(
            Told(*_told(case)),
            proposal := latest.get(case.pk),
            batch and proposal is not None and proposal.expires_at > now,
            language,
        )
        for case in cases
    ]


_LATEST = Prepared(
    lambda cases: (
        Proposal.objects.filter(case__id__in=cases)
        .order_by("serial")
        .values_list("case_id", "digest", "body", "confidence", "target", "expires_at")
    ),
    cases=Case._meta.get_field("id"),
)


def latest_proposals(cases: Sequence[Case]) -> dict[int, Latest]:
    """The last proposal of each case, in one query."""
    found = _LATEST.rows(cases=[case.pk for case in cases]) if cases else ()
    return {row[0]: Latest(*row) for row in found}


_read: list[Mapping[str, Scenario]] = []
"""The scenarios the kept lines were made with."""


def _forget_other_files(known: Mapping[str, Scenario]) -> None:
    """Lines say what the files of scenarios say: when those are read anew, so are the lines."""
    if not _read or _read[0] is not known:
        _said.cache_clear()
        _row.cache_clear()
        _read[:] = [known]


@lru_cache(maxsize=4096)
def _said(language: str, scenario: str, body: str) -> tuple[Any, Any, str]:
    """(verb, target, urgency) of a proposal in a language. The same cases are looked at many times a day."""
    way, content = presentation_of(scenarios().get(scenario)), content_of(body)
    verb, target = way.headline(content) if content else ("", "")
    return verb, target, way.urgency(content)


@lru_cache(maxsize=4096)
def _row(case: Told, proposal: Latest | None, in_time: bool, language: str) -> Row:
    """The line of a case, made once as long as nothing of it changes; `in_time`: its proposal may be ticked still."""
    scenario = scenarios().get(case.scenario)
    # A rejected or returned proposal is no longer what would happen.
    stands = proposal is not None and case.status not in (
        CaseStatus.MANUAL,
        CaseStatus.REJECTED,
        CaseStatus.FAILED,
    )
    verb, target, urgency = ("", "", "")
    if proposal is not None:
        verb, target, urgency = _said(language, case.scenario, proposal.body)
    if not stands:
        verb, target = "", ""
    open_still = case.status in OPEN
    tickable = (
        in_time
        and proposal is not None
        and case.status == CaseStatus.WAITING
        and case.impact in LOW_IMPACTS
        and bool(proposal.target)
        and scenario is not None
        and scenario.gate != ADVISE
    )
    return Row(
        pk=case.pk,
        reference=reference_of(case.pk, case.opened_at),
        title=case.title or gettext("(no words)"),
        scenario=scenario.title_text if scenario else case.scenario,
        verb=verb,
        target=target,
        confidence=proposal.confidence if proposal is not None and stands else None,
        has_proposal=stands,
        digest=proposal.digest if proposal is not None else "",
        urgency=words_of(urgency) if urgency else "",
        urgency_tone="red" if urgency == "emergency" else "amber",
        due_at=case.due_at if open_still else None,
        closed_at=case.closed_at,
        status=str(CaseStatus(case.status).label),
        tone=TONES[CaseStatus(case.status)],
        why=_why(case),
        person_asked=case.person_asked_at is not None and open_still,
        tickable=tickable,
    )


def _why(case: Told) -> str:
    if case.status == CaseStatus.MANUAL and case.refusal:
        return reasons.refused(case.refusal)
    return ""
