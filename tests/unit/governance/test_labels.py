"""Is a label inside a message in the message's language, whatever the reader's is?"""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bangban.agencies.models import Officer
from bangban.errors import Problem
from bangban.governance import accounts, admission, decide, employees, refusals, stops
from bangban.governance.models import EmployeeStatus
from tests.support.district import District
from tests.support.work import fresh, proposed


def refused(people: District) -> Problem:
    employees.change_status(people.employee, EmployeeStatus.SUSPENDED, people.guardian, "x", now=people.now)
    refusal = admission.Desk(people.now).unfit(fresh(people.employee))
    assert refusal is not None
    return refusal


def stopped(people: District) -> Problem:
    stops.set_stop(people.guardian, "employee", "x", employee=people.employee)
    outcome = proposed(people)
    assert outcome.refusal is not None
    return outcome.refusal


def too_low(people: District) -> Problem:
    outcome = proposed(people)
    outcome.case.impact = "III"
    with pytest.raises(refusals.RankTooLow) as no:
        decide.decide(
            outcome.case, people.handler, decide.Verdict("accept", outcome.proposal.digest), now=people.now
        )
    return no.value


def apart(people: District) -> Problem:
    other = Officer.objects.create_officer("second", "Second", people.district, None, ["security"])
    with pytest.raises(accounts.RolesApart) as no:
        accounts.grant_role(people.security, "auditor", people.district, other, "x")
    return no.value


def wrong_step(people: District) -> Problem:
    with pytest.raises(employees.WrongTransition) as no:
        employees.change_status(people.employee, EmployeeStatus.DRAFT, people.admin, "x", now=people.now)
    return no.value


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("meet", "zh", "en"),
    [
        (refused, "停用", "Suspended"),
        (stopped, "数字员工", "employee"),
        (too_low, "审核", "Guardian, Reviewer"),
        (apart, "安全管理员", "Security administrator"),
        (wrong_step, "在岗", "On duty"),
    ],
)
def test_each_message_keeps_to_its_language(people: District, meet, zh: str, en: str, language: str) -> None:
    with override(language):
        problem = meet(people)
        assert zh in problem.text("zh-hans")
        assert en in problem.text("en")
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in problem.text("en").replace("。", ""))
