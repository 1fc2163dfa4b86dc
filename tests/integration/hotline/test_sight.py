"""Do hot issues, warnings and incidents show themselves, to whom they concern, and only by decision where one is needed?"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from bangban.agencies.models import Duty
from bangban.executor.act import act_on_pending
from bangban.governance import decide, employees
from bangban.governance.inprocess import run_in_process
from bangban.governance.models import Case, Notice
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline import exports, incidents, lookout, reports
from bangban.services.hotline.models import Alert, HotIssue, Incident, WorkOrder
from bangban.services.hotline.tables import open_table
from bangban.services.hotline.watch import Watch
from bangban.skillhost.problems import HostUnavailable
from tests.support.desk import accepted, at_desk, waiting
from tests.support.district import a_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_fresh_worker() -> None:
    lookout.forget()


@pytest.fixture
def staffed(people: Any) -> Any:
    listed = ["hotline.dispatch", "hotline.alert", "hotline.brief", "hotline.reply"]
    employees.assign_scenarios(people.employee, listed, people.admin, "its work", now=people.now)
    return people


def letters(people: Any, *texts: str) -> list[Case]:
    return [waiting(people, text) for text in texts]


MIXER = "青石工业园搅拌站夜里噪音很大，机器轰鸣到凌晨，锦绣家园的业主睡不好，请环保部门处理。"
LAMP = "望江路的路灯坏了两个星期，晚上看不见路，老人出门很不方便，请修好路灯。"


def test_issues_grow_keep_their_number_and_are_only_this_hotlines(
    people: Any, bureau: Any, handler: Any
) -> None:
    letters(people, MIXER, MIXER + "孩子咳嗽", LAMP)
    assert lookout.gather(people.centre, timezone.now()) == 1
    issue = HotIssue.objects.get()
    assert issue.messages == 2
    letters(people, MIXER + "第三次反映了")
    lookout.gather(people.centre, timezone.now())
    again = HotIssue.objects.get()
    assert (again.pk, again.number, again.messages) == (issue.pk, 1, 3)
    page = handler.get("/workorders/hot").content.decode()
    assert again.name in page
    assert "搅拌站" in handler.get(f"/workorders/hot/{again.pk}").content.decode()
    assert again.name not in bureau.get("/workorders/hot").content.decode()
    assert bureau.get(f"/workorders/hot/{again.pk}").status_code == 404


def test_an_erased_message_leaves_its_issue(people: Any) -> None:
    cases = letters(people, MIXER, MIXER + "孩子咳嗽")
    lookout.gather(people.centre, timezone.now())
    Case.objects.filter(pk=cases[0].pk).update(erased_at=timezone.now())
    lookout.gather(people.centre, timezone.now())
    assert not HotIssue.objects.exists()


def rising(people: Any, now: datetime) -> None:
    """Two a week for twelve weeks, and fourteen in the last whole one."""
    Duty.objects.create(agency=people.bureau, code="lamps", title_zh="路灯维护", title_en="Street lamps")
    local = timezone.localtime(now)
    monday = local - timedelta(days=local.weekday())
    for back in range(1, 14):
        for _ in range(14 if back == 1 else 2 + back % 2):
            case = a_case(people, opened_at=monday - timedelta(weeks=back) + DAY)
            WorkOrder.objects.create(
                case=case, agency=people.bureau, title="路灯", category="lamps", place="望江路", due_at=now
            )


def test_what_rises_is_proposed_once_and_raised_by_a_decision(staffed: Any, bureau: Any) -> None:
    now = timezone.now()
    rising(staffed, now)
    assert lookout.warn(staffed.centre, run_in_process, now) == 1
    assert lookout.warn(staffed.centre, run_in_process, now) == 0
    alert = Alert.objects.get()
    assert (alert.topic, alert.count, alert.state) == ("路灯维护", 14, "proposed")
    assert alert.threshold < 14
    Watch().round(now)
    assert Notice.objects.filter(kind="alert.proposed", officer=staffed.guardian).count() == 1
    guardian = at_desk(staffed.guardian)
    page = guardian.get(f"/workorders/alerts/{alert.pk}").content.decode()
    assert "data-chart" in page
    assert "路灯维护" in guardian.get("/workorders/alerts/").content.decode()
    desk = guardian.get(f"/desk/cases/{alert.pk}")
    assert desk.status_code == 200
    assert "超过预警线" in desk.content.decode()
    assert bureau.get(f"/workorders/alerts/{alert.pk}").status_code == 404
    case = Case.objects.get(pk=alert.pk)
    verdict = decide.Verdict("accept", decide.latest_proposal(case).digest)
    decide.decide(case, staffed.guardian, verdict, now)
    act_on_pending(now)
    assert Alert.objects.get().state == "raised"
    assert Notice.objects.filter(kind="alert.raised", agency=staffed.bureau).count() == 1
    assert bureau.get(f"/workorders/alerts/{alert.pk}").status_code == 200


def test_what_could_not_be_proposed_leaves_no_case_behind_and_is_proposed_at_the_next_look(
    staffed: Any,
) -> None:
    now = timezone.now()
    rising(staffed, now)

    def down(post: Any) -> Any:
        raise HostUnavailable(socket="host.sock")

    before = Case.objects.count()
    assert lookout.warn(staffed.centre, down, now) == 0
    assert Case.objects.count() == before
    assert lookout.warn(staffed.centre, run_in_process, now) == 1


def test_danger_to_life_opens_an_incident_tells_those_on_duty_and_is_followed(
    staffed: Any, handler: Any, bureau: Any
) -> None:
    text = "三号楼天然气泄漏，楼道里全是煤气味，里面还有人没出来！"
    case = waiting(staffed, text, urgency="emergency")
    waiting(staffed, LAMP)
    incident = Incident.objects.get()
    assert incident.pk == case.pk
    # It jumps the queue: its deadline is the nearest, and it stands on top of the lists.
    queue = list(Case.objects.order_by("due_at").values_list("pk", flat=True))
    assert queue[0] == case.pk
    assert "天然气泄漏" in handler.get("/workorders/board").content.decode()
    assert "天然气泄漏" not in bureau.get("/workorders/board").content.decode()
    Watch().round(timezone.now())
    Watch().round(timezone.now())
    told = Notice.objects.filter(kind="incident.opened", officer=staffed.handler, channel="page")
    assert told.count() == 1
    url = f"/workorders/incidents/{case.pk}"
    assert "天然气泄漏" in handler.get(url).content.decode()
    assert handler.post(f"{url}/line", {"text": "已通知燃气公司关阀"}).status_code == 302
    assert handler.post(f"{url}/line", {"text": " "}).status_code == 200
    assert "已通知燃气公司关阀" in handler.get(url).content.decode()
    for address in (url, f"{url}/line", f"{url}/close"):
        assert bureau.post(address, {"text": "x"}).status_code in (403, 404, 405)
    assert handler.get(f"{url}/paper/brief").status_code == 404
    for form in ("brief", "drill"):
        outcome = incidents.draft(incident, staffed.handler, form, run_in_process)
        assert outcome.proposal is not None
        assert "燃气泄漏" in outcome.proposal.content["title"]
        assert "柳浦小区" in str(outcome.proposal.content["paragraphs"])
        desk = handler.get(f"/desk/cases/{outcome.case.pk}")
        assert desk.status_code == 200
        assert "已通知燃气公司关阀" in desk.content.decode()
        decide.decide(outcome.case, staffed.handler, decide.Verdict("accept", outcome.proposal.digest))
        answer = handler.get(f"{url}/paper/{form}")
        assert answer.status_code == 200
        assert marked(answer.content) == (True, "1")
    assert "已通知燃气公司关阀" in str(incidents.drafts(incident).last().input_values["lines"])
    assert handler.post(f"{url}/close").status_code == 302
    assert handler.post(f"{url}/line", {"text": "晚了"}).status_code == 409


def marked(data: bytes) -> tuple[bool, str]:
    from bangban.skills.documents.label import read_label

    found = read_label(data)
    return (found.visible, found.degree) if found else (False, "")


def test_an_old_message_that_is_imported_is_no_emergency(people: Any) -> None:
    from bangban.governance.admission import Work
    from bangban.governance.handle import handle
    from tests.support.work import answering

    work = Work(
        "hotline.dispatch", {"text": "着火了"}, "operator:x", "import", agency=people.centre,
        opened_at=timezone.now() - 3 * DAY,
    )  # fmt: skip
    handle(work, answering(urgency="emergency"))
    assert not Incident.objects.exists()


def test_figures_report_and_tables_hold_what_the_reader_may_see(
    people: Any, handler: Any, bureau: Any, django_assert_max_num_queries: Any
) -> None:
    order = WorkOrder.objects.get(case=accepted(people, handler, title="=1+1"))
    reviewer = at_desk(people.reviewer)
    reviewer.get("/workorders/figures")
    with django_assert_max_num_queries(12):
        assert "住建局" in reviewer.get("/workorders/figures?days=7").content.decode()
    assert handler.get("/workorders/figures").status_code == 403
    name, data = exports.table(people.reviewer, "csv")
    assert name.endswith(".csv")
    assert "'=1+1" in data.decode("utf-8-sig")
    assert order.case.reference in data.decode("utf-8-sig")
    from python_calamine import CalamineWorkbook

    answer = bureau.get("/workorders/figures/export/xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2
    assert reviewer.get("/workorders/figures/export/pdf").status_code == 400
    from bangban.agencies.models import Agency, Officer

    third = Agency.objects.create(code="third", kind="bureau", name_zh="城管局", parent=people.district)
    stranger = Officer.objects.create_officer("third", "Third", third, None, ["reviewer"])
    assert order.case.reference not in exports.table(stranger, "csv")[1].decode("utf-8-sig")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_our_own_table_comes_in_again_as_it_stands(
    people: Any, handler: Any, tmp_path: Path, language: str
) -> None:
    order = WorkOrder.objects.get(case=accepted(people, handler, title="=1+1"))
    file = tmp_path / "orders.csv"
    with translation.override(language):
        file.write_bytes(exports.table(people.reviewer, "csv")[1])
    [row] = open_table(file, {}, ZoneInfo("Asia/Shanghai")).rows()
    assert (row.key, row.title, row.text) == (f"import:{order.case.reference}", "=1+1", order.request)
    assert row.at == order.created_at.replace(second=0, microsecond=0)


@pytest.mark.parametrize("period", ["week", "month"])
def test_the_report_passes_the_document_checker(people: Any, handler: Any, period: str) -> None:
    order = WorkOrder.objects.get(case=accepted(people, handler))
    today = timezone.localdate()
    since, _ = reports.period(period, today)
    WorkOrder.objects.filter(pk=order.pk).update(created_at=timezone.now() - (today - since))
    name, data = reports.document(people.reviewer, period, today)
    assert name.endswith("政务热线运行.docx")
    from bangban.skills.documents.check import check
    from bangban.skills.documents.read import open_document

    drawn = [one for one in zipfile.ZipFile(io.BytesIO(data)).namelist() if one.startswith("word/charts/")]
    assert drawn
    found = check(open_document(data)).findings
    assert [f"{one.rule} {one.found} → {one.expected}" for one in found] == []
    assert at_desk(people.reviewer).get(f"/workorders/figures/report/{period}").status_code == 200
    assert LedgerEntry.objects.filter(kind="export.made", actor=f"officer:{people.reviewer.pk}").count() == 1
    assert at_desk(people.reviewer).get("/workorders/figures/report/year").status_code == 400


def test_the_board_says_who_owes_what(
    people: Any, handler: Any, bureau: Any, django_assert_max_num_queries: Any
) -> None:
    order = WorkOrder.objects.get(case=accepted(people, handler))
    WorkOrder.objects.filter(pk=order.pk).update(due_at=timezone.now() - DAY)
    for client in (handler, bureau):
        client.get("/workorders/board")
        for kind in ("answer", "part", "approve", "call", "anew", "?"):
            with django_assert_max_num_queries(12):
                text = client.get(f"/workorders/board?kind={kind}").content.decode()
            assert (order.title in text) is (kind in ("answer", "?"))
    assert "住建局" in handler.get("/workorders/board?agency=bureau").content.decode()
