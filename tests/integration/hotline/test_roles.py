"""On PostgreSQL, does the worker look around and train with its few rights, and put nothing to use by itself?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.agencies.models import Duty
from bangban.executor.act import act_on_pending
from bangban.governance import decide, employees
from bangban.governance.inprocess import run_in_process
from bangban.services.hotline import learning, lookout
from bangban.services.hotline.models import Alert, HotIssue, LearnedModel, ModelInUse, WorkOrder
from bangban.services.hotline.watch import Watch
from tests.support.desk import waiting
from tests.support.district import a_case
from tests.support.examples import examples
from tests.support.roles import acting_as, refused

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db,
    pytest.mark.usefixtures("roles"),
]
MIXER = "青石工业园搅拌站夜里噪音很大，机器轰鸣到凌晨，锦绣家园的业主睡不好，请环保部门处理。"


def test_the_worker_sees_what_stands_out_and_raises_nothing(people: Any, settings: Any) -> None:
    lookout.forget()
    employees.assign_scenarios(
        people.employee, ["hotline.dispatch", "hotline.alert"], people.admin, "its work"
    )
    Duty.objects.create(agency=people.bureau, code="lamps", title_zh="路灯维护", title_en="Street lamps")
    now = timezone.now()
    local = timezone.localtime(now)
    monday = local - timedelta(days=local.weekday())
    for back in range(1, 13):
        for _ in range(14 if back == 1 else 2):
            case = a_case(people, opened_at=monday - timedelta(weeks=back))
            WorkOrder.objects.create(
                case=case, agency=people.bureau, title="路灯", category="lamps", place="望江路", due_at=now
            )
    with acting_as("web", settings):
        waiting(people, MIXER)
        waiting(people, MIXER + "孩子咳嗽", urgency="emergency")
    with acting_as("host", settings):
        lookout.work(people.centre.pk, run_in_process, now)
        refused("UPDATE hotline_alert SET state = 'raised'")
        refused("UPDATE hotline_incident SET closed_at = now()")
        refused("SELECT outcome FROM hotline_workorder")
    assert HotIssue.objects.count() == 1
    alert = Alert.objects.get()
    with acting_as("executor", settings):
        assert Watch().round(timezone.now()) >= 2
    with acting_as("web", settings):
        verdict = decide.Verdict("accept", decide.latest_proposal(alert.case).digest)
        decide.decide(alert.case, people.guardian, verdict)
        refused("UPDATE hotline_alert SET state = 'raised'")
    with acting_as("executor", settings):
        assert act_on_pending() == 1
    assert Alert.objects.get().state == "raised"


def test_the_worker_trains_and_only_a_decision_puts_to_use(people: Any, settings: Any) -> None:
    examples(people, wrong=40)
    with acting_as("web", settings):
        row = learning.ask(people.centre, people.guardian)
    with acting_as("host", settings):
        learning.work(row.pk, run_in_process)
        refused("INSERT INTO hotline_modelinuse (agency_id) VALUES (1)")
    row = LearnedModel.objects.get()
    assert row.state == "proposed", row.problem
    with acting_as("web", settings):
        decide.decide(
            row.case, people.guardian, decide.Verdict("accept", decide.latest_proposal(row.case).digest)
        )
        refused("INSERT INTO hotline_modelinuse (agency_id) VALUES (1)")
    with acting_as("executor", settings):
        assert act_on_pending() == 1
    assert ModelInUse.objects.get().model == row
