"""Do two people undo what two people decided, with nobody as both?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bangban.executor import checks
from bangban.executor.act import act_on_pending
from bangban.governance import decide, recording, refusals, reversal
from bangban.governance.models import DecisionKind, DecisionState, Effect, Notice, Step
from bangban.governance.scenarios import load
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline.models import WorkOrder
from tests.support.district import District
from tests.support.work import fresh, proposed


@pytest.fixture(autouse=True)
def _by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dispatch, as if two people had to decide it."""

    def found(code: str) -> Any:
        return replace(load.find_scenario(code), gate="two_person")

    for module in (decide, reversal, checks):
        monkeypatch.setattr(module, "find_scenario", found)


@pytest.fixture
def effect(people: District) -> Effect:
    """A dispatch two people decided, carried out."""
    outcome = proposed(people)
    accepted = decide.Verdict("accept", outcome.proposal.digest)
    for officer in (people.handler, people.reviewer):
        decide.decide(fresh(outcome.case), officer, accepted, now=people.now)
    act_on_pending(people.now)
    return Effect.objects.get()


def test_one_officer_alone_undoes_nothing(people: District, effect: Effect) -> None:
    first = reversal.reverse(effect, people.guardian, "派错", now=people.now)
    assert first.state == DecisionState.AWAITS_SECOND
    assert act_on_pending(people.now) == 0
    with pytest.raises(refusals.SamePerson):
        reversal.second_reversal(effect, people.guardian, consent=True, now=people.now)
    with pytest.raises(refusals.AlreadyDecided):
        reversal.reverse(effect, people.reviewer, "派错", now=people.now)
    assert fresh(effect).state == "done"
    told = Notice.objects.filter(kind="reversal.second").values_list("officer__username", flat=True)
    assert set(told) == {"deputy", "spare", "reviewer"}


def test_a_second_person_consents_and_it_is_undone(people: District, effect: Effect) -> None:
    reversal.reverse(effect, people.guardian, "派错", now=people.now)
    reversal.second_reversal(effect, people.reviewer, consent=True, now=people.now)
    assert act_on_pending(people.now) == 1
    assert (fresh(effect).state, WorkOrder.objects.get().status) == ("reversed", "withdrawn")
    kinds = LedgerEntry.objects.filter(subject=f"case:{effect.case_id}").order_by("seq")
    assert list(kinds.values_list("kind", flat=True))[-3:] == [
        "decision.first",
        "decision.reversed",
        "effect.reversed",
    ]


def test_a_second_person_may_let_it_stand(people: District, effect: Effect) -> None:
    reversal.reverse(effect, people.guardian, "派错", now=people.now)
    with pytest.raises(refusals.ReasonNeeded):
        reversal.second_reversal(effect, people.reviewer, consent=False, now=people.now)
    reversal.second_reversal(effect, people.reviewer, consent=False, reason="没派错", now=people.now)
    assert act_on_pending(people.now) == 0
    assert fresh(effect).state == "done"
    with pytest.raises(refusals.NothingToDecide):
        reversal.second_reversal(effect, people.deputy, consent=True, now=people.now)
    # It may be asked for anew.
    reversal.reverse(effect, people.deputy, "还是派错", now=people.now)


def test_a_first_consent_ends_after_a_day(people: District, effect: Effect) -> None:
    reversal.reverse(effect, people.guardian, "派错", now=people.now)
    later = people.now + timedelta(hours=25)
    with pytest.raises(refusals.NothingToDecide):
        reversal.second_reversal(effect, people.reviewer, consent=True, now=later)
    reversal.reverse(effect, people.guardian, "派错", now=later)


@pytest.mark.parametrize("step", [Step.REVERSE, Step.REVERSE_SECOND])
def test_the_executor_asks_for_the_first_consent_itself(people: District, effect: Effect, step: str) -> None:
    """A web process that was taken over signs one reversal, and calls it what it likes."""
    decision = recording.signed_decision(
        effect.case, effect.decision.proposal, people.guardian, DecisionKind.REVERSE, Step(step),
        effect.decision.final_content, decide.find_scenario("hotline.dispatch"), people.now,
        undoes=effect.decision_id,
    )  # fmt: skip
    decision.state = DecisionState.PENDING
    recording.save(decision, expected=None, status=None, now=people.now)
    act_on_pending(people.now)
    refused = {Step.REVERSE: "second_person", Step.REVERSE_SECOND: "first_person"}
    assert fresh(decision).state_code == refused[Step(step)]
    assert fresh(effect).state == "done"


def test_the_executor_counts_people_not_signatures(people: District, effect: Effect) -> None:
    first = reversal.reverse(effect, people.guardian, "派错", now=people.now)
    decision = recording.signed_decision(
        effect.case, effect.decision.proposal, people.guardian, DecisionKind.REVERSE, Step.REVERSE_SECOND,
        effect.decision.final_content, decide.find_scenario("hotline.dispatch"), people.now,
        undoes=effect.decision_id, first=first.pk,
    )  # fmt: skip
    decision.state = DecisionState.PENDING
    recording.save(decision, expected=None, status=None, now=people.now)
    act_on_pending(people.now)
    assert fresh(decision).state_code == "first_person"
    assert fresh(effect).state == "done"


def test_what_two_decided_stays_with_two_when_the_scenario_changes(
    people: District, effect: Effect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reversal, "find_scenario", load.find_scenario)
    assert reversal.reverse(effect, people.guardian, "派错", now=people.now).state == "awaits_second"
