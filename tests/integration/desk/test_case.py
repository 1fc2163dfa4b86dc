"""Does a case page show everything a person needs to decide, and does the decision count exactly once?"""

from __future__ import annotations

from typing import Any

import pytest

from bangban import __version__
from bangban.agencies.models import Officer
from bangban.executor.act import act_on_pending
from bangban.governance.decide import Verdict, decide, propose_by_person
from bangban.governance.models import Case, CaseOpening, Decision, Proposal
from bangban.governance.refusals import NothingToDecide
from bangban.governance.reopen import take_over
from bangban.ledger.models import LedgerEntry
from tests.support.desk import TEXT, accepted, at_desk, digest_of, waiting
from tests.support.district import a_case
from tests.support.work import content

pytestmark = pytest.mark.django_db


def run_with_reasons(post: Any) -> dict[str, Any]:
    """A skill's answer with everything a proposal can hold."""
    reason = {
        "duty": "d1",
        "duty_title": {"zh": "楼道照明", "en": "Lights"},
        "quote": "楼道灯",
        "start": 0,
        "end": 3,
        "weight": 1.0,
    }
    one = {
        "agency": "bureau",
        "agency_name": {"zh": "住建局", "en": "Housing"},
        "score": 5.0,
        "reasons": [reason],
    }
    other = {
        "agency": "centre",
        "agency_name": {"zh": "热线中心", "en": "Centre"},
        "score": 1.0,
        "reasons": [],
    }
    fields = [{"name": "time", "value": "晚上", "start": 9, "end": 11}]
    details = {"alternatives": [one, other], "fields": fields, "duplicates": []}
    return {"content": content(), "evidence": [], "confidence": 0.7, "path": "rules", "details": details}


def test_the_page_shows_source_reasons_alternative_guardian_and_deadline(people: Any, handler: Any) -> None:
    case = waiting(people, run=run_with_reasons)
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    for part in (
        '<mark id="quote-1">楼道灯',
        "楼道照明",
        "AI 生成",
        "Guardian",
        "把握一般",
        "热线中心",
        "按规则得出",
        "晚上",
        f"帮办 {__version__}",
    ):
        assert part in text, part
    assert digest_of(case) in text
    assert "{&quot;" not in text
    assert "&#x27;" not in text


def test_reading_is_recorded_once_an_officer(people: Any, handler: Any) -> None:
    case = waiting(people)
    for _ in range(3):
        handler.get(f"/desk/cases/{case.pk}")
    assert CaseOpening.objects.filter(case=case, officer=people.handler).count() == 1
    assert LedgerEntry.objects.filter(kind="read.case", subject=f"case:{case.pk}").count() == 1


def test_a_case_page_asks_at_most_twelve_questions(
    people: Any, handler: Any, django_assert_max_num_queries: Any
) -> None:
    fresh = waiting(people, run=run_with_reasons)
    manual = a_case(people, status="manual", refusal="no_proposal", inputs='{"text": "没有建议"}')
    done = accepted(people, handler)
    for case in (fresh, manual, done):
        handler.get(f"/desk/cases/{case.pk}")
        with django_assert_max_num_queries(12):
            assert handler.get(f"/desk/cases/{case.pk}").status_code == 200
    with django_assert_max_num_queries(12):
        assert handler.get(f"/desk/cases/{fresh.pk}/do/amend").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_agencys_case_does_not_exist(people: Any, method: str) -> None:
    case, stranger = waiting(people), at_desk(people.elsewhere)
    pages = ["", "/next", "/previous"] if method == "get" else []
    acts = [] if method == "get" else ["decide", "amend", "alternative", "hand", "undo", "take-over"]
    for tail in [*pages, *(f"/do/{act}" for act in acts)]:
        answer = getattr(stranger, method)(
            f"/desk/cases/{case.pk}{tail}", {"kind": "accept", "digest": digest_of(case)}
        )
        assert answer.status_code == 404, tail
    assert not Decision.objects.exists()
    assert at_desk(people.handler).get(f"/desk/cases/{2**63}").status_code == 404


def test_accepting_takes_effect_and_leads_to_the_next_case(people: Any, handler: Any) -> None:
    first, second = waiting(people), waiting(people)
    handler.get(f"/desk/cases/{first.pk}")
    answer = handler.post(f"/desk/cases/{first.pk}/do/decide", {"kind": "accept", "digest": digest_of(first)})
    assert answer["Location"] == f"/desk/cases/{second.pk}"
    decision = Decision.objects.get(case=first)
    assert (decision.kind, decision.officer, decision.seconds) == ("accept", people.handler, 0)
    act_on_pending()
    text = handler.get(f"/desk/cases/{first.pk}").content.decode()
    assert "待签收" in text
    assert "已执行" in text
    assert "Handler" in text


def test_amending_keeps_the_difference(people: Any, handler: Any) -> None:
    case = waiting(people)
    page = handler.get(f"/desk/cases/{case.pk}/do/amend").content.decode()
    assert 'name="c_agency"' in page
    assert "楼道灯不亮" in page
    typed = {
        "c_agency": "bureau",
        "c_title": "三栋楼道灯不亮",
        "c_request": "请修",
        "c_place": "",
        "c_people_affected": "",
        "c_urgency": "urgent",
        "why": "更准确",
    }
    answer = handler.post(f"/desk/cases/{case.pk}/do/amend", {**typed, "digest": digest_of(case)})
    assert answer.status_code == 302
    decision = Decision.objects.get(case=case)
    assert decision.kind == "amend"
    assert decision.reason == "更准确"
    assert decision.final_content["title"] == "三栋楼道灯不亮"
    assert decision.final_content["people_affected"] is None
    assert {change["field"] for change in decision.changes} >= {"title", "urgency", "place"}
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "修改后采纳" in text
    assert "<ins>" in text


def test_a_form_sent_unchanged_is_an_acceptance(people: Any, handler: Any) -> None:
    case = waiting(people)
    given = content(agency_name={"zh": "住建局", "en": ""})
    typed = {
        f"c_{name}": value if value is not None else ""
        for name, value in given.items()
        if name != "agency_name"
    }
    handler.post(f"/desk/cases/{case.pk}/do/amend", {**typed, "digest": digest_of(case)})
    decision = Decision.objects.get(case=case)
    # Only the agency's own name may differ: it is written as it is called today.
    assert [change["field"] for change in decision.changes] in ([], ["agency_name"])


def test_the_runner_up_is_one_click(people: Any, handler: Any) -> None:
    case = waiting(people, run=run_with_reasons)
    handler.post(f"/desk/cases/{case.pk}/do/alternative", {"code": "centre", "digest": digest_of(case)})
    decision = Decision.objects.get(case=case)
    assert (decision.kind, decision.final_content["agency"]) == ("amend", "centre")


@pytest.mark.parametrize(("kind", "status"), [("reject", "rejected"), ("ask", "supplement")])
def test_rejecting_and_asking_need_a_reason(people: Any, handler: Any, kind: str, status: str) -> None:
    case = waiting(people)
    url, given = f"/desk/cases/{case.pk}/do/decide", {"kind": kind, "digest": digest_of(case)}
    answer = handler.post(url, {**given, "reason": "  "})
    assert answer.status_code == 400
    assert "请写明理由" in answer.content.decode()
    assert handler.post(url, {**given, "reason": "地址不清"}).status_code == 302
    assert Case.objects.get(pk=case.pk).status == status
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "地址不清" in text


def test_a_conflict_shows_what_was_typed(people: Any, handler: Any) -> None:
    case = waiting(people)
    seen = digest_of(case)
    decide(case, people.reviewer, Verdict("accept", seen))
    url = f"/desk/cases/{case.pk}/do"
    answer = handler.post(f"{url}/decide", {"kind": "reject", "digest": seen, "reason": "我写了很久的理由"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "我写了很久的理由" in text
    assert "已经有人决定" in text
    typed = {"c_agency": "centre", "c_title": "我改过的标题", "c_urgency": "normal", "digest": seen}
    answer = handler.post(f"{url}/amend", typed)
    assert answer.status_code == 409
    assert "我改过的标题" in answer.content.decode()
    assert Decision.objects.count() == 1


def test_a_changed_proposal_keeps_the_form(people: Any, handler: Any) -> None:
    case = waiting(people)
    seen = digest_of(case)
    decide(case, people.reviewer, Verdict("reject", seen, reason="重来"))
    propose_by_person(case, people.reviewer, content(title="新的建议"))
    typed = {"c_agency": "centre", "c_title": "我改过的标题", "c_urgency": "normal", "digest": seen}
    answer = handler.post(f"/desk/cases/{case.pk}/do/amend", typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "我改过的标题" in text
    assert "新的建议" in text
    assert digest_of(case) in text


def test_what_cannot_take_effect_is_told_beside_its_field(people: Any, handler: Any) -> None:
    case = waiting(people)
    typed = {
        "c_agency": "centre",
        "c_title": "标题",
        "c_urgency": "normal",
        "digest": digest_of(case),
        "c_people_affected": str(10**12),
    }
    text = handler.post(f"/desk/cases/{case.pk}/do/amend", typed).content.decode()
    assert "此项无法执行" in text
    assert "error-summary" in text
    assert not Decision.objects.exists()


def test_a_person_does_what_no_employee_took_on(people: Any, handler: Any) -> None:
    case = a_case(people, status="manual", refusal="no_employee", inputs=f'{{"text": "{TEXT}"}}')
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "没有数字员工承担此场景" in text
    assert 'name="c_agency"' in text
    typed = {"c_agency": "bureau", "c_title": "楼道灯", "c_urgency": "normal"}
    assert handler.post(f"/desk/cases/{case.pk}/do/hand", {**typed, "c_agency": ""}).status_code == 200
    assert handler.post(f"/desk/cases/{case.pk}/do/hand", typed).status_code == 302
    proposal, decision = Proposal.objects.get(case=case), Decision.objects.get(case=case)
    assert (proposal.made_by, decision.kind) == (f"officer:{people.handler.pk}", "accept")
    act_on_pending()
    assert Case.objects.get(pk=case.pk).status == "done"


def test_undoing_is_for_reviewers_and_both_decisions_stay(people: Any, handler: Any) -> None:
    case = accepted(people, handler)
    assert handler.post(f"/desk/cases/{case.pk}/do/undo", {"reason": "错了"}).status_code == 403
    reviewer = at_desk(people.reviewer)
    assert "撤销" in reviewer.get(f"/desk/cases/{case.pk}").content.decode()
    assert reviewer.post(f"/desk/cases/{case.pk}/do/undo", {"reason": ""}).status_code == 400
    assert reviewer.post(f"/desk/cases/{case.pk}/do/undo", {"reason": "派错了"}).status_code == 302
    act_on_pending()
    case.refresh_from_db()
    assert case.status == "reversed"
    text = reviewer.get(f"/desk/cases/{case.pk}").content.decode()
    assert "派错了" in text
    assert "已撤销执行" in text
    assert 'name="c_agency"' in text


def test_an_expired_proposal_is_taken_over(people: Any, handler: Any) -> None:
    case = waiting(people)
    with pytest.raises(NothingToDecide):
        take_over(case, people.handler)
    take_over(case, people.handler, now=Proposal.objects.get(case=case).expires_at)
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "建议逾期未决定" in text
    assert 'name="c_agency"' in text
    assert LedgerEntry.objects.filter(kind="case.handed").count() == 1


def test_a_case_of_a_scenario_no_longer_in_force_stays_readable(people: Any, handler: Any) -> None:
    case = a_case(people, scenario="gone.away", status="waiting", title="旧办件", inputs='{"text": "旧"}')
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "此办件的场景已停用" in text
    assert "gone.away" in handler.get("/desk/").content.decode()


def test_an_auditor_reads_and_decides_nothing(people: Any) -> None:
    auditor = Officer.objects.create_officer("audit", "孙浩", people.centre, None, ["auditor"])
    case, client = waiting(people), at_desk(auditor)
    text = client.get(f"/desk/cases/{case.pk}").content.decode()
    assert "您可以查阅此办件" in text
    assert "/do/decide" not in text
    assert (
        client.post(
            f"/desk/cases/{case.pk}/do/decide", {"kind": "accept", "digest": digest_of(case)}
        ).status_code
        == 403
    )
