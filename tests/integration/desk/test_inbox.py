"""Does the inbox show what waits, whole, fast and to nobody else?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from bangban.governance.models import Case
from bangban.services.desk.keyset import DUE, NEWEST, cursor_of, neighbour, page, taken_from
from bangban.services.desk.lists import TABS, Wanted, counts
from tests.support.desk import at_desk, waiting
from tests.support.district import a_case

pytestmark = pytest.mark.django_db


def test_an_empty_inbox_says_what_will_be_here(handler: Any) -> None:
    for tab in TABS.values():
        answer = handler.get("/desk/", {"tab": tab.key})
        assert str(tab.empty_title) in answer.content.decode()


def test_a_line_says_what_is_proposed_how_sure_and_by_when(people: Any, handler: Any) -> None:
    case = waiting(people, urgency="urgent")
    text = handler.get("/desk/").content.decode()
    assert all(part in text for part in (case.reference, "住建局", "把握较大", "紧急", "楼道灯坏了一个月"))
    assert f'href="/desk/cases/{case.pk}"' in text


def test_a_case_without_a_proposal_says_why(people: Any, handler: Any) -> None:
    a_case(people, status="manual", refusal="quota", title="没有建议的办件")
    assert "当日办件已达上限" in handler.get("/desk/?tab=hand").content.decode()


def test_another_agencys_officer_sees_nothing(people: Any) -> None:
    case = waiting(people)
    answer = at_desk(people.elsewhere).get("/desk/?tab=all")
    assert answer.status_code == 200
    assert case.reference not in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?tab=all", "?tab=done", "?q=楼道", "?overdue=1&tab=all", "?order=new"]
)
def test_no_list_asks_more_than_twelve_questions(
    people: Any, handler: Any, query: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        waiting(people)
    handler.get("/desk/")
    with django_assert_max_num_queries(12):
        assert handler.get(f"/desk/{query}").status_code == 200


def test_filters_narrow_and_searching_finds_words_and_numbers(people: Any, handler: Any) -> None:
    lamp, bus = waiting(people), waiting(people, "公交车取消了站点，老人买菜要走一公里。")
    found = handler.get("/desk/", {"q": "公交"}).content.decode()
    assert bus.reference in found
    assert lamp.reference not in found
    found = handler.get("/desk/", {"q": lamp.reference}).content.decode()
    assert lamp.reference in found
    assert bus.reference not in found
    assert "没有符合条件的办件" in handler.get("/desk/", {"q": "没有这样的词"}).content.decode()
    Case.objects.filter(pk=bus.pk).update(due_at=timezone.now() - timedelta(days=1))
    Case.objects.filter(pk=lamp.pk).update(due_at=timezone.now() + timedelta(days=1))
    found = handler.get("/desk/", {"overdue": "1"}).content.decode()
    assert bus.reference in found
    assert lamp.reference not in found


@pytest.mark.parametrize(
    "query", ["before=x", "after=9999999999999999999999", "after=1.x", "tab=?&q=%00&order=?"]
)
def test_an_odd_address_is_told_so_and_breaks_nothing(handler: Any, query: str) -> None:
    assert handler.get(f"/desk/?{query}").status_code in (200, 400)


def test_counts_stop_at_99(people: Any) -> None:
    Case.objects.bulk_create(
        Case(
            scenario="x",
            agency=people.centre,
            impact="I",
            data_class="public",
            source="api",
            asked_by="token:1",
        )
        for _ in range(120)
    )
    assert counts(people.handler)["mine"] == "99+"
    assert counts(people.handler)["second"] == "0"


@pytest.mark.parametrize("order", [DUE, NEWEST, "old"])
def test_pages_show_every_case_once_in_both_directions(people: Any, order: str) -> None:
    start = timezone.now()
    for number in range(23):
        due = None if number % 4 == 0 else start + timedelta(hours=number % 5)
        a_case(people, status="waiting", due_at=due)
    rows = taken_from(Case.objects.all())
    seen: list[int] = []
    shown = page(rows, order, 5)
    pages = [shown]
    while shown.after:
        shown = page(rows, order, 5, after=shown.after)
        pages.append(shown)
    seen = [case.pk for one in pages for case in one.rows]
    assert sorted(seen) == sorted(Case.objects.values_list("pk", flat=True))
    assert pages[0].before is None
    back = page(rows, order, 5, before=pages[-1].before)
    assert [case.pk for case in back.rows] == [case.pk for case in pages[-2].rows]
    assert back.after == pages[-2].after
    middle = pages[2].rows[2]
    after = neighbour(rows, order, cursor_of(middle), 1)
    before = neighbour(rows, order, cursor_of(middle), -1)
    assert (before and before.pk, after and after.pk) == (pages[2].rows[1].pk, pages[2].rows[3].pk)


def test_the_address_keeps_what_was_asked_for() -> None:
    asked = Wanted.read({"tab": "all", "q": "灯 光", "overdue": "1", "order": "old"})
    assert Wanted.read(QueryDict(asked.query)) == asked
    assert Wanted.read({}).query == ""
