"""What did a hostile reader find? Each test is a hole that was open once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

import pytest
from django.utils import timezone

from bangban.crypto.digests import digest
from bangban.executor import checks, orders
from bangban.executor.act import act_on_pending
from bangban.executor.loop import LOOK_AGAIN, Executor
from bangban.executor.orders import apply_orders
from bangban.governance import decide, refusals, standing
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.governance.models import Case, CaseStatus, Proposal, StandingOrder
from bangban.governance.scenarios import load
from bangban.governance.scenarios.load import UnknownScenario
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.orders import return_order
from tests.support.desk import waiting
from tests.support.district import District
from tests.support.work import answering, content, fresh, proposed, state_of


def sign(people: District, now: datetime | None = None) -> StandingOrder:
    now = now or people.now
    return standing.sign_order(
        people.employee,
        "hotline.dispatch",
        people.guardian,
        min_confidence=0.8,
        daily_cap=100,
        expires_at=now + timedelta(days=30),
        now=now,
    )


@pytest.fixture
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dispatch, as if two people had to decide it."""

    def found(code: str) -> Any:
        return replace(load.find_scenario(code), gate="two_person")

    for module in (decide, checks):
        monkeypatch.setattr(module, "find_scenario", found)


@pytest.mark.usefixtures("by_two")
def test_nobody_consents_to_a_change_he_did_not_see(people: District) -> None:
    outcome = proposed(people)
    seen = decide.Verdict("accept", outcome.proposal.digest)
    amended = decide.Verdict("amend", outcome.proposal.digest, content(agency="centre"))
    first = decide.decide(outcome.case, people.handler, amended, now=people.now)
    with pytest.raises(refusals.ProposalChanged):
        decide.decide(fresh(outcome.case), people.reviewer, seen, now=people.now)
    shown = decide.to_decide(outcome.proposal, first)
    decide.decide(fresh(outcome.case), people.reviewer, decide.Verdict("accept", shown), now=people.now)
    act_on_pending(people.now)
    assert WorkOrder.objects.get().agency == people.centre


@pytest.mark.usefixtures("by_two")
def test_a_second_persons_change_is_refused_not_dropped(people: District) -> None:
    outcome = proposed(people)
    accepted = decide.Verdict("accept", outcome.proposal.digest)
    decide.decide(outcome.case, people.handler, accepted, now=people.now)
    other = decide.Verdict("amend", outcome.proposal.digest, content(agency="centre"))
    with pytest.raises(refusals.ProposalChanged):
        decide.decide(fresh(outcome.case), people.reviewer, other, now=people.now)
    decide.decide(fresh(outcome.case), people.reviewer, accepted, now=people.now)
    act_on_pending(people.now)
    assert WorkOrder.objects.get().agency == people.bureau


def test_what_is_dispatched_anew_after_a_return_takes_effect(people: District) -> None:
    outcome = proposed(people)
    case = outcome.case
    decide.decide(case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=people.now)
    act_on_pending(people.now)
    return_order(WorkOrder.objects.get(), people.elsewhere, "应由热线中心办理", now=people.now)
    anew = decide.propose_by_person(fresh(case), people.handler, content(agency="centre"), now=people.now)
    second = decide.decide(fresh(case), people.handler, decide.Verdict("accept", anew.digest), now=people.now)
    act_on_pending(people.now)
    assert state_of(case, second) == ("done", "done", "")
    assert list(WorkOrder.objects.order_by("pk").values_list("status", flat=True)) == ["returned", "new"]


def test_a_decision_about_a_proposal_that_was_replaced_meanwhile_does_not_count(
    people: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the proposal and writing the decision, the case went through a colleague's hands."""
    outcome = proposed(people)
    case, honest = outcome.case, decide.signed_decision

    def slow(*arguments: Any, **more: Any) -> Any:
        monkeypatch.setattr(decide, "signed_decision", honest)
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.MANUAL)
        decide.propose_by_person(fresh(case), people.reviewer, content(agency="centre"), now=people.now)
        return honest(*arguments, **more)

    monkeypatch.setattr(decide, "signed_decision", slow)
    with pytest.raises(refusals.ProposalChanged):
        decide.decide(case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=people.now)
    assert fresh(case).status == "waiting"
    assert not case.decisions.exists()


def test_a_standing_order_does_not_decide_what_a_person_replaced(people: District) -> None:
    sign(people)
    case = proposed(people).case
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.MANUAL)
    decide.propose_by_person(fresh(case), people.reviewer, content(agency="centre"), now=people.now)
    assert apply_orders({}, people.now) == 0
    assert fresh(case).status == "waiting"


@pytest.mark.parametrize(
    "body",
    ["not json", "[]", "{}", '{"content":1}', "[" * 100_000, '{"case":null}'],
    ids=["text", "list", "empty", "number", "deep", "null"],
)
def test_a_proposal_nobody_can_read_does_not_stop_the_others(people: District, body: str) -> None:
    """Whoever holds the skill host's role may write proposals past the code that makes them."""
    sign(people)
    bad, good = proposed(people, confidence=0.1), proposed(people)
    forged = Proposal(
        case=bad.case, serial=2, body=body, digest=digest(body.encode()), made_by="employee:0012", path="rules",
        confidence=0.99, target="bureau", made_at=people.now, expires_at=people.now + timedelta(days=1),
    )  # fmt: skip
    forged.save()
    later = proposed(people)
    assert apply_orders({}, people.now) == 2
    act_on_pending(people.now)
    assert [fresh(one.case).status for one in (bad, good, later)] == ["manual", "done", "done"]


@pytest.mark.parametrize(
    "odd", [{"agency": "bu\x00roh"}, {"people_affected": 2**80}, {"urgency": {}}, {"agency": ["bureau"]}]
)
def test_content_no_effect_can_take_goes_to_a_person(people: District, odd: dict[str, Any]) -> None:
    sign(people)
    bad, good = proposed(people, **odd), proposed(people)
    assert apply_orders({}, people.now) == 1
    act_on_pending(people.now)
    assert [fresh(one.case).status for one in (bad, good)] == ["manual", "done"]


def test_one_broken_order_does_not_hold_up_the_others(
    people: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = sign(people), sign(people)
    outcome, honest = proposed(people), orders.unfit

    def unfit(order: StandingOrder, now: Any) -> str | None:
        if order.pk == broken.pk:
            raise ZeroDivisionError
        return honest(order, now)

    monkeypatch.setattr(orders, "unfit", unfit)
    with pytest.raises(ZeroDivisionError):
        apply_orders({}, people.now)
    assert fresh(outcome.case).decisions.get().standing_order == sound


def test_an_order_whose_scenarios_file_is_gone_waits_alone(
    people: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = sign(people)

    def gone(code: str) -> Any:
        raise UnknownScenario(scenario=code)

    monkeypatch.setattr(orders, "find_scenario", gone)
    assert apply_orders({}, people.now) == 0
    assert fresh(order).state == "active"


def test_what_was_rolled_back_is_looked_at_again(people: District, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(people)
    outcomes = [proposed(people) for _ in range(2)]
    cursor: dict[Any, int] = {}
    with monkeypatch.context() as broken:
        made: list[int] = []

        def once(*entries: Any) -> Any:
            if made:
                raise ZeroDivisionError
            made.append(1)
            return honest(*entries)

        honest = orders.append
        broken.setattr(orders, "append", once)
        with pytest.raises(ZeroDivisionError):
            apply_orders(cursor, people.now)
    apply_orders(cursor, people.now)
    act_on_pending(people.now)
    assert [fresh(one.case).status for one in outcomes] == ["done", "done"]


def test_a_proposal_committed_late_under_a_lower_number_is_not_passed_over(people: District) -> None:
    """On PostgreSQL numbers are drawn before the commit: a long import's proposals come to light late."""
    order, late, executor = sign(people, timezone.now()), waiting(people), Executor()
    executor._cursor[order.pk] = late.proposals.get().pk + 5
    executor._work()
    assert fresh(late).status == "waiting"
    executor._looked_again -= LOOK_AGAIN
    executor._work()
    assert fresh(late).status == "done"


GOOD = answering()(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {**GOOD, "content": "x"},
        {**GOOD, "path": None},
        {**GOOD, "confidence": "1"},
        {**GOOD, "confidence": float("nan")},
        {**GOOD, "confidence": 7},
        {**GOOD, "confidence": True},
        {**GOOD, "evidence": {}},
        {**GOOD, "content": {**content(), "weight": float("inf")}},
        {**GOOD, "details": reduce(lambda inner, _: {"x": inner}, range(5000), {})},
    ],
)
def test_a_host_that_answers_nonsense_loses_no_message(people: District, answer: Any) -> None:
    work = Work("hotline.dispatch", {"text": "灯坏了"}, "resident:anonymous", "portal", agency=people.centre)
    outcome = handle(work, run=lambda post: answer, now=people.now)
    assert outcome.case is not None
    assert (outcome.case.status, outcome.case.refusal) == ("manual", "no_proposal")


def test_what_no_database_keeps_is_left_out_of_a_proposal(people: District) -> None:
    outcome = proposed(people, agency="bu\x00reau", title="灯\ud800坏了")
    assert outcome.proposal is not None
    assert (outcome.proposal.target, outcome.proposal.content["title"]) == ("bureau", "灯?坏了")
