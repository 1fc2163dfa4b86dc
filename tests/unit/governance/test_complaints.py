"""Is a complaint answered in time, and does one that is upheld stop the standing order behind it at once?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from bangban.errors import NotAllowed, NotFound
from bangban.governance import complaints, standing
from bangban.governance.models import (
    Notice,
    OrderState,
)
from bangban.ledger.models import LedgerEntry
from tests.support.district import decided


def test_the_clock_runs_five_working_days(people, case) -> None:
    complaint = complaints.file_complaint(case, "  派错了部门  ", by="resident:7", now=people.now)
    assert complaint.text == "派错了部门"
    # Wednesday 11 March 2026: Thursday is the first day, the next Wednesday the fifth, when the office closes.
    assert timezone.localtime(complaint.due_at) == datetime(2026, 3, 18, 17, 30, tzinfo=people.now.tzinfo)
    entry = LedgerEntry.objects.latest("seq")
    assert (entry.kind, entry.actor) == ("complaint.made", "resident:7")
    assert "派错" not in entry.details
    assert set(Notice.objects.filter(kind="complaint.made").values_list("officer", "agency")) == {
        (people.guardian.pk, None),
        (None, people.centre.pk),
    }


@pytest.mark.parametrize("text", ["", "  ", "\x00", "长" * 5001])
def test_a_complaint_has_a_text(people, case, text) -> None:
    with pytest.raises(complaints.WrongText):
        complaints.file_complaint(case, text, now=people.now)


def test_upheld_suspends_the_order_behind_the_case_and_only_that(people, case, order) -> None:
    other = standing.sign_order(
        people.employee, "hotline.dispatch", people.guardian, min_confidence=0.9, daily_cap=1,
        expires_at=people.now + timedelta(days=3), now=people.now,
    )  # fmt: skip
    decided(case, people, standing_order=order)
    complaint = complaints.file_complaint(case, "派错了", now=people.now)
    count = complaints.settle(
        complaint, people.reviewer, upheld=True, answer="已改派住建局。", now=people.now
    )
    assert count == 1
    order.refresh_from_db()
    other.refresh_from_db()
    assert (order.state, other.state) == (OrderState.SUSPENDED, OrderState.ACTIVE)
    assert (complaint.status, complaint.settled_by) == ("upheld", people.reviewer)
    kinds = list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True))[-2:]
    assert kinds == ["standing_order.suspended", "complaint.upheld"]
    assert Notice.objects.filter(kind="complaint.upheld", officer=people.guardian).exists()


def test_not_upheld_suspends_nothing(people, case, order) -> None:
    decided(case, people, standing_order=order)
    complaint = complaints.file_complaint(case, "不满意", now=people.now)
    assert (
        complaints.settle(complaint, people.reviewer, upheld=False, answer="处理无误。", now=people.now) == 0
    )
    order.refresh_from_db()
    assert (complaint.status, order.state) == ("dismissed", OrderState.ACTIVE)


def test_it_is_settled_once_with_an_answer_by_the_right_person(people, case) -> None:
    complaint = complaints.file_complaint(case, "派错了", now=people.now)
    with pytest.raises(NotAllowed):
        complaints.settle(complaint, people.handler, upheld=True, answer="好")
    with pytest.raises(NotFound):
        complaints.settle(complaint, people.elsewhere, upheld=True, answer="好")
    with pytest.raises(complaints.WrongText):
        complaints.settle(complaint, people.reviewer, upheld=True, answer=" ")
    complaint.refresh_from_db()
    assert complaint.status == "open"
    complaints.settle(complaint, people.reviewer, upheld=True, answer="好")
    with pytest.raises(complaints.AlreadySettled):
        complaints.settle(complaint, people.reviewer, upheld=False, answer="再想想")


def test_nobody_judges_his_own_decision(people, case) -> None:
    decided(case, people, officer=people.reviewer)
    complaint = complaints.file_complaint(case, "派错了", now=people.now)
    with pytest.raises(complaints.OwnDecision):
        complaints.settle(complaint, people.reviewer, upheld=False, answer="没错")
