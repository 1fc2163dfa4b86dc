"""Does a work order's whole life run through: joint, extended, urged, supervised, called back, reopened, archived?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.errors import NotFound
from bangban.governance.clock.deadlines import ExtendedTooFar, ExtendedTooOften
from bangban.governance.models import Notice, OrderState, StandingOrder
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline import extensions, figures, following, joint, life
from bangban.services.hotline.models import Example, WorkOrder
from bangban.services.hotline.orders import OrderClosed, accept_order, answer_order, return_order
from tests.support.desk import accepted, at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(people: Any, handler: Any) -> WorkOrder:
    return WorkOrder.objects.get(case=accepted(people, handler))


@pytest.fixture
def third(people: Any) -> Officer:
    """A handler of an agency that has nothing to do with it so far."""
    agency = Agency.objects.create(code="third", kind="bureau", name_zh="城管局", parent=people.district)
    return Officer.objects.create_officer("third", "Third", agency, None, ["handler"])


def entered(order: WorkOrder) -> list[str]:
    rows = LedgerEntry.objects.filter(subject=f"case:{order.case_id}", kind__startswith="workorder.")
    return [kind.removeprefix("workorder.") for kind in rows.order_by("seq").values_list("kind", flat=True)]


def found(officer: Officer, order: WorkOrder) -> WorkOrder:
    return life.find(officer, order.pk)


def test_every_step_has_its_ledger_line_and_its_place_in_the_story(
    people: Any, order: WorkOrder, bureau: Any, handler: Any
) -> None:
    reviewer = at_desk(people.reviewer)
    url = f"/workorders/{order.pk}"
    for client, step, typed in (
        (handler, "urge", {"text": "老人多，请尽快"}),
        (reviewer, "supervise", {"text": "三天内反映两次"}),
        (bureau, "accept", {}),
        (bureau, "extension", {"amount": 3, "reason": "需采购灯具"}),
        (reviewer, "extended", {"granted": "yes"}),
        (bureau, "answer", {"answer": "已于今日修复。"}),
        (handler, "call", {"satisfaction": "dissatisfied", "text": "还是不亮"}),
        (handler, "reopen", {"text": "灯仍不亮"}),
        (bureau, "answer", {"answer": "已更换线路并复查。"}),
        (handler, "call", {"satisfaction": "satisfied"}),
        (handler, "archive", {}),
    ):
        assert client.post(f"{url}/{step}", typed).status_code == 302, step
    order = found(people.reviewer, order)
    assert (order.status, order.satisfaction, order.urged, order.reopened) == ("archived", "satisfied", 1, 1)
    assert entered(order) == [
        "created", "urged", "supervised", "accepted", "extension", "extended", "answered", "called",
        "reopened", "answered", "called", "closed",
    ]  # fmt: skip
    text = handler.get(url).content.decode()
    for said in ("三天内反映两次", "需采购灯具", "灯仍不亮", "已更换线路并复查。", "满意"):
        assert said in text
    assert "workorder-answer" not in text
    follow = at_desk(people.handler).get(f"/follow/{order.case.follow_code}").content.decode()
    for said in ("延长了办理时间", "回访", "重新办理", "已更换线路并复查。"):
        assert said in follow, said
    assert "三天内反映两次" not in follow


def test_what_is_not_in_the_table_cannot_be_done(people: Any, order: WorkOrder, bureau: Any) -> None:
    handler = at_desk(people.handler)
    with pytest.raises(OrderClosed):
        following.call_back(found(people.handler, order), people.handler, "satisfied")
    with pytest.raises(NotFound):
        following.urge(found(people.elsewhere, order), people.elsewhere)
    answer_order(order, people.elsewhere, "已修复")
    assert "先回访群众" in handler.post(f"/workorders/{order.pk}/archive").content.decode()
    assert handler.post(f"/workorders/{order.pk}/urge").status_code == 409
    assert handler.post(f"/workorders/{order.pk}/supervise", {"text": "x"}).status_code == 403
    assert bureau.post(f"/workorders/{order.pk}/call", {"satisfaction": "satisfied"}).status_code == 404
    assert handler.post(f"/workorders/{order.pk}/call", {"satisfaction": "??"}).status_code == 200
    assert entered(order) == ["created", "answered"]


def test_a_co_handling_agency_sees_it_gives_its_part_once_and_cannot_answer(
    people: Any, order: WorkOrder, third: Officer, bureau: Any
) -> None:
    theirs = at_desk(third)
    assert theirs.get(f"/workorders/{order.pk}").status_code == 404
    typed = {"agency": "third", "text": "请提供路面产权"}
    assert bureau.post(f"/workorders/{order.pk}/joint", typed).status_code == 302
    assert "请先" not in bureau.post(f"/workorders/{order.pk}/joint", typed).content.decode()
    page = theirs.get(f"/workorders/{order.pk}").content.decode()
    assert "请提供路面产权" in page
    assert "/answer" not in page
    assert theirs.post(f"/workorders/{order.pk}/answer", {"answer": "我来答"}).status_code == 404
    assert theirs.post(f"/workorders/{order.pk}/joined", {"text": "属市政道路"}).status_code == 302
    assert theirs.post(f"/workorders/{order.pk}/joined", {"text": "再说一次"}).status_code == 409
    assert "属市政道路" in bureau.get(f"/workorders/{order.pk}").content.decode()
    assert Notice.objects.filter(kind="workorder.joint", agency=third.agency).count() == 1
    assert Notice.objects.filter(kind="workorder.joined", agency=people.bureau).count() == 1
    with pytest.raises(joint.CannotJoin):
        joint.ask(found(people.elsewhere, order), people.elsewhere, people.bureau, "自己")


def test_what_an_agency_owes_as_a_co_handler_stands_in_a_tab_of_its_own(
    people: Any, order: WorkOrder, third: Officer
) -> None:
    theirs = at_desk(third)
    assert "?tab=joint" not in theirs.get("/workorders/").content.decode()
    joint.ask(found(people.elsewhere, order), people.elsewhere, third.agency, "请提供路面产权")
    assert "?tab=joint" in theirs.get("/workorders/").content.decode()
    assert order.title in theirs.get("/workorders/?tab=joint").content.decode()
    assert order.title not in at_desk(people.elsewhere).get("/workorders/?tab=joint").content.decode()
    joint.give(found(third, order), third, "属市政道路")
    assert order.title not in theirs.get("/workorders/?tab=joint").content.decode()


def test_the_resident_rates_the_answer_once_and_it_counts(people: Any, order: WorkOrder, client: Any) -> None:
    url = f"/follow/{order.case.follow_code}"
    assert "/rate" not in client.get(url).content.decode()
    assert client.post(f"{url}/rate", {"said": "satisfied"}).status_code == 409
    answer_order(order, people.elsewhere, "已修复")
    page = client.get(url).content.decode()
    assert f"{url}/rate" in page
    assert "未联系上" not in page
    assert "请选择" in client.post(f"{url}/rate", {"said": "unreached"}).content.decode()
    assert client.post(f"{url}/rate", {"said": "dissatisfied", "text": "还是不亮"}).status_code == 302
    order.refresh_from_db()
    assert order.satisfaction == "dissatisfied"
    page = client.get(url).content.decode()
    assert f"{url}/rate" not in page
    assert "不满意" in page
    assert client.post(f"{url}/rate", {"said": "satisfied"}).status_code == 409
    assert entered(order)[-1] == "rated"
    assert Notice.objects.filter(kind="workorder.rated", agency=people.centre).count() == 1
    officers = at_desk(people.handler).get(f"/workorders/{order.pk}").content.decode()
    assert "还是不亮" in officers
    today = timezone.localdate()
    assert figures.figures(people.reviewer, today, today).total.satisfaction == 0
    assert "rated" not in life.may(found(people.handler, order), people.handler)
    following.archive(found(people.handler, order), people.handler)


def test_more_time_is_the_clocks_to_allow_and_the_hotlines_to_grant(
    people: Any, order: WorkOrder, bureau: Any
) -> None:
    accept_order(order, people.elsewhere)
    due = order.due_at
    with pytest.raises(ExtendedTooFar):
        extensions.ask(order, people.elsewhere, "x", 60)
    extensions.ask(order, people.elsewhere, "需采购", 5)
    with pytest.raises(extensions.ExtensionWaits):
        extensions.ask(found(people.elsewhere, order), people.elsewhere, "再要", 5)
    order = found(people.reviewer, order)
    assert order.due_at == due
    assert at_desk(people.elsewhere).post(
        f"/workorders/{order.pk}/extended", {"granted": "yes"}
    ).status_code in (403, 404)
    extensions.decide(order, people.reviewer, True)
    assert order.due_at > due
    with pytest.raises(ExtendedTooOften):
        extensions.ask(found(people.elsewhere, order), people.elsewhere, "又要", 1)
    with pytest.raises(extensions.NoExtension):
        extensions.decide(order, people.reviewer, True)


def test_an_emergency_is_due_within_hours(people: Any, handler: Any) -> None:
    order = WorkOrder.objects.get(case=accepted(people, handler, urgency="emergency"))
    assert order.due_at - order.created_at <= timedelta(hours=2)


def test_a_returned_order_is_an_error_of_the_standing_order_and_teaches(
    people: Any, handler: Any, bureau: Any
) -> None:
    from bangban.executor.act import act_on_pending
    from bangban.executor.orders import apply_orders
    from bangban.governance import standing
    from tests.support.desk import waiting

    rule = standing.sign_order(
        people.employee, "hotline.dispatch", people.guardian,
        min_confidence=0.5, daily_cap=5, expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    case = waiting(people)
    apply_orders({})
    act_on_pending()
    order = WorkOrder.objects.get(case=case)
    assert Example.objects.get(case=case).kind == "standing"
    assert not Example.objects.get(case=case).confirmed
    return_order(order, people.elsewhere, "应由城管负责")
    assert StandingOrder.objects.get(pk=rule.pk).state == OrderState.SUSPENDED
    assert Notice.objects.filter(kind="standing_order.suspended", officer=people.guardian).exists()
    assert Example.objects.get(case=case).kind == "returned"
    typed = {"c_agency": "centre", "c_title": "重新分派", "c_urgency": "normal"}
    assert handler.post(f"/desk/cases/{case.pk}/do/hand", typed).status_code == 302
    act_on_pending()
    again = Example.objects.get(case=case)
    assert (again.kind, again.label, again.proposed, again.confirmed) == (
        "redispatched",
        "centre",
        "bureau",
        True,
    )


def test_pages_of_a_full_order_ask_at_most_twelve_questions(
    people: Any, order: WorkOrder, third: Officer, bureau: Any, django_assert_max_num_queries: Any
) -> None:
    accept_order(order, people.elsewhere)
    joint.ask(found(people.elsewhere, order), people.elsewhere, third.agency, "请提供产权")
    extensions.ask(found(people.elsewhere, order), people.elsewhere, "需采购", 2)
    for client in (bureau, at_desk(people.reviewer), at_desk(third)):
        client.get(f"/workorders/{order.pk}")
        with django_assert_max_num_queries(12):
            assert client.get(f"/workorders/{order.pk}").status_code == 200


def test_other_systems_hear_of_every_step_through_the_outbox(
    people: Any, order: WorkOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bangban.governance import couriers, notices

    monkeypatch.setattr(notices, "_channels", lambda officer: ["page", "webhook"])
    accept_order(order, people.elsewhere)
    [notice] = Notice.objects.filter(kind="workorder.changed")
    assert (notice.channel, notice.delivered_at, notice.agency) == ("webhook", None, people.centre)
    posted = couriers.payload(notice)
    assert posted["subject"] == f"workorder:{order.pk}"
    assert posted["details"] == {
        "reference": order.case.reference, "workorder": order.pk, "step": "accept", "status": "accepted",
    }  # fmt: skip


def test_a_drafted_reply_is_decided_by_sending_it_and_the_resident_is_told(people: Any, handler: Any) -> None:
    from bangban.governance import employees
    from bangban.governance.inprocess import run_in_process
    from bangban.services.hotline import replies

    listed = ["hotline.dispatch", "hotline.reply"]
    employees.assign_scenarios(people.employee, listed, people.admin, "its work", now=people.now)
    order = WorkOrder.objects.get(case=accepted(people, handler, agency="centre"))
    accept_order(order, people.handler)
    outcome = replies.draft(order, people.handler, "已更换灯泡并恢复照明", run_in_process)
    assert outcome.proposal is not None
    url = f"/workorders/{order.pk}"
    page = handler.get(url).content.decode()
    assert page.count("已更换灯泡并恢复照明") == 2
    assert outcome.proposal.digest in page
    order.refresh_from_db()
    assert (order.status, order.outcome) == ("accepted", "")
    typed = {"answer": "您好，已于今日更换灯泡，恢复照明。", "draft": outcome.proposal.digest}
    assert handler.post(f"{url}/answer", typed).status_code == 302
    order.refresh_from_db()
    decision = outcome.proposal.decisions.get()
    assert (decision.kind, order.drafted_from) == ("amend", outcome.proposal)
    assert decision.final_content["reply"] == order.outcome == typed["answer"]
    assert "由数字员工起草" in handler.get(f"/follow/{order.case.follow_code}").content.decode()


def test_a_question_left_open_is_told_once_before_it_is_sent(people: Any, handler: Any, bureau: Any) -> None:
    order = WorkOrder.objects.get(case=accepted(people, handler, text="路灯坏了两周，什么时候能修好？"))
    url = f"/workorders/{order.pk}/answer"
    accept_order(order, people.elsewhere)
    answer = bureau.post(url, {"answer": "正在联系厂家。"})
    assert answer.status_code == 200
    assert "来信问了时间" in answer.content.decode()
    assert bureau.post(url, {"answer": "正在联系厂家。", "anyway": "on"}).status_code == 302
