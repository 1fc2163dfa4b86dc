"""How does an officer decide? Each decision names the bytes it is about, is signed, and can be made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from bangban.agencies.both import in_both, joined
from bangban.agencies.models import Officer, Role
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.governance import refusals
from bangban.governance.effects import check_for, handler_for
from bangban.governance.models import (
    Case,
    CaseOpening,
    CaseStatus,
    Decision,
    DecisionKind,
    DecisionState,
    Proposal,
    Step,
)
from bangban.governance.proposals import new_proposal
from bangban.governance.ranks import RANKS, impact_of, ranks
from bangban.governance.recording import save, signed_decision
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import ADVISE, LOW_IMPACTS, TWO_PERSON, Scenario
from bangban.ledger.record import Entry, LedgerUnavailable, append

_STATUS_AFTER = {
    DecisionKind.ACCEPT: CaseStatus.DECIDED,
    DecisionKind.AMEND: CaseStatus.DECIDED,
    DecisionKind.REJECT: CaseStatus.REJECTED,
    DecisionKind.ASK: CaseStatus.SUPPLEMENT,
}


@dataclass(frozen=True)
class Verdict:
    """What an officer wants. `digest` is the one of what he was looking at: see `to_decide`."""

    kind: str
    digest: str
    final: Mapping[str, Any] | None = None
    reason: str = ""


def latest_proposal(case: Case) -> Proposal | None:
    return case.proposals.order_by("-serial").first()


def to_decide(proposal: Proposal, first: Decision | None) -> str:
    """The digest of what lies on the table: the proposal, or what the first of two people made of it."""
    return str(first.signed["final"]) if first and first.kind == DecisionKind.AMEND else proposal.digest


def decide(case: Case, officer: Officer, verdict: Verdict, now: datetime | None = None) -> Decision:
    """Record and sign an officer's decision about the latest proposal of `case`.

    Raises:
        NotAllowed, NotFound, RankTooLow, SamePerson: this officer may not decide this.
        NothingToDecide, AlreadyDecided, ProposalChanged, ProposalExpired: there is nothing to decide any more.
        ReasonNeeded, WrongContent: the decision is incomplete, or could not take effect.
    """
    now = now or timezone.now()
    _may_decide(case, officer)
    kind = DecisionKind(verdict.kind)
    proposal = latest_proposal(case)
    if proposal is None or kind == DecisionKind.REVERSE:
        raise refusals.NothingToDecide()
    scenario = find_scenario(case.scenario)
    first = _first_of_two(proposal, scenario)
    # Two open the page, one amends: the other has not seen that yet, and has no amendment of his own any more.
    if verdict.digest != to_decide(proposal, first) or (first and kind == DecisionKind.AMEND):
        raise refusals.ProposalChanged()
    if proposal.expires_at <= now:
        raise refusals.ProposalExpired(at=timezone.localtime(proposal.expires_at).strftime("%F %H:%M"))
    if kind in (DecisionKind.REJECT, DecisionKind.ASK) and not verdict.reason.strip():
        raise refusals.ReasonNeeded()
    _check_two_people(case, officer, proposal, scenario, first)
    final = _final(verdict, proposal, first, scenario)
    state = _state(kind, scenario, first)
    status = CaseStatus.SECOND if state == DecisionState.AWAITS_SECOND else _STATUS_AFTER[kind]
    if scenario.gate == ADVISE and kind in (DecisionKind.ACCEPT, DecisionKind.AMEND):
        status = CaseStatus.DONE
    decision = signed_decision(
        case, proposal, officer, kind, Step.SECOND if first else Step.FIRST, final, scenario, now
    )
    decision.reason = verdict.reason.strip()
    decision.state = state
    decision.seconds = _seconds_since_opening(case, officer, now)
    save(decision, expected=CaseStatus.SECOND if first else CaseStatus.WAITING, status=status, now=now)
    return decision


def propose_by_person(
    case: Case, officer: Officer, content: Mapping[str, Any], now: datetime | None = None
) -> Proposal:
    """Let a person write the proposal for a case that has none, or whose proposal was rejected or failed.

    The person's proposal goes through the same decision, signature and executor as a machine's.

    Raises:
        NotAllowed, NotFound, RankTooLow: this officer may not.
        NothingToDecide: the case is already decided or done.
        WrongContent: the content could not take effect.
    """
    now = now or timezone.now()
    _may_decide(case, officer)
    scenario = find_scenario(case.scenario)
    if scenario.effect_kind:
        check_for(handler_for(scenario.effect_kind), content, case)
    result: dict[str, Any] = {
        "path": "officer",
        "confidence": None,
        "content": dict(content),
        "evidence": [],
        "details": {},
    }
    open_again = (
        CaseStatus.MANUAL,
        CaseStatus.REJECTED,
        CaseStatus.FAILED,
        CaseStatus.SUPPLEMENT,
        CaseStatus.REVERSED,
    )
    with transaction.atomic():
        moved = Case.objects.filter(pk=case.pk, status__in=open_again).update(
            status=CaseStatus.WAITING, closed_at=None
        )
        if not moved:
            raise refusals.NothingToDecide()
        latest = latest_proposal(case)
        serial = latest.serial + 1 if latest else 1
        expires_at = now + timedelta(days=scenario.proposal_days)
        actor = f"officer:{officer.pk}"
        proposal = new_proposal(case, scenario, case.employee, actor, result, serial, now, expires_at)
        proposal.save()
        details = {"scenario": scenario.code, "path": "officer"}
        append([Entry("proposal.made", actor, case.agency_id, f"case:{case.pk}", details, proposal.digest)])
    case.refresh_from_db()
    return proposal


def decide_batch(
    cases: Sequence[tuple[Case, str]], officer: Officer, now: datetime | None = None
) -> list[tuple[Case, Decision | Exception]]:
    """Accept several proposals, each named by its digest. Only equal, low-risk ones (impact I–II, one target).

    Raises:
        NothingToDecide: the proposals are not equal, or not low-risk; then none is decided.
    """
    demand(officer, "case.batch")
    proposals = [latest_proposal(case) for case, _ in cases]
    alike = {
        (case.scenario, proposal.target if proposal else None)
        for (case, _), proposal in zip(cases, proposals, strict=True)
    }
    if len(alike) != 1 or None in proposals or not all(_is_low(case) for case, _ in cases):
        raise refusals.NothingToDecide()
    results: list[tuple[Case, Decision | Exception]] = []
    for case, digest in cases:
        try:
            results.append((case, decide(case, officer, Verdict(DecisionKind.ACCEPT, digest), now)))
        except LedgerUnavailable:
            raise
        except Problem as no:
            # This one is not decided, and the page says why; the others are each a decision of their own.
            results.append((case, no))
    return results


def _is_low(case: Case) -> bool:
    return case.impact in LOW_IMPACTS and find_scenario(case.scenario).low_impact


def _may_decide(case: Case, officer: Officer) -> None:
    if case.agency_id not in reach(officer, "case.decide"):
        raise NotFound(what="case")
    if not ranks(officer, case):
        impact = impact_of(case)
        roles = joined(in_both(Role(role).label) for role in sorted(RANKS[impact]))
        raise refusals.RankTooLow(impact=impact, roles=roles)


def _first_of_two(proposal: Proposal, scenario: Scenario) -> Decision | None:
    """The first person's decision when this is the second."""
    return proposal.decisions.filter(step=Step.FIRST).first() if scenario.gate == TWO_PERSON else None


def _check_two_people(
    case: Case, officer: Officer, proposal: Proposal, scenario: Scenario, first: Decision | None
) -> None:
    """Check that the case can be decided, and that the two are two."""
    if case.status not in (CaseStatus.WAITING, CaseStatus.SECOND):
        decided = proposal.decisions.exists()
        raise refusals.AlreadyDecided() if decided else refusals.NothingToDecide()
    if scenario.gate != TWO_PERSON:
        return
    if case.asked_by == f"officer:{officer.pk}" or proposal.made_by == f"officer:{officer.pk}":
        raise refusals.SamePerson()
    if first is not None and first.officer_id == officer.pk:
        raise refusals.SamePerson()


def _final(
    verdict: Verdict, proposal: Proposal, first: Decision | None, scenario: Scenario
) -> Mapping[str, Any]:
    if verdict.kind in (DecisionKind.REJECT, DecisionKind.ASK):
        return {}
    if first is not None:
        # The second person consents to exactly what the first one did, or rejects it.
        return first.final_content
    final = proposal.content if verdict.kind == DecisionKind.ACCEPT else dict(verdict.final or {})
    if scenario.effect_kind:
        check_for(handler_for(scenario.effect_kind), final, proposal.case)
    return final


def _state(kind: DecisionKind, scenario: Scenario, first: Decision | None) -> DecisionState:
    if kind in (DecisionKind.REJECT, DecisionKind.ASK) or not scenario.effect_kind:
        return DecisionState.NOTED
    if scenario.gate == TWO_PERSON and first is None:
        return DecisionState.AWAITS_SECOND
    return DecisionState.PENDING


def _seconds_since_opening(case: Case, officer: Officer, now: datetime) -> int | None:
    opening = CaseOpening.objects.filter(case=case, officer=officer).first()
    return max(0, int((now - opening.at).total_seconds())) if opening else None
