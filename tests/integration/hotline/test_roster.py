"""Is whoever is on duty told of a danger to life, and everybody when nobody is on the roster?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bangban.errors import NotFound
from bangban.governance.models import Notice
from bangban.ledger.models import LedgerEntry
from bangban.services.hotline import duty, roster
from bangban.services.hotline.models import DutyShift, Incident
from tests.support.desk import at_desk
from tests.support.district import a_case

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def an_incident(people: Any) -> Incident:
    case = a_case(people)
    return Incident.objects.create(case=case, agency=people.centre, title=case.title)


def test_those_on_duty_are_told_and_nobody_else(people: Any, now: datetime) -> None:
    roster.enter(people.centre, people.reviewer, people.handler, now - HOUR, now + HOUR, part="lead")
    roster.enter(people.centre, people.reviewer, people.guardian, now + HOUR, now + 2 * HOUR)
    an_incident(people)
    duty.tell_incidents(now)
    [notice] = Notice.objects.filter(kind="incident.opened", officer__isnull=False)
    assert notice.officer == people.handler
    assert LedgerEntry.objects.filter(kind="duty.entered").count() == 2


def test_where_nobody_is_on_duty_all_of_the_hotline_are_told(people: Any, now: datetime) -> None:
    roster.enter(people.centre, people.reviewer, people.handler, now + HOUR, now + 2 * HOUR)
    an_incident(people)
    duty.tell_incidents(now)
    assert Notice.objects.filter(kind="incident.opened", officer__isnull=False).count() > 1


def test_a_closed_account_is_on_no_duty(people: Any, now: datetime) -> None:
    roster.enter(people.centre, people.reviewer, people.handler, now - HOUR, now + HOUR)
    people.handler.is_active = False
    people.handler.save(update_fields=["is_active"])
    assert roster.on_duty(people.centre, now) == []


def test_a_turn_must_make_sense_and_be_the_hotlines_own(people: Any, now: datetime) -> None:
    with pytest.raises(roster.TurnMakesNoSense):
        roster.enter(people.centre, people.reviewer, people.handler, now, now)
    with pytest.raises(roster.TurnMakesNoSense):
        roster.enter(people.centre, people.reviewer, people.handler, now, now + timedelta(days=8))
    with pytest.raises(NotFound):
        roster.enter(people.centre, people.reviewer, people.elsewhere, now, now + HOUR)
    row = roster.enter(people.centre, people.reviewer, people.handler, now, now + HOUR)
    with pytest.raises(roster.OnDutyAlready):
        roster.enter(people.centre, people.reviewer, people.handler, now + HOUR / 2, now + 2 * HOUR)
    with pytest.raises(NotFound):
        roster.take_off(row.pk, people.elsewhere)


def test_the_page_shows_who_is_on_duty_and_lets_the_reviewer_keep_it(people: Any, now: datetime) -> None:
    handler, reviewer = at_desk(people.handler), at_desk(people.reviewer)
    page = handler.get("/workorders/roster").content.decode()
    assert "现在无人值班" in page
    assert "roster/enter" not in page
    begins = timezone.localtime(now - HOUR).strftime("%Y-%m-%dT%H:%M")
    ends = timezone.localtime(now + HOUR).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "officer": people.handler.pk,
        "part": "lead",
        "begins_at": begins,
        "ends_at": ends,
        "phone": "12345",
    }
    assert handler.post("/workorders/roster/enter", typed).status_code == 403
    assert reviewer.post("/workorders/roster/enter", typed).status_code == 302
    assert reviewer.post("/workorders/roster/enter", typed).status_code == 409
    assert "请选择" in reviewer.post("/workorders/roster/enter", {**typed, "officer": ""}).content.decode()
    page = handler.get("/workorders/roster").content.decode()
    assert people.handler.shown_name in page
    assert "带班" in page
    row = DutyShift.objects.get()
    incident = an_incident(people)
    assert people.handler.shown_name in handler.get(f"/workorders/incidents/{incident.pk}").content.decode()
    assert reviewer.post(f"/workorders/roster/{row.pk}/off").status_code == 302
    assert not DutyShift.objects.exists()
