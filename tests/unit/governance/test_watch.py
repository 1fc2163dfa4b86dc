"""Is everybody told in time, once, and is the table of days the one people edited?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bangban.errors import NotAllowed
from bangban.governance import calendar as days
from bangban.governance import complaints, deadlines, employees, sweep
from bangban.governance.models import CalendarDay, Case, CaseStatus, Notice
from bangban.governance.scenarios.load import find_scenario
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import LedgerUnavailable

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh():
    """Neither the table read before, nor the moment of the last look, is this test's."""
    days.forget()
    deadlines.forget()
    yield
    days.forget()
    deadlines.forget()


def case_of(people, **more):
    values = {
        "scenario": "hotline.dispatch",
        "agency": people.centre,
        "employee": people.employee,
        "impact": "II",
        "data_class": "internal",
        "source": "portal",
        "asked_by": "resident:anonymous",
        "status": CaseStatus.WAITING,
        "opened_at": people.now - timedelta(days=1),
        "warn_at": people.now - HOUR,
        "due_at": people.now + HOUR,
    }
    return Case.objects.create(**{**values, **more})


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_a_scenarios_deadline_is_counted_on_the_calendar(people) -> None:
    scenario = find_scenario("hotline.dispatch")
    friday = datetime(2026, 3, 13, 17, 0, tzinfo=people.now.tzinfo)
    due = deadlines.deadline_for(scenario, friday)
    # Half an hour is left on Friday, so an hour and a half of Monday is needed.
    assert due is not None
    assert due.due == datetime(2026, 3, 16, 10, 0, tzinfo=people.now.tzinfo)
    assert deadlines.deadline_for(find_scenario("hotline.advise"), friday) is None


def test_a_warning_is_given_once(people) -> None:
    case = case_of(people)
    deadlines.warnings_and_overdue(people.now)
    assert (told("case.warned"), Case.objects.get(pk=case.pk).warned) == (1, True)
    deadlines.warnings_and_overdue(people.now + timedelta(minutes=1))
    assert told("case.warned") == 1
    assert LedgerEntry.objects.filter(kind="case.warned", subject=f"case:{case.pk}").count() == 1


def test_overdue_is_told_once_even_after_a_restart(people) -> None:
    case = case_of(people, warned=True)
    deadlines.warnings_and_overdue(people.now)
    assert told("case.overdue") == 0
    later = people.now + 2 * HOUR
    deadlines.warnings_and_overdue(later)
    assert told("case.overdue") == 1
    deadlines.forget()
    deadlines.warnings_and_overdue(later + HOUR)
    assert told("case.overdue") == 1
    assert LedgerEntry.objects.filter(kind="case.overdue", subject=f"case:{case.pk}").count() == 1


def test_many_that_fall_due_at_once_are_told_in_rounds(people, monkeypatch) -> None:
    monkeypatch.setattr(deadlines, "_overdue", sweep.Sweep(Case, deadlines._unfinished, most=2))
    for _ in range(5):
        case_of(people, warned=True)
    later = people.now + 2 * HOUR
    counted = []
    for _ in range(4):
        deadlines.warnings_and_overdue(later)
        counted.append(told("case.overdue"))
    assert counted == [2, 4, 5, 5]


def test_what_could_not_be_told_comes_again(people, monkeypatch) -> None:
    for _ in range(3):
        case_of(people, warned=True)
    later, honest = people.now + 2 * HOUR, deadlines.append

    def broken(entries) -> None:
        if told("case.overdue") == 2:
            raise LedgerUnavailable(reason="full")
        honest(entries)

    with monkeypatch.context() as full:
        full.setattr(deadlines, "append", broken)
        with pytest.raises(LedgerUnavailable):
            deadlines.warnings_and_overdue(later)
    deadlines.warnings_and_overdue(later)
    assert told("case.overdue") == 3


def test_a_clock_that_is_put_back_passes_nothing_over(people) -> None:
    complaint = complaints.file_complaint(case_of(people, warned=True), "派错了", now=people.now)
    # A machine that starts in the wrong year, until the time server puts it right.
    deadlines.warnings_and_overdue(complaint.due_at + timedelta(days=400))
    assert (told("case.overdue"), told("complaint.overdue")) == (0, 0)
    deadlines.warnings_and_overdue(people.now + 2 * HOUR)
    deadlines.warnings_and_overdue(complaint.due_at)
    assert (told("case.overdue"), told("complaint.overdue")) == (1, 2)


@pytest.mark.parametrize("status", [CaseStatus.DONE, CaseStatus.REVERSED])
def test_what_is_finished_is_never_late(people, status) -> None:
    case_of(people, status=status, due_at=people.now - HOUR)
    deadlines.warnings_and_overdue(people.now)
    assert Notice.objects.filter(kind__startswith="case.").count() == 0


def test_an_import_of_old_messages_does_not_flood_anyone(people) -> None:
    for _ in range(3):
        case_of(people, due_at=people.now - timedelta(days=90), warn_at=people.now - timedelta(days=91))
    deadlines.warnings_and_overdue(people.now)
    assert Notice.objects.filter(kind__startswith="case.").count() == 0


def test_a_complaint_is_warned_of_and_reported_when_late(people) -> None:
    complaint = complaints.file_complaint(case_of(people), "派错了", now=people.now)
    deadlines.warnings_and_overdue(complaint.due_at - timedelta(days=2))
    assert (told("complaint.warned"), told("complaint.overdue")) == (0, 0)
    deadlines.warnings_and_overdue(complaint.due_at - HOUR)
    deadlines.warnings_and_overdue(complaint.due_at)
    deadlines.warnings_and_overdue(complaint.due_at + HOUR)
    # Guardian and agency, once each.
    assert (told("complaint.warned"), told("complaint.overdue")) == (2, 2)


def test_a_contract_that_ends_is_announced_a_month_ahead(people) -> None:
    until = people.now.date() + timedelta(days=20)
    employees.edit_employee(people.employee, people.admin, "contract", contract_until=until)
    deadlines.warnings_and_overdue(people.now)
    deadlines.warnings_and_overdue(people.now + timedelta(days=1))
    assert told("contract.ending") == 2


def test_missing_holidays_are_noticed_in_december(people) -> None:
    last = max(days.calendar().years)
    deadlines.warnings_and_overdue(datetime(last, 12, 1, 9, tzinfo=people.now.tzinfo))
    notice = Notice.objects.get(kind="holidays.missing", officer=people.admin)
    assert notice.details == {"year": last + 1}


def test_the_table_is_seeded_once_and_edits_stay(people) -> None:
    assert days.seed() > 50
    spring = date(2026, 2, 17)
    assert not days.calendar().is_workday(spring)
    days.set_day(date(2026, 3, 12), "holiday", "本地假日", people.admin)
    days.clear_day(spring, people.admin)
    days.forget()
    assert not days.calendar().is_workday(date(2026, 3, 12))
    assert days.calendar().is_workday(spring)
    assert days.seed() == 0
    days.forget()
    assert days.calendar().is_workday(spring)
    assert LedgerEntry.objects.filter(kind="holiday.changed").count() == 2


def test_an_edit_moves_the_deadlines_that_are_counted_after_it(people) -> None:
    days.seed()
    before = deadlines.due_after("hotline.reply", people.now)
    days.set_day(date(2026, 3, 12), "holiday", "本地假日", people.admin)
    days.forget()
    assert deadlines.due_after("hotline.reply", people.now) == before + timedelta(days=1)


def test_years_nobody_entered_come_from_the_published_table(people) -> None:
    CalendarDay.objects.create(day=date(2031, 5, 1), kind="holiday", name="劳动节")
    calendar = days.calendar()
    assert {2026, 2031} <= calendar.years
    assert not calendar.is_workday(date(2026, 2, 17))


def test_a_make_up_workday_is_a_weekend(people) -> None:
    with pytest.raises(days.NotAWeekend):
        days.set_day(date(2026, 3, 12), "workday", "调休", people.admin)
    with pytest.raises(NotAllowed):
        days.set_day(date(2026, 3, 14), "workday", "调休", people.guardian)
    assert CalendarDay.objects.count() == 0
