"""What may this officer do with this case now, and if not, why not? Asked to draw the page; the deciding code asks again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from bangban.agencies.models import Role
from bangban.agencies.permissions import has_permission
from bangban.agencies.tenancy import may
from bangban.governance.models import CaseStatus
from bangban.governance.ranks import RANKS, impact_of, ranks
from bangban.governance.scenarios.model import ADVISE, TWO_PERSON
from bangban.services.desk.casefile import CaseFile

BY_HAND = (
    CaseStatus.MANUAL,
    CaseStatus.REJECTED,
    CaseStatus.FAILED,
    CaseStatus.SUPPLEMENT,
    CaseStatus.REVERSED,
)


@dataclass(frozen=True)
class Standing:
    """What the decision bar offers. `why_not` says in words why there is none."""

    decide: bool = False
    amend: bool = False
    by_hand: bool = False
    take_over: bool = False
    reverse: bool = False
    reverse_second: bool = False
    why_not: str = ""
    advice: bool = False
    second: bool = False


def standing_of(file: CaseFile) -> Standing:
    """Work out what the officer may do."""
    case, scenario, officer = file.case, file.scenario, file.officer
    if scenario is None:
        return Standing(
            why_not=gettext(
                "The scenario of this case is not in force any more. It can be read, not decided."
            )
        )
    if not may(officer, "case.decide", case.agency_id):
        return Standing(
            why_not=gettext(
                "You may read this case. Deciding is for the handlers, reviewers and guardians of its agency."
            )
        )
    if case.status in (CaseStatus.DECIDED, CaseStatus.DONE):
        return _on_what_stands(file)
    if not ranks(officer, case):
        impact = impact_of(case)
        roles = "、".join(str(Role(role).label) for role in sorted(RANKS[impact]))
        return Standing(
            why_not=gettext("Work of impact level %(impact)s is decided by: %(roles)s.")
            % {"impact": impact, "roles": roles}
        )
    if file.expired:
        return Standing(take_over=True)
    if case.status in BY_HAND:
        return Standing(by_hand=True)
    return _on_a_proposal(file, two_person=scenario.gate == TWO_PERSON, advice=scenario.gate == ADVISE)


def _on_what_stands(file: CaseFile) -> Standing:
    """Undoing it: alone where one person decided, by two where two did."""
    officer, effect = file.officer, file.reversible
    if effect is None or not has_permission(officer, "effect.reverse"):
        return Standing()
    if not file.undone_by_two:
        return Standing(reverse=True)
    if f"officer:{officer.pk}" in (file.case.asked_by, effect.decision.proposal.made_by):
        return Standing(
            why_not=gettext(
                "Undoing this needs two people, and neither may be the one who asked for it or proposed it: you are."
            )
        )
    first = file.reversal
    if first is None:
        return Standing(reverse=True)
    if first.officer_id == officer.pk:
        return Standing(
            why_not=gettext("You decided to undo this as the first person. A colleague must consent.")
        )
    return Standing(reverse_second=True)


def _on_a_proposal(file: CaseFile, *, two_person: bool, advice: bool) -> Standing:
    case, proposal, me = file.case, file.proposal, f"officer:{file.officer.pk}"
    if proposal is None or not proposal.body:
        return Standing(why_not=gettext("The content of this case was erased."))
    if two_person and me in (case.asked_by, proposal.made_by):
        return Standing(
            why_not=gettext(
                "This needs two people, and neither may be the one who asked for it or proposed it: you are. Ask two colleagues."
            )
        )
    first = file.first_consent
    if two_person and first is not None and first.officer_id == file.officer.pk:
        return Standing(
            why_not=gettext("You decided this as the first person. A colleague must decide as the second.")
        )
    second = case.status == CaseStatus.SECOND
    # The second person consents to exactly what the first one decided, or rejects it.
    return Standing(decide=True, amend=not second and not advice, advice=advice, second=second)
