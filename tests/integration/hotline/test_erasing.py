"""Is a resident's content gone from every table and page once it is erased, while the ledger still verifies?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from bangban.agencies.models import Resident
from bangban.errors import NotFound
from bangban.governance import erasing
from bangban.governance.models import Case
from bangban.ledger.models import LedgerEntry
from bangban.ledger.verify import full
from bangban.services.hotline import following, joint, life
from bangban.services.hotline.models import Position, WorkOrder
from bangban.services.hotline.orders import answer_order
from tests.support.desk import accepted, at_desk

pytestmark = pytest.mark.django_db
SECRET = "蓝田玉"
"""Stands in everything that is written here, and nowhere else."""


@pytest.fixture
def case(people: Any, handler: Any) -> Case:
    case = accepted(people, handler, text=f"{SECRET}小区的路灯坏了，请修好，老人出门危险。")
    resident = Resident.objects.create(name=f"王{SECRET}", phone="13800001111")
    Case.objects.filter(pk=case.pk).update(resident=resident)
    Position.objects.create(case=case, lat=30.0, long=120.0, address=f"{SECRET}路 1 号")
    return Case.objects.get(pk=case.pk)


def close(people: Any, case: Case) -> WorkOrder:
    order = WorkOrder.objects.get(case=case)
    joint.ask(life.find(people.elsewhere, order.pk), people.elsewhere, people.centre, f"请查{SECRET}")
    answer_order(order, people.elsewhere, f"{SECRET}的灯已修复")
    following.rate(WorkOrder.objects.get(pk=order.pk), "satisfied", f"谢谢{SECRET}")
    return order


def where(word: str) -> list[str]:
    """Every table of ours in which a text holds the word."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("bangban."):
            continue
        for row in model._default_manager.values_list():
            if any(word in str(value) for value in row):
                found.append(model.__name__)
                break
    return found


def test_an_open_case_is_not_erased(people: Any, case: Case) -> None:
    with pytest.raises(erasing.NotClosedYet):
        erasing.erase(case, "operator:test", "asked")
    assert "Case" in where(SECRET)


def test_nothing_of_it_is_left_and_the_ledger_verifies(people: Any, case: Case, client: Client) -> None:
    order = close(people, case)
    assert {"Case", "WorkOrder", "OrderStep", "CoHandling", "Resident"} <= set(where(SECRET))
    counts = erasing.erase(case, "operator:test", "asked")
    assert where(SECRET) == []
    assert where("13800001111") == []
    assert (counts["cases"], counts["residents"], counts["orders"], counts["likeness"] > 0) == (1, 1, 1, True)
    assert full().sound
    assert set(case.proposals.values_list("body", flat=True)) == {""}
    assert set(case.decisions.values_list("final", "difference")) == {("", "")}
    entry = LedgerEntry.objects.get(kind="content.erased")
    assert (entry.subject, entry.actor) == (f"case:{case.pk}", "operator:test")
    handler = at_desk(people.handler)
    for page in (f"/desk/cases/{case.pk}", f"/workorders/{order.pk}", "/workorders/?tab=answered", "/desk/"):
        assert handler.get(page).status_code == 200, page
    assert "已删除" in client.get(f"/follow/{case.follow_code}").content.decode()
    # Satisfaction and times are nobody's secret: the figures stay.
    assert WorkOrder.objects.get(pk=order.pk).satisfaction == "satisfied"


def test_erased_again_nothing_changes(people: Any, case: Case) -> None:
    close(people, case)
    erasing.erase(case, "operator:test", "unlawful")
    again = erasing.erase(Case.objects.get(pk=case.pk), "operator:test", "unlawful")
    assert again.get("cases", 0) == again.get("proposals", 0) == again.get("decisions", 0) == 0


def test_a_person_with_another_message_keeps_his_name(people: Any, handler: Any, case: Case) -> None:
    close(people, case)
    other = accepted(people, handler)
    Case.objects.filter(pk=other.pk).update(resident=case.resident)
    assert "residents" not in erasing.erase(case, "operator:test", "asked")
    assert Resident.objects.get().phone == "13800001111"


def test_what_is_erased_for_its_age_must_be_old_enough(people: Any, case: Case) -> None:
    close(people, case)
    with pytest.raises(erasing.KeptUntil):
        erasing.erase(case, "operator:test", "retention")
    later = timezone.now() + timedelta(days=4 * 366)
    assert erasing.erase(case, "operator:test", "retention", now=later)["cases"] == 1


def test_a_case_is_found_by_both_of_its_numbers(case: Case) -> None:
    assert erasing.find(case.reference) == erasing.find(case.follow_code.lower()) == case
    for wrong in ("", "20260101-999999", f"19990101-{case.pk:06d}", "x-1", "1-" + "9" * 30):
        with pytest.raises(NotFound):
            erasing.find(wrong)
