"""Is it due when it should be? Cases counted by hand, and what must hold for all starts and limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangban.governance.clock import (
    CalendarOutOfRange,
    Extension,
    ExtensionRefused,
    Profile,
    Suspension,
    SuspensionRefused,
    deadline,
    find_profile,
)
from bangban.governance.clock.deadlines import (
    ExtendedTooFar,
    ExtendedTooLate,
    ExtendedTooOften,
    ExtensionNotApproved,
)
from bangban.governance.clock.spans import BadSuspension
from tests.unit.governance.clock.moments import CALENDAR, moment, profile, profiles, starts, suspensions


@pytest.mark.parametrize(
    ("name", "start", "due", "warn_at"),
    [
        # Over the National Day 2026, with Sunday 20 September and Saturday 10 October made up.
        ("hotline.reply", "2026-09-18T10:00", "2026-09-24T17:30", "2026-09-23T17:30"),
        ("licensing.decision", "2026-09-18T10:00", "2026-10-22T23:59:59", "2026-10-19T23:59:59"),
        # Two working hours across eight days off: 50 minutes before, 70 after.
        ("hotline.dispatch", "2026-09-30T16:40", "2026-10-08T09:40", "2026-10-08T09:10"),
        ("hotline.dispatch", "2026-11-23T11:00", "2026-11-23T15:00", "2026-11-23T14:30"),
        ("hotline.dispatch", "2026-11-21T03:00", "2026-11-23T10:30", "2026-11-23T10:00"),
        ("hotline.reply.emergency", "2026-02-17T23:30", "2026-02-18T01:30", "2026-02-18T01:00"),
        # Fifteen days from 10 February 2026 end on the 25th, a workday; from 5 February on the 20th, in the
        # Spring Festival, and so on the 24th.
        ("petition.register", "2026-02-10T09:00", "2026-02-25T23:59:59", "2026-02-22T23:59:59"),
        ("petition.register", "2026-02-05T09:00", "2026-02-24T23:59:59", "2026-02-17T23:59:59"),
        # Saturday 28 February 2026 is made up, so a last day there stays.
        ("petition.register", "2026-02-13T09:00", "2026-02-28T23:59:59", "2026-02-25T23:59:59"),
    ],
)
def test_counted_by_hand(name: str, start: str, due: str, warn_at: str) -> None:
    found = deadline(find_profile(name), moment(start), CALENDAR)
    assert (found.due, found.warn_at, found.warnings) == (moment(due), moment(warn_at), ())


def test_the_steps_can_be_followed_in_both_languages() -> None:
    found = deadline(find_profile("hotline.reply"), moment("2026-09-18T10:00"), CALENDAR)
    assert [step.text("zh-hans") for step in found.steps] == [
        "2026年9月18日 开始计算，当日不计入",
        "2026年9月19日 休息日，不计入",
        "2026年9月20日 国庆节调休上班，第1个工作日",
        "2026年9月21日至9月24日 第2至5个工作日",
        "2026年9月24日 17:30 到期",
    ]
    assert found.steps[3].text("en") == "2026-09-21 to 2026-09-24: working day 2–5"
    assert found.as_dict()["due"] == "2026-09-24T17:30:00+08:00"
    assert found.as_dict()["steps"][0]["text"]["en"].endswith("this day does not count")


def test_the_start_day_counts_where_the_profile_says_so() -> None:
    same = profile(limit=1, start="same_day", closes="office")
    assert deadline(same, moment("2026-11-23T10:00"), CALENDAR).due == moment("2026-11-23T17:30")
    # After closing, the day is over: it cannot be the one that counts.
    assert deadline(same, moment("2026-11-23T18:00"), CALENDAR).due == moment("2026-11-24T17:30")


def test_beyond_the_table_a_warning_is_carried() -> None:
    found = deadline(find_profile("petition.decision"), moment("2026-11-22T09:00"), CALENDAR)
    assert found.due == moment("2027-01-21T23:59:59")
    assert [warning.year for warning in found.warnings] == [2027]


def test_a_suspension_leaves_its_days_out() -> None:
    stopped = Suspension(moment("2026-11-24T10:00"), moment("2026-11-26T09:00"), "hearing")
    found = deadline(profile(limit=5), moment("2026-11-20T10:00"), CALENDAR, [stopped])
    # 23 counts, 24 and 25 stand still at their close, 26 and 27, 30 and 1 December count.
    assert found.due == moment("2026-12-01T23:59:59")
    within_a_day = Suspension(moment("2026-11-24T10:00"), moment("2026-11-24T17:00"))
    assert deadline(profile(), moment("2026-11-20T10:00"), CALENDAR, [within_a_day]).due == moment(
        "2026-11-27T23:59:59"
    )


def test_a_suspension_leaves_its_hours_out() -> None:
    stopped = Suspension(moment("2026-11-23T09:00"), moment("2026-11-23T16:00"))
    found = deadline(profile("working_hours", 2), moment("2026-11-23T08:30"), CALENDAR, [stopped])
    assert found.due == moment("2026-11-23T17:30")


@pytest.mark.parametrize("unit", ["working_days", "calendar_days", "hours", "working_hours"])
def test_until_further_notice_nothing_is_due(unit: str) -> None:
    still = Suspension(moment("2026-11-24T10:00"))
    found = deadline(profile(unit, 40), moment("2026-11-23T10:00"), CALENDAR, [still])
    assert (found.due, found.warn_at) == (None, None)
    assert found.steps[-1].reason == "open"
    # Suspending after the end changes nothing.
    late = Suspension(moment("2027-03-01T10:00"))
    assert deadline(profile(unit, 4), moment("2026-11-23T10:00"), CALENDAR, [late]).due is not None


def test_what_the_profile_does_not_allow_is_refused() -> None:
    start = moment("2026-11-23T10:00")
    with pytest.raises(SuspensionRefused):
        deadline(find_profile("hotline.dispatch"), start, CALENDAR, [Suspension(start)])
    with pytest.raises(BadSuspension):
        deadline(profile(), start, CALENDAR, [Suspension(start, start - timedelta(days=1))])
    with pytest.raises(ExtensionRefused):
        deadline(
            find_profile("licensing.acceptance"), start, CALENDAR, (), [Extension(5, start, "officer:1")]
        )
    with pytest.raises(CalendarOutOfRange):
        deadline(profile(), start.replace(year=9999), CALENDAR)


def test_an_extension_adds_once_in_time_and_approved() -> None:
    licence, start = find_profile("licensing.decision"), moment("2026-03-02T10:00")
    granted = Extension(10, moment("2026-03-20T10:00"), "officer:7")
    assert deadline(licence, start, CALENDAR).due == moment("2026-03-30T23:59:59")
    # Qingming: 4 to 6 April are off.
    assert deadline(licence, start, CALENDAR, (), [granted]).due == moment("2026-04-14T23:59:59")
    for extensions, refused in (
        ([replace(granted, approved_by="")], ExtensionNotApproved),
        ([replace(granted, amount=11)], ExtendedTooFar),
        ([replace(granted, amount=0.5)], ExtendedTooFar),
        ([replace(granted, amount=-1)], ExtendedTooFar),
        ([granted, replace(granted, at=moment("2026-03-21T10:00"))], ExtendedTooOften),
        ([replace(granted, at=moment("2026-03-31T10:00"))], ExtendedTooLate),
    ):
        with pytest.raises(refused):
            deadline(licence, start, CALENDAR, (), extensions)


@given(profiles, starts, st.integers(0, 60 * 24 * 40))
@settings(max_examples=150, deadline=None)
def test_a_later_start_is_never_due_earlier(limits: Profile, start, minutes: int) -> None:
    first = deadline(limits, start, CALENDAR)
    second = deadline(limits, start + timedelta(minutes=minutes), CALENDAR)
    assert first.due <= second.due
    assert first.warn_at <= second.warn_at


@given(profiles, starts, st.integers(1, 20))
@settings(max_examples=150, deadline=None)
def test_a_longer_limit_is_due_later(limits: Profile, start, more: int) -> None:
    first = deadline(limits, start, CALENDAR).due
    second = deadline(replace(limits, limit=limits.limit + more), start, CALENDAR).due
    extended = deadline(limits, start, CALENDAR, (), [Extension(more, start)]).due
    assert first <= second
    assert extended == second


@given(profiles, starts, suspensions())
@settings(max_examples=150, deadline=None)
def test_standing_still_never_brings_it_forward(limits: Profile, start, items) -> None:
    plain = deadline(limits, start, CALENDAR)
    found = deadline(limits, start, CALENDAR, items)
    assert found.due >= plain.due
    assert found.due == deadline(limits, start, CALENDAR, [*items, *reversed(items)]).due
    assert start <= found.warn_at <= found.due
    if limits.unit == "hours" and len(items) == 1:
        kept_still = min(plain.due, max(start, items[0].end)) - max(start, items[0].start)
        if items[0].start < plain.due and items[0].end > start:
            assert found.due - plain.due == items[0].end - max(start, items[0].start) >= kept_still


@given(profiles, starts)
@settings(max_examples=150, deadline=None)
def test_a_last_day_is_a_workday_where_it_moves(limits: Profile, start) -> None:
    found = deadline(limits, start, CALENDAR)
    assert found.due.tzinfo is CALENDAR.zone
    if limits.unit.startswith("working") or (
        limits.unit == "calendar_days" and limits.last_day == "next_workday"
    ):
        assert CALENDAR.is_workday(found.due.date())
    assert found.steps[-1].reason == "due"
