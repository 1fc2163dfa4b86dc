"""Does the receiving agency accept, answer and return its work orders, each once and each on record?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.errors import NotFound
from bangban.governance import deadlines
from bangban.governance.models import Case, Notice
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline.lists import SIZE, TABS, page
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.orders import OrderClosed, accept_order, answer_order, return_order
from bangban.services.hotline.watch import Watch
from tests.support.desk import accepted, at_desk

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(people: Any, handler: Any) -> WorkOrder:
    """A work order in the bureau's inbox."""
    return WorkOrder.objects.get(case=accepted(people, handler))


def entries(order: WorkOrder) -> list[str]:
    rows = LedgerEntry.objects.filter(subject=f"case:{order.case_id}", kind__startswith="workorder.")
    return list(rows.order_by("seq").values_list("kind", flat=True))


def test_the_page_shows_message_label_decider_and_deadline(
    people: Any, bureau: Any, order: WorkOrder
) -> None:
    assert order.title in bureau.get("/workorders/").content.decode()
    text = bureau.get(f"/workorders/{order.pk}").content.decode()
    for part in ("楼道灯坏了一个月", "AI 生成", "Handler", "0012", "Guardian", "签收", "请修好楼道灯"):
        assert part in text, part
    assert LedgerEntry.objects.filter(kind="read.case", actor=f"officer:{people.elsewhere.pk}").count() == 1


def test_accept_then_answer(people: Any, bureau: Any, order: WorkOrder) -> None:
    assert bureau.post(f"/workorders/{order.pk}/accept").status_code == 302
    empty = bureau.post(f"/workorders/{order.pk}/answer", {"answer": " "})
    assert "请写明答复内容" in empty.content.decode()
    assert bureau.post(f"/workorders/{order.pk}/answer", {"answer": "已于今日修复。"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.outcome, order.handler) == ("answered", "已于今日修复。", people.elsewhere)
    assert "已于今日修复。" in bureau.get(f"/workorders/{order.pk}").content.decode()
    assert entries(order) == ["workorder.created", "workorder.accepted", "workorder.answered"]


def test_a_return_brings_the_case_back_to_a_person(
    people: Any, bureau: Any, handler: Any, order: WorkOrder
) -> None:
    assert bureau.post(f"/workorders/{order.pk}/return", {"reason": ""}).status_code == 200
    assert bureau.post(f"/workorders/{order.pk}/return", {"reason": "应由城管负责"}).status_code == 302
    case = Case.objects.get(pk=order.case_id)
    assert (case.status, case.refusal, case.closed_at) == ("manual", "returned", None)
    assert entries(order)[-1] == "workorder.returned"
    assert LedgerEntry.objects.filter(kind="case.reopened", subject=f"case:{case.pk}").count() == 1
    assert Notice.objects.filter(kind="workorder.returned", agency=people.centre).exists()
    assert "承办部门退回" in handler.get("/desk/?tab=hand").content.decode()
    text = handler.get(f"/desk/cases/{case.pk}").content.decode()
    assert "应由城管负责" in text
    assert 'name="c_agency"' in text
    typed = {"c_agency": "centre", "c_title": "重新分派", "c_urgency": "normal"}
    assert handler.post(f"/desk/cases/{case.pk}/do/hand", typed).status_code == 302


@pytest.mark.parametrize("act", ["accept", "answer", "return"])
def test_what_is_closed_stays_closed_and_typed_text_is_shown(
    people: Any, bureau: Any, order: WorkOrder, act: str
) -> None:
    answer_order(order, people.elsewhere, "先答复了")
    given = {"answer": "我写的答复", "reason": "我写的理由"}
    answer = bureau.post(f"/workorders/{order.pk}/{act}", given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert act == "accept" or {"answer": "我写的答复", "return": "我写的理由"}[act] in text
    order.refresh_from_db()
    assert order.outcome == "先答复了"
    with pytest.raises(OrderClosed):
        accept_order(order, people.elsewhere)


def test_nobody_elses_work_order_exists(people: Any, handler: Any, order: WorkOrder) -> None:
    third = Agency.objects.create(code="third", kind="bureau", name_zh="城管局", parent=people.district)
    stranger = at_desk(Officer.objects.create_officer("third", "Third", third, None, ["handler", "reviewer"]))
    for tail in ("", "/accept", "/answer", "/return"):
        answer = (
            stranger.post(f"/workorders/{order.pk}{tail}", {"answer": "x", "reason": "x"})
            if tail
            else stranger.get(f"/workorders/{order.pk}")
        )
        assert answer.status_code == 404
    assert order.title not in stranger.get("/workorders/").content.decode()
    # The hotline that dispatched it follows it, and does not handle it.
    assert handler.get(f"/workorders/{order.pk}").status_code == 200
    assert handler.post(f"/workorders/{order.pk}/accept").status_code == 404
    assert order.title not in handler.get("/workorders/").content.decode()
    with pytest.raises(NotFound):
        return_order(order, people.handler, "x")
    assert entries(order) == ["workorder.created"]


def test_pages_ask_at_most_twelve_questions(
    people: Any, bureau: Any, order: WorkOrder, django_assert_max_num_queries: Any
) -> None:
    for url in ("/workorders/", f"/workorders/{order.pk}"):
        bureau.get(url)
        with django_assert_max_num_queries(12):
            assert bureau.get(url).status_code == 200


@pytest.mark.parametrize("tab", ["new", "answered"])
def test_pages_show_every_order_once_in_both_directions(people: Any, order: WorkOrder, tab: str) -> None:
    status = TABS[tab].statuses[0]
    WorkOrder.objects.filter(pk=order.pk).update(status=status)
    fields = {
        "case": order.case,
        "agency": order.agency,
        "title": "x",
        "due_at": order.due_at,
        "status": status,
    }
    WorkOrder.objects.bulk_create(WorkOrder(**fields) for _ in range(SIZE + 3))
    first = page(people.elsewhere, TABS[tab])
    second = page(people.elsewhere, TABS[tab], after=first.after or "")
    assert (first.before, second.after) == (None, None)
    assert len({row.pk for row in [*first.rows, *second.rows]}) == SIZE + 4
    again = page(people.elsewhere, TABS[tab], before=second.before or "")
    assert [row.pk for row in again.rows] == [row.pk for row in first.rows]


def test_an_empty_inbox_and_odd_addresses(people: Any, bureau: Any) -> None:
    for tab in TABS.values():
        assert str(tab.empty_title) in bureau.get("/workorders/", {"tab": tab.key}).content.decode()
    assert bureau.get("/workorders/?after=zzz").status_code == 400
    assert bureau.get(f"/workorders/{2**70}").status_code == 404


def noticed(kind: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return [
        (row.officer.username if row.officer else "", row.agency.code if row.agency else "") for row in rows
    ]


def test_the_agencys_handlers_are_warned_and_told_when_it_is_late(
    people: Any, bureau: Any, order: WorkOrder
) -> None:
    officer = Officer.objects.create_officer("hands", "Hands", people.bureau, None, ["handler"])
    assert order.warn_at is not None
    assert order.warn_at < order.due_at
    watch = Watch()
    assert watch.round(order.warn_at - MINUTE) == 0
    assert watch.round(order.warn_at) == 1
    assert watch.round(order.warn_at + MINUTE) == 0
    assert noticed("workorder.warned") == [("hands", "")]
    order.handler = people.elsewhere
    order.save()
    assert (watch.round(order.due_at), watch.round(order.due_at + MINUTE)) == (1, 0)
    assert sorted(noticed("workorder.overdue")) == [("elsewhere", ""), ("hands", "")]
    # The executor that starts anew looks back, and tells nobody twice.
    assert Watch().round(order.due_at + MINUTE) == 0
    assert entries(order)[-2:] == ["workorder.warned", "workorder.overdue"]
    Notice.objects.update(not_before=timezone.now())
    assert (
        f'href="/workorders/{order.pk}"' in at_desk(officer).get(reverse("accounts:notices")).content.decode()
    )


def test_an_agency_without_handlers_is_told_as_a_whole(people: Any, order: WorkOrder) -> None:
    deadlines.forget()
    # The watches are this process' own: another test may have looked at a later day already.
    deadlines.warnings_and_overdue(order.due_at + timedelta(days=400))
    deadlines.warnings_and_overdue(order.due_at)
    assert noticed("workorder.overdue") == [("", "bureau")]
    deadlines.forget()


def test_nobody_is_told_of_what_is_answered(people: Any, order: WorkOrder) -> None:
    answer_order(order, people.elsewhere, "修好了")
    assert Watch().round(order.due_at + MINUTE) == 0


def test_what_is_late_has_a_list_of_its_own_longest_first(people: Any, bureau: Any, order: WorkOrder) -> None:
    assert "tab=late" not in bureau.get("/workorders/").content.decode()
    now = timezone.now()
    for title, days in (("晚一天的", 1), ("晚九天的", 9)):
        WorkOrder.objects.create(
            case=order.case, agency=people.bureau, title=title, due_at=now - timedelta(days=days)
        )
    assert "tab=late" in bureau.get("/workorders/").content.decode()
    text = bureau.get("/workorders/?tab=late").content.decode()
    assert 0 < text.index("晚九天的") < text.index("晚一天的")
    assert order.title not in text
