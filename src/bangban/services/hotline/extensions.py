"""May this order take longer? The agency asks with a reason; a reviewer of the hotline decides, by the clock's rules."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.errors import Problem
from bangban.governance import clock
from bangban.governance.calendar import calendar
from bangban.governance.refusals import ReasonNeeded
from bangban.services.hotline.effects import reply_limit
from bangban.services.hotline.life import take, tell
from bangban.services.hotline.models import Extension, ExtensionState, WorkOrder


class ExtensionWaits(Problem):
    """已有一项延期申请等待审批。 | An extension waits for a decision already."""

    code = "extension_waits"
    status = 409


class NoExtension(Problem):
    """没有等待审批的延期申请。 | No extension waits for a decision."""

    code = "no_extension"
    status = 409


def ask(
    order: WorkOrder, officer: Officer, reason: str, amount: int, now: datetime | None = None
) -> Extension:
    """Ask for `amount` more of the limit's unit (working days, hours); the clock goes on until it is granted.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        ReasonNeeded: no reason was given.
        ExtensionRefused: the time limit does not allow it, or not so much, so often or so late.
        ExtensionWaits: one waits already.
    """
    if not reason.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    _extended(order, amount, now, "officer")
    try:
        with transaction.atomic():
            take(order, officer, "extension", text=reason, details={"amount": amount}, now=now)
            row = Extension.objects.create(
                order=order, reason=reason.strip()[:300], amount=amount, asked_by=officer, asked_at=now
            )
            tell(order, "workorder.extension", now, agency=order.case.agency, key=f":{row.pk}")
            return row
    except IntegrityError as error:
        # The unique condition: somebody of the agency asked in the same moment.
        raise ExtensionWaits() from error


def decide(
    order: WorkOrder, officer: Officer, granted: bool, note: str = "", now: datetime | None = None
) -> None:
    """Grant or refuse what was asked for. Granting counts from when it was asked: waiting costs the agency nothing.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        NoExtension: nothing waits.
        ReasonNeeded: a refusal gives its reason.
    """
    if not granted and not note.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    row = order.extensions.filter(state=ExtensionState.ASKED).first()
    if row is None:
        raise NoExtension()
    values = {}
    if granted:
        found = _extended(order, row.amount, row.asked_at, f"officer:{officer.pk}")
        values = {"due_at": found.due, "warn_at": found.warn_at, "warned": False}
    step = "extended" if granted else "not_extended"
    with transaction.atomic():
        take(order, officer, step, text=note, values=values, details={"extension": row.pk}, now=now)
        waiting = Extension.objects.filter(pk=row.pk, state=ExtensionState.ASKED)
        state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
        if not waiting.update(state=state, decided_by=officer, decided_at=now, note=note.strip()[:300]):
            raise NoExtension()
        tell(order, f"workorder.{step}", now, agency=order.agency, key=f":{row.pk}")


def _extended(order: WorkOrder, amount: int, at: datetime, by: str) -> clock.Deadline:
    """The deadline with everything granted since the clock started, and `amount` more."""
    again = order.steps.filter(step="reopen").order_by("-at").values_list("at", flat=True).first()
    start = again or order.created_at
    granted = order.extensions.filter(state=ExtensionState.GRANTED, asked_at__gte=start)
    extensions = [
        clock.Extension(one.amount, one.asked_at, f"officer:{one.decided_by_id}") for one in granted
    ]
    extensions.append(clock.Extension(amount, at, by))
    profile = clock.find_profile(reply_limit(order.urgency))
    return clock.deadline(profile, start, calendar(), extensions=extensions)
