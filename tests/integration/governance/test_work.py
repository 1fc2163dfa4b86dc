"""Does one piece of work go the whole way: proposed, decided, in effect, reversed, and all of it in the ledger?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bangban.agencies.models import Officer, OfficerRole
from bangban.errors import NotFound
from bangban.executor.act import act_on_pending
from bangban.governance import decide, employees, refusals, reversal, stops
from bangban.governance.admission import Work
from bangban.governance.handle import handle
from bangban.governance.models import Case, CaseStatus, Effect, Proposal, RefusalRecord, Usage
from bangban.ledger.models import LedgerEntry
from bangban.ledger.verify import full
from bangban.services.hotline.models import WorkOrder
from tests.support.district import District
from tests.support.work import answering, content, fresh, proposed, state_of


def accept(proposal: Proposal) -> decide.Verdict:
    return decide.Verdict("accept", proposal.digest)


def kinds(case: Case) -> list[str]:
    return list(
        LedgerEntry.objects.filter(subject=f"case:{case.pk}").order_by("seq").values_list("kind", flat=True)
    )


def test_an_accepted_proposal_takes_effect_once_and_is_on_record(people: District) -> None:
    outcome = proposed(people)
    assert outcome.case.status == CaseStatus.WAITING
    assert not WorkOrder.objects.exists()
    decision = decide.decide(outcome.case, people.handler, accept(outcome.proposal), now=people.now)
    assert act_on_pending(people.now) == 1
    assert act_on_pending(people.now) == 0
    assert state_of(outcome.case, decision) == ("done", "done", "")
    order = WorkOrder.objects.get()
    assert (order.agency, order.title, order.decision_id) == (people.bureau, "楼道灯不亮", decision.pk)
    assert order.due_at > people.now
    assert kinds(outcome.case) == [
        "case.opened",
        "proposal.made",
        "decision.accepted",
        "workorder.created",
        "effect.done",
    ]
    assert [finding.kind for finding in full().findings] == ["no_checkpoint"]


def test_an_amendment_keeps_what_the_officer_changed(people: District) -> None:
    outcome = proposed(people)
    verdict = decide.Verdict("amend", outcome.proposal.digest, final=content(urgency="urgent"))
    decision = decide.decide(outcome.case, people.handler, verdict, now=people.now)
    act_on_pending(people.now)
    assert fresh(decision).changes == [{"field": "urgency", "before": "normal", "after": "urgent"}]
    assert WorkOrder.objects.get().urgency == "urgent"


def test_a_rejection_needs_a_reason_and_brings_nothing_about(people: District) -> None:
    outcome = proposed(people)
    with pytest.raises(refusals.ReasonNeeded):
        decide.decide(
            outcome.case, people.handler, decide.Verdict("reject", outcome.proposal.digest), now=people.now
        )
    verdict = decide.Verdict("reject", outcome.proposal.digest, reason="不属于我区")
    decide.decide(outcome.case, people.handler, verdict, now=people.now)
    assert act_on_pending(people.now) == 0
    assert fresh(outcome.case).status == CaseStatus.REJECTED
    assert not WorkOrder.objects.exists()


def test_a_person_can_do_what_the_machine_could_not(people: District) -> None:
    outcome = proposed(people)
    verdict = decide.Verdict("reject", outcome.proposal.digest, reason="错")
    decide.decide(outcome.case, people.handler, verdict, now=people.now)
    own = decide.propose_by_person(fresh(outcome.case), people.handler, content(title="人工"), now=people.now)
    decide.decide(fresh(outcome.case), people.handler, accept(own), now=people.now)
    act_on_pending(people.now)
    assert WorkOrder.objects.get().title == "人工"


def test_a_reversal_is_decided_and_recorded(people: District) -> None:
    outcome = proposed(people)
    decide.decide(outcome.case, people.handler, accept(outcome.proposal), now=people.now)
    act_on_pending(people.now)
    effect = Effect.objects.get()
    with pytest.raises(refusals.ReasonNeeded):
        reversal.reverse(effect, people.reviewer, " ", now=people.now)
    reversal.reverse(effect, people.reviewer, "派错", now=people.now)
    act_on_pending(people.now)
    assert WorkOrder.objects.get().status == "withdrawn"
    assert fresh(effect).state == "reversed"
    with pytest.raises(refusals.NotReversible):
        reversal.reverse(fresh(effect), people.reviewer, "再来", now=people.now)
    assert kinds(outcome.case)[-2:] == ["decision.reversed", "effect.reversed"]


def test_another_agencys_officer_finds_nothing(people: District) -> None:
    outcome = proposed(people)
    with pytest.raises(NotFound):
        decide.decide(outcome.case, people.elsewhere, accept(outcome.proposal), now=people.now)


def test_what_was_seen_must_be_what_is_decided(people: District) -> None:
    outcome = proposed(people)
    with pytest.raises(refusals.ProposalChanged):
        decide.decide(
            outcome.case, people.handler, decide.Verdict("accept", "sha256:" + "0" * 64), now=people.now
        )
    later = people.now + timedelta(days=400)
    with pytest.raises(refusals.ProposalExpired):
        decide.decide(outcome.case, people.handler, accept(outcome.proposal), now=later)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scenario": "no.such.thing"}, "no_such_scenario"),
        ({"scenario": "enforcement.penalty"}, "never"),
        ({"employee": "9999"}, "not_on_list"),
        ({"data_class": "secret"}, "data_class"),
        ({"inputs": {"text": "机密★1年\n关于某事的报告"}}, "data_class"),
        ({"inputs": {"text": "某局\n　绝密 \r\n关于某事的报告"}}, "data_class"),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_its_content_not_kept(
    people: District, change: dict[str, object], code: str
) -> None:
    work = Work("hotline.dispatch", {"text": "处罚某企业"}, "officer:1", "desk", agency=people.centre)
    inputs = (
        {"inputs": {"text": "x", "party": "x", "facts": "x"}}
        if change.get("scenario") == "enforcement.penalty"
        else {}
    )
    outcome = handle(replace(work, **{**inputs, **change}), run=answering(), now=people.now)
    assert outcome.refusal.code == code
    assert outcome.case is None
    assert not Case.objects.exists()
    assert RefusalRecord.objects.get().code == code
    assert LedgerEntry.objects.filter(kind="refused").count() == 1


def test_a_refusal_that_is_nobodys_fault_leaves_the_case_to_a_person(people: District) -> None:
    stops.set_stop(people.guardian, "everything", "看不明白", now=people.now)
    outcome = proposed(people)
    assert outcome.refusal.code == "stopped"
    assert outcome.case.status == CaseStatus.MANUAL
    assert outcome.proposal is None


def test_a_suspended_employee_does_no_work(people: District) -> None:
    employees.change_status(people.employee, "suspended", people.guardian, "查一查")
    assert proposed(people).refusal.code == "not_on_duty"


def test_a_guardian_who_left_ends_the_work_even_before_anybody_noticed(people: District) -> None:
    for one in (people.guardian, people.deputy):
        one.valid_until = people.now - timedelta(minutes=1)
        one.save()
    assert proposed(people).refusal.code == "no_guardian"


def test_a_quota_holds(people: District) -> None:
    employees.edit_employee(people.employee, people.admin, "try out", daily_quota=2)
    codes = [proposed(people).refusal for _ in range(4)]
    assert [code.code if code else None for code in codes] == [None, None, "quota", "quota"]
    assert Usage.objects.get().count == 2


def test_a_skill_that_fails_does_not_lose_the_message(people: District) -> None:
    from bangban.skillhost.problems import SkillCrashed

    def crash(post: object) -> dict[str, object]:
        raise SkillCrashed(skill="workorders.route")

    work = Work(
        "hotline.dispatch", {"text": "路灯坏了"}, "resident:anonymous", "portal", agency=people.centre
    )
    outcome = handle(work, run=crash, now=people.now)
    assert (outcome.refusal.code, outcome.case.status) == ("no_proposal", CaseStatus.MANUAL)
    assert outcome.case.input_values == {"text": "路灯坏了"}


def test_without_a_ledger_nothing_is_done(people: District, monkeypatch: pytest.MonkeyPatch) -> None:
    from bangban.governance import handle as module
    from bangban.ledger.record import LedgerUnavailable

    def broken(entries: object) -> list[int]:
        raise LedgerUnavailable(reason="disk full")

    monkeypatch.setattr(module, "append", broken)
    with pytest.raises(LedgerUnavailable):
        proposed(people)
    assert not Case.objects.exists()
    assert not Proposal.objects.exists()


def test_texts_no_database_keeps_are_cleaned_not_refused(people: District) -> None:
    text = "灯\x00坏了\ud800 \u202e倒着写"
    work = Work("hotline.dispatch", {"text": text}, "resident:anonymous", "portal", agency=people.centre)
    outcome = handle(work, run=answering(), now=people.now)
    kept = fresh(outcome.case).input_values["text"]
    assert "\x00" not in kept
    assert "灯坏了" in kept


def test_a_batch_takes_only_equal_low_risk_proposals(people: District) -> None:
    one, two, other = proposed(people), proposed(people), proposed(people, agency="centre")
    wrong = [(row.case, row.proposal.digest) for row in (one, other)]
    with pytest.raises(refusals.NothingToDecide):
        decide.decide_batch(wrong, people.handler, now=people.now)
    right = [(row.case, row.proposal.digest) for row in (one, two)]
    results = decide.decide_batch(right, people.handler, now=people.now)
    assert not [result for _, result in results if isinstance(result, Exception)]
    assert act_on_pending(people.now) == 2


def test_a_reversal_that_came_too_late_can_be_decided_again(people: District) -> None:
    outcome = proposed(people)
    decide.decide(outcome.case, people.handler, accept(outcome.proposal), now=people.now)
    act_on_pending(people.now)
    first = reversal.reverse(Effect.objects.get(), people.reviewer, "派错", now=people.now)
    act_on_pending(people.now + timedelta(hours=25))
    assert fresh(first).state_code == "expired"
    reversal.reverse(Effect.objects.get(), people.reviewer, "派错", now=people.now)
    act_on_pending(people.now)
    assert Effect.objects.get().state == "reversed"


def test_the_graver_impact_decides_who_may_decide(people: District) -> None:
    outcome = proposed(people)
    Case.objects.filter(pk=outcome.case.pk).update(impact="III")
    with pytest.raises(refusals.RankTooLow):
        decide.decide(fresh(outcome.case), people.handler, accept(outcome.proposal), now=people.now)
    decide.decide(fresh(outcome.case), people.reviewer, accept(outcome.proposal), now=people.now)


def test_a_rank_held_elsewhere_is_none_here(people: District) -> None:
    outcome = proposed(people)
    Case.objects.filter(pk=outcome.case.pk).update(impact="III")
    both = Officer.objects.create_officer("both", "Both", people.centre, None, ("handler",))
    OfficerRole.objects.create(officer=both, agency=people.bureau, role="reviewer")
    with pytest.raises(refusals.RankTooLow):
        decide.decide(fresh(outcome.case), both, accept(outcome.proposal), now=people.now)
