"""May a case be looked at again, and does it then stand on the newer proposal alone? And who keeps a case?"""

from __future__ import annotations

import pytest

from bangban.governance import decide, employees, refusals
from bangban.governance.admission import Work
from bangban.governance.handle import handle, handle_again
from bangban.governance.models import CaseStatus, RefusalRecord
from bangban.ledger.models import LedgerEntry
from tests.support.district import District
from tests.support.work import answering, content, fresh, proposed

BETTER = {"text": "楼道灯坏了，三号楼，请修好。"}


def test_the_newer_proposal_counts_and_the_older_stays_on_record(people: District) -> None:
    first = proposed(people)
    again = handle_again(first.case, BETTER, "officer:1", answering(title="三号楼灯"), people.now)
    assert again.proposal is not None
    case = fresh(first.case)
    assert (case.status, case.input_values, again.proposal.serial) == (CaseStatus.WAITING, BETTER, 2)
    with pytest.raises(refusals.ProposalChanged):
        decide.decide(case, people.handler, decide.Verdict("accept", first.proposal.digest), now=people.now)
    decide.decide(case, people.handler, decide.Verdict("accept", again.proposal.digest), now=people.now)
    rows = LedgerEntry.objects.filter(subject=f"case:{case.pk}").order_by("seq")
    assert list(rows.values_list("kind", flat=True)) == [
        "case.opened", "proposal.made", "proposal.made", "decision.accepted",
    ]  # fmt: skip


def test_what_is_decided_is_not_looked_at_again(people: District) -> None:
    first = proposed(people)
    decide.decide(first.case, people.handler, decide.Verdict("accept", first.proposal.digest), now=people.now)
    with pytest.raises(refusals.NothingToDecide):
        handle_again(first.case, BETTER, "officer:1", answering(), people.now)


def test_a_refusal_leaves_the_case_as_it_was(people: District) -> None:
    first = proposed(people)
    employees.change_status(people.employee, "suspended", people.guardian, "pause", now=people.now)
    again = handle_again(first.case, BETTER, "officer:1", answering(), people.now)
    assert again.proposal is None
    assert again.refusal is not None
    assert fresh(first.case).inputs == first.case.inputs
    assert RefusalRecord.objects.get(case=first.case).code == again.refusal.code


def test_who_asks_for_his_own_work_keeps_the_case(people: District) -> None:
    work = Work(
        "hotline.dispatch", BETTER, "officer:1", "desk", agency=people.centre, keeper=people.bureau
    )  # fmt: skip
    case = handle(work, answering(**content()), people.now).case
    assert case is not None
    assert (case.agency, case.employee) == (people.bureau, people.employee)
