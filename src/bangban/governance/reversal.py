"""How is an effect undone? By a decision of its own; where two people decided, by two again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Officer, Role
from bangban.agencies.permissions import demand
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound
from bangban.governance import refusals
from bangban.governance.models import (
    Case,
    Decision,
    DecisionKind,
    DecisionState,
    Effect,
    EffectState,
    Step,
)
from bangban.governance.notices import notify
from bangban.governance.recording import save, signed_decision
from bangban.governance.scenarios.load import find_scenario
from bangban.governance.scenarios.model import TWO_PERSON, Scenario


def needs_two(scenario: Scenario, original: Decision) -> bool:
    """Whether one officer alone may not undo it: two decided it, or its scenario asks for two by now."""
    return scenario.gate == TWO_PERSON or original.step == Step.SECOND


def open_reversal(effect: Effect, now: datetime) -> Decision | None:
    """The first of two consents to undo `effect` that still waits for its second."""
    # At most a handful of decisions stand in one case.
    decisions = list(effect.case.decisions.select_related("officer").order_by("decided_at"))
    return waits_for_second(decisions, effect, now)


def waits_for_second(decisions: list[Decision], effect: Effect, now: datetime) -> Decision | None:
    """The same, from the case's decisions as they were read."""
    answered = {one.signed.get("first") for one in decisions if one.step == Step.REVERSE_SECOND}
    for one in reversed(decisions):
        if one.step != Step.REVERSE or one.state != DecisionState.AWAITS_SECOND:
            continue
        if one.signed["undoes"] == str(effect.pk) and one.expires_at > now and str(one.pk) not in answered:
            return one
    return None


def reverse(effect: Effect, officer: Officer, reason: str, now: datetime | None = None) -> Decision:
    """Decide that an effect be undone; the executor then undoes it, and both stay on record.

    What two people decided, two people undo: the first call waits for `second_reversal` by somebody else.

    Raises:
        NotAllowed, NotFound, SamePerson: this officer may not.
        NotReversible: the effect declares no reversal, or was reversed before.
        AlreadyDecided: somebody else decided the same, and it waits for a second person.
        ReasonNeeded: no reason was given.
    """
    now = now or timezone.now()
    if not reason.strip():
        _may_reverse(effect, officer)
        raise refusals.ReasonNeeded()
    with transaction.atomic():
        scenario = _held(effect, officer)
        original = effect.decision
        two = needs_two(scenario, original)
        if two:
            _check_two(effect.case, original, officer)
            if open_reversal(effect, now):
                raise refusals.AlreadyDecided()
        decision = signed_decision(
            effect.case, original.proposal, officer, DecisionKind.REVERSE, Step.REVERSE,
            original.final_content, scenario, now, undoes=original.pk,
        )  # fmt: skip
        decision.reason = reason.strip()
        decision.state = DecisionState.AWAITS_SECOND if two else DecisionState.PENDING
        save(decision, expected=None, status=None, now=now)
        if two:
            _tell_second(effect.case, decision, now)
    return decision


def second_reversal(
    effect: Effect, officer: Officer, *, consent: bool, reason: str = "", now: datetime | None = None
) -> Decision:
    """Answer as the second person: consent, and the executor undoes it; or not, and what took effect stands.

    Raises:
        NotAllowed, NotFound, SamePerson: this officer may not.
        NotReversible: the effect was reversed meanwhile.
        NothingToDecide: nobody asked for it, or the first consent expired.
        ReasonNeeded: a refusal gives its reason.
    """
    now = now or timezone.now()
    if not consent and not reason.strip():
        _may_reverse(effect, officer)
        raise refusals.ReasonNeeded()
    with transaction.atomic():
        scenario = _held(effect, officer)
        first = open_reversal(effect, now)
        if first is None:
            raise refusals.NothingToDecide()
        _check_two(effect.case, effect.decision, officer, first)
        kind = DecisionKind.REVERSE if consent else DecisionKind.REJECT
        decision = signed_decision(
            effect.case, first.proposal, officer, kind, Step.REVERSE_SECOND,
            first.final_content if consent else {}, scenario, now, undoes=effect.decision_id, first=first.pk,
        )  # fmt: skip
        decision.reason = reason.strip()
        decision.state = DecisionState.PENDING if consent else DecisionState.NOTED
        save(decision, expected=None, status=None, now=now)
    return decision


def _may_reverse(effect: Effect, officer: Officer) -> None:
    demand(officer, "effect.reverse")
    if effect.case.agency_id not in reach(officer, "effect.reverse"):
        raise NotFound(what="case")


def _held(effect: Effect, officer: Officer) -> Scenario:
    """Check that this officer may undo this effect now, and hold its case until the decision is written."""
    _may_reverse(effect, officer)
    Case.objects.select_for_update(of=("self",)).get(pk=effect.case_id)
    standing = Effect.objects.filter(pk=effect.pk, state=EffectState.DONE, reversible=True)
    if not standing.exists():
        raise refusals.NotReversible()
    return find_scenario(effect.case.scenario)


def _check_two(case: Case, original: Decision, officer: Officer, first: Decision | None = None) -> None:
    me = f"officer:{officer.pk}"
    if me in (case.asked_by, original.proposal.made_by):
        raise refusals.SamePerson()
    if first is not None and first.officer_id == officer.pk:
        raise refusals.SamePerson()


def _tell_second(case: Case, first: Decision, now: datetime) -> None:
    """Tell those who can be the second person."""
    paths = [part for part in case.agency.path.split("/") if part]
    able = Officer.objects.filter(
        is_active=True, roles__role__in=(Role.REVIEWER, Role.GUARDIAN), roles__agency_id__in=paths
    )
    notify(
        "reversal.second",
        key=f"reversal.second:{first.pk}",
        officers=able.exclude(pk=first.officer_id or 0).distinct(),
        subject=f"case:{case.pk}",
        details={"reference": case.reference},
        now=now,
    )
