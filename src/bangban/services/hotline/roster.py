"""Who is on duty when? The hotline's roster: turns are entered by whoever heads the desk, and read in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.errors import BadInput, NotFound, Problem
from bangban.ledger.record import Entry, append
from bangban.services.hotline.models import DutyPart, DutyShift

PERMISSION = "workorder.approve"
LONGEST = timedelta(days=7)
"""Nobody is on duty for longer than a week in one turn: such a turn is a slip of the pen."""
SHOWN = 100


class TurnMakesNoSense(BadInput):
    """值班时间有误：结束要晚于开始，且一班不超过 7 天。请改正起止时间。 | This turn cannot be: it must end after it begins, within seven days. Correct its times."""

    code = "turn_makes_no_sense"


class OnDutyAlready(Problem):
    """{name}在这段时间已经排班。请先撤下原来的一班，或另选一人。 | {name} is on duty at that time already. Take the other turn off first, or choose somebody else."""

    code = "on_duty_already"
    status = 409


def on_duty(agency: Agency, now: datetime) -> list[DutyShift]:
    """The turns that run now, of officers whose accounts are open; who leads stands first."""
    rows = DutyShift.objects.filter(
        agency=agency, begins_at__lte=now, ends_at__gt=now, officer__is_active=True
    )
    # No password digest is needed to know whom to tell, and the executor may not read one.
    return sorted(rows.select_related("officer__agency"), key=lambda one: (one.part != DutyPart.LEAD, one.pk))


def coming(agency: Agency, now: datetime) -> list[DutyShift]:
    """The turns that have not ended, soonest first."""
    rows = DutyShift.objects.filter(agency=agency, ends_at__gt=now).select_related("officer")
    return list(rows.order_by("begins_at", "pk")[:SHOWN])


def enter(
    agency: Agency,
    by: Officer,
    officer: Officer,
    begins_at: datetime,
    ends_at: datetime,
    *,
    part: str = DutyPart.DUTY,
    phone: str = "",
) -> DutyShift:
    """Enter a turn.

    Raises:
        NotAllowed, NotFound: it is not his hotline, or the officer is not of it.
        TurnMakesNoSense: it ends before it begins, or lasts longer than LONGEST.
        OnDutyAlready: the officer has a turn at that time.
    """
    _mine(agency, by)
    if officer.agency_id != agency.pk or not officer.is_active:
        raise NotFound(what="officer")
    if not timedelta(0) < ends_at - begins_at <= LONGEST:
        raise TurnMakesNoSense()
    taken = DutyShift.objects.filter(officer=officer, begins_at__lt=ends_at, ends_at__gt=begins_at)
    try:
        with transaction.atomic():
            if taken.exists():
                raise OnDutyAlready(name=officer.shown_name)
            row = DutyShift.objects.create(
                agency=agency,
                officer=officer,
                begins_at=begins_at,
                ends_at=ends_at,
                part=DutyPart(part),
                phone=phone.strip()[:40],
            )
            _record("duty.entered", row, by)
    except IntegrityError as error:
        raise OnDutyAlready(name=officer.shown_name) from error
    return row


def take_off(pk: int, by: Officer) -> None:
    """Take a turn off the roster.

    Raises:
        NotAllowed, NotFound: it is not his hotline's, or gone already.
    """
    row = DutyShift.objects.select_related("agency").filter(pk=pk).first()
    if row is None:
        raise NotFound(what="turn")
    _mine(row.agency, by)
    with transaction.atomic():
        _record("duty.removed", row, by)
        row.delete()


def eligible(agency: Agency) -> list[Officer]:
    """Officers of the hotline who can be on duty."""
    return list(Officer.objects.filter(agency=agency, is_active=True).order_by("name", "pk"))


def _mine(agency: Agency, by: Officer) -> None:
    if agency.pk not in reach(by, PERMISSION):
        raise NotFound(what="agency")


def _record(kind: str, row: DutyShift, by: Officer) -> None:
    details = {
        "turn": row.pk,
        "officer": row.officer_id,
        "part": str(row.part),
        "begins": timezone.localtime(row.begins_at).isoformat(timespec="minutes"),
        "ends": timezone.localtime(row.ends_at).isoformat(timespec="minutes"),
    }
    append([Entry(kind, f"officer:{by.pk}", row.agency_id, f"agency:{row.agency_id}", details)])
