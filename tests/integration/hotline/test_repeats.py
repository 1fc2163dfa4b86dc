"""Does a repeat show on its own page what became of the message before, and whether the same person wrote it?"""

from __future__ import annotations

from typing import Any

import pytest

from bangban.agencies.models import Resident
from bangban.governance.models import Case
from bangban.services.hotline import following, lookout
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.orders import answer_order, return_order
from bangban.services.hotline.presentation import outcomes
from tests.support.desk import TEXT, accepted, waiting
from tests.support.work import answering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_fresh_worker() -> None:
    lookout.forget()


def written_by(case: Case, phone: str) -> None:
    Case.objects.filter(pk=case.pk).update(resident=Resident.objects.create(name="王", phone=phone))


def a_repeat(people: Any, *earlier: Case) -> Case:
    def run(post: Any) -> dict[str, Any]:
        rows = [{"case": str(case.uid), "similarity": 0.93} for case in earlier]
        return {**answering()(post), "details": {"duplicates": rows}}

    return waiting(people, TEXT + "又坏了", run=run)


def test_the_earlier_answer_and_its_satisfaction_stand_on_the_page(
    people: Any, handler: Any, django_assert_max_num_queries: Any
) -> None:
    first, second, third = (accepted(people, handler) for _ in range(3))
    order = WorkOrder.objects.get(case=first)
    answer_order(order, people.elsewhere, "灯泡已换新")
    following.rate(order, "dissatisfied", "")
    return_order(WorkOrder.objects.get(case=second), people.elsewhere, "应由城管负责")
    again = a_repeat(people, first, second, third)
    written_by(first, "+86 138-0000-1111")
    written_by(second, "13900002222")
    written_by(again, "13800001111")
    handler.get(f"/desk/cases/{again.pk}")
    with django_assert_max_num_queries(12):
        text = handler.get(f"/desk/cases/{again.pk}").content.decode()
    part = text[text.index('id="repeats"') :]
    for said in ("灯泡已换新", "不满意", "应由城管负责", "同一人", "其他人", "93%"):
        assert said in part, said
    assert part.count("同一人") == part.count("其他人") == 1


def test_what_nothing_came_of_says_so(people: Any, handler: Any) -> None:
    first = waiting(people)
    again = a_repeat(people, first)
    assert "还没有办理结果" in handler.get(f"/desk/cases/{again.pk}").content.decode()
    assert outcomes([]) == {}


@pytest.mark.parametrize(
    ("phone", "person"),
    [
        ("", ""),
        ("110", ""),
        ("不详", ""),
        ("0571-8888 6666", "57188886666"),
        ("+86 138 0000 1111", "13800001111"),
    ],
)
def test_a_person_is_known_by_the_telephone(phone: str, person: str) -> None:
    assert Resident(phone=phone).person == person
