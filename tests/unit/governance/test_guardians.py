"""Does somebody always answer for a working employee, and does it stop in the same transaction when he leaves?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bangban.agencies.models import Officer
from bangban.errors import NotAllowed
from bangban.governance import departures, employees, guardians, standing
from bangban.governance.models import DigitalEmployee, Notice, OrderState
from bangban.governance.refusals import ReasonNeeded
from bangban.ledger.models import LedgerEntry
from bangban.ledger.record import LedgerUnavailable

MINUTE = timedelta(minutes=1)


@pytest.fixture
def draft(people) -> DigitalEmployee:
    return employees.create_employee(
        "0099", people.centre, people.admin, name_zh="小新", post_zh="见习", reason="new", now=people.now
    )


def reloaded(people) -> DigitalEmployee:
    return DigitalEmployee.objects.get(pk=people.employee.pk)


def without_deputy(people) -> None:
    departures.step_down(people.employee, people.deputy, "other work", now=people.now)


def test_a_guardian_accepts_in_person_and_freshly(people, draft) -> None:
    guardians.offer(draft, people.admin, "asked", guardian=people.spare, now=people.now)
    assert Notice.objects.get(officer=people.spare).kind == "guardian.asked"
    for stale in (people.now - 6 * MINUTE, people.now + MINUTE):
        with pytest.raises(guardians.ReauthenticationNeeded):
            guardians.accept_guardianship(draft, people.spare, stale, now=people.now)
    assert guardians.guardian_in_force(draft, people.now) is None
    assert (
        guardians.accept_guardianship(draft, people.spare, people.now - 4 * MINUTE, now=people.now)
        == "guardian"
    )
    assert guardians.guardian_in_force(draft, people.now) == people.spare
    assert LedgerEntry.objects.latest("seq").kind == "guardian.accepted"
    with pytest.raises(guardians.AlreadyAccepted):
        guardians.accept_guardianship(draft, people.spare, people.now, now=people.now)


def test_nobody_accepts_for_another(people, draft) -> None:
    guardians.offer(draft, people.admin, "asked", guardian=people.spare, now=people.now)
    with pytest.raises(guardians.NotNamedGuardian):
        guardians.accept_guardianship(draft, people.guardian, people.now, now=people.now)


def test_only_a_guardian_of_this_agency_can_be_named(people, draft) -> None:
    for who in (people.handler, people.elsewhere):
        with pytest.raises(guardians.UnfitGuardian):
            guardians.offer(draft, people.admin, "asked", guardian=who, now=people.now)
    with pytest.raises(guardians.UnfitGuardian):
        guardians.offer(
            draft, people.admin, "asked", guardian=people.spare, deputy=people.spare, now=people.now
        )
    guardians.offer(draft, people.admin, "asked", guardian=people.spare, now=people.now)
    with pytest.raises(guardians.UnfitGuardian):
        guardians.offer(draft, people.admin, "asked", deputy=people.spare, now=people.now)
    with pytest.raises(NotAllowed):
        guardians.offer(draft, people.guardian, "asked", deputy=people.deputy, now=people.now)


def test_who_lost_the_role_since_he_was_asked_cannot_accept(people, draft) -> None:
    guardians.offer(draft, people.admin, "asked", guardian=people.spare, now=people.now)
    people.spare.roles.all().delete()
    with pytest.raises(guardians.UnfitGuardian):
        guardians.accept_guardianship(draft, people.spare, people.now, now=people.now)


def test_declining_leaves_the_place_empty_and_says_so(people, draft) -> None:
    guardians.offer(draft, people.admin, "asked", guardian=people.spare, now=people.now)
    guardians.decline_guardianship(draft, people.spare, "too much already", now=people.now)
    assert draft.guardian is None
    assert Notice.objects.filter(kind="guardian.declined", agency=people.centre).exists()


def test_naming_another_guardian_stops_work_until_he_accepts(people) -> None:
    guardians.offer(people.employee, people.admin, "change", guardian=people.spare, now=people.now)
    assert people.employee.status == "suspended"
    guardians.accept_guardianship(people.employee, people.spare, people.now, now=people.now)
    employees.change_status(people.employee, "on_duty", people.spare, "seen", now=people.now)
    assert people.employee.works


def sign(people):
    return standing.sign_order(
        people.employee,
        "hotline.dispatch",
        people.guardian,
        min_confidence=0.7,
        daily_cap=10,
        expires_at=people.now + timedelta(days=30),
        now=people.now,
    )


def leave_by_deactivation(people) -> None:
    departures.deactivate_officer(people.guardian, people.admin, "left", now=people.now)


def leave_by_transfer(people) -> None:
    departures.transfer_officer(people.guardian, people.bureau, people.admin, "moved", now=people.now)


def leave_by_role(people) -> None:
    role = people.guardian.roles.get(role="guardian")
    departures.withdraw_role(role, people.security, "no longer", now=people.now)


def leave_by_stepping_down(people) -> None:
    departures.step_down(people.employee, people.guardian, "tired", now=people.now)


def leave_by_expiry(people) -> None:
    Officer.objects.filter(pk=people.guardian.pk).update(valid_until=people.now)
    assert departures.suspend_unguarded(people.now) == 1


WAYS = [leave_by_deactivation, leave_by_transfer, leave_by_role, leave_by_stepping_down, leave_by_expiry]


@pytest.mark.parametrize("leave", WAYS)
def test_the_deputy_takes_over_and_the_old_orders_end(people, leave) -> None:
    order = sign(people)
    leave(people)
    employee = reloaded(people)
    assert (employee.status, employee.guardian, employee.deputy) == ("on_duty", people.deputy, None)
    assert guardians.guardian_in_force(employee, people.now) == people.deputy
    order.refresh_from_db()
    assert order.state == OrderState.REVOKED
    told = set(Notice.objects.values_list("kind", flat=True))
    assert {"guardian.replaced", "employee.no_deputy"} <= told
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert {"guardian.left", "guardian.replaced", "standing_order.withdrawn"} <= kinds


@pytest.mark.parametrize("leave", WAYS)
def test_without_a_deputy_the_employee_stops_at_once(people, leave) -> None:
    without_deputy(people)
    order = sign(people)
    leave(people)
    employee = reloaded(people)
    assert (employee.status, employee.guardian) == ("suspended", None)
    order.refresh_from_db()
    assert order.state == OrderState.REVOKED
    assert Notice.objects.filter(kind="employee.unguarded", agency=people.centre).exists()
    with pytest.raises(employees.GuardianMissing):
        employees.change_status(employee, "on_duty", people.admin, "go on", now=people.now)


def test_a_deputy_who_has_not_accepted_or_cannot_work_does_not_take_over(people) -> None:
    without_deputy(people)
    guardians.offer(people.employee, people.admin, "asked", deputy=people.spare, now=people.now)
    leave_by_deactivation(people)
    assert reloaded(people).status == "suspended"


def test_a_deputy_whose_account_ended_does_not_take_over(people) -> None:
    Officer.objects.filter(pk=people.deputy.pk).update(is_active=False)
    leave_by_deactivation(people)
    assert reloaded(people).status == "suspended"


def test_a_deputy_who_leaves_leaves_the_employee_at_work(people) -> None:
    departures.deactivate_officer(people.deputy, people.admin, "left", now=people.now)
    employee = reloaded(people)
    assert (employee.status, employee.guardian, employee.deputy) == ("on_duty", people.guardian, None)


def test_the_watch_finds_nothing_when_all_is_well(people, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert departures.suspend_unguarded(people.now) == 0


def test_the_watch_stops_what_another_path_left_unguarded(people) -> None:
    DigitalEmployee.objects.filter(pk=people.employee.pk).update(guardian=None, deputy=None)
    assert departures.suspend_unguarded(people.now) == 1
    assert reloaded(people).status == "suspended"
    assert departures.suspend_unguarded(people.now) == 0


def test_a_transferred_officer_leaves_his_roles_behind(people) -> None:
    leave_by_transfer(people)
    officer = Officer.objects.get(pk=people.guardian.pk)
    assert (officer.agency, officer.role_names) == (people.bureau, frozenset())


def test_nobody_closes_his_own_account_or_one_beyond_his_reach(people) -> None:
    with pytest.raises(NotAllowed):
        departures.deactivate_officer(people.admin, people.admin, "bye", now=people.now)
    with pytest.raises(NotAllowed):
        departures.deactivate_officer(people.guardian, people.elsewhere, "bye", now=people.now)
    with pytest.raises(NotAllowed):
        departures.deactivate_officer(people.guardian, people.guardian, "bye", now=people.now)
    with pytest.raises(ReasonNeeded):
        departures.deactivate_officer(people.guardian, people.admin, " ", now=people.now)
    assert Officer.objects.get(pk=people.guardian.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_leaving_and_stopping_are_one_transaction(people, monkeypatch) -> None:
    without_deputy(people)

    def broken(entries):
        raise LedgerUnavailable(reason="disk full")

    monkeypatch.setattr("bangban.governance.remarks.append", broken)
    with pytest.raises(LedgerUnavailable):
        leave_by_deactivation(people)
    assert Officer.objects.get(pk=people.guardian.pk).is_active
    assert reloaded(people).status == "on_duty"
    assert reloaded(people).guardian == people.guardian
