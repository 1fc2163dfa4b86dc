"""How do several agencies handle one order? One leads and answers; the others are asked, see it, and give their part."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bangban.agencies.models import Agency, Officer
from bangban.agencies.tenancy import reach
from bangban.errors import NotFound, Problem
from bangban.governance.refusals import ReasonNeeded
from bangban.services.hotline.life import HANDLE, take, tell
from bangban.services.hotline.models import CoHandling, WorkOrder

MOST = 8


class CannotJoin(Problem):
    """不能请“{agency}”协办：它是主办部门、已在协办之列，或协办部门已满 {most} 个。 | "{agency}" cannot be asked: it leads already, was asked already, or {most} agencies co-handle this."""

    code = "cannot_join"
    status = 409


class AlreadyJoined(Problem):
    """协办意见已经提交，不能再改。 | The opinion was given already."""

    code = "already_joined"
    status = 409


def ask(
    order: WorkOrder, officer: Officer, agency: Agency, text: str, now: datetime | None = None
) -> CoHandling:
    """Ask another agency for its part (协办), by the order's own deadline; it sees the order from then on.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        ReasonNeeded: what is asked was not said.
        CannotJoin: this agency cannot be asked.
    """
    if not text.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    known = {one.agency_id for one in order.co_handlings.all()} | {order.agency_id}
    if agency.pk in known or len(known) > MOST:
        raise CannotJoin(agency={"zh": agency.name_zh, "en": agency.name_en}, most=MOST)
    with transaction.atomic():
        take(order, officer, "joint", text=text, details={"agency": agency.pk}, now=now)
        row = CoHandling.objects.create(
            order=order, agency=agency, asked_at=now, asked=text.strip()[:300], due_at=order.due_at
        )
        tell(order, "workorder.joint", now, agency=agency, key=f":{agency.pk}")
    return row


def give(order: WorkOrder, officer: Officer, text: str, now: datetime | None = None) -> None:
    """Give the co-handling agency's part; the agency that leads is told.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        ReasonNeeded: the text is empty.
        AlreadyJoined: it was given before.
    """
    if not text.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    ours = reach(officer, HANDLE)
    mine = [one for one in order.co_handlings.all() if one.agency_id in ours]
    if not mine:
        raise NotFound(what="work order")
    row = next((one for one in mine if one.answered_at is None), None)
    if row is None:
        raise AlreadyJoined()
    with transaction.atomic():
        take(order, officer, "joined", text=text, details={"agency": row.agency_id}, now=now)
        waiting = CoHandling.objects.filter(pk=row.pk, answered_at=None)
        if not waiting.update(answer=text.strip()[:5000], answered_at=now, handler=officer):
            raise AlreadyJoined()
        tell(order, "workorder.joined", now, agency=order.agency, key=f":{row.agency_id}")
