"""What does the hotline do with an order it dispatched? It urges, supervises, calls back, reopens and archives."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bangban.agencies.models import Officer
from bangban.errors import Problem
from bangban.governance.deadlines import warned_and_due
from bangban.governance.refusals import ReasonNeeded
from bangban.ledger.record import Entry, append
from bangban.services.hotline.effects import reply_limit
from bangban.services.hotline.life import post, take, tell
from bangban.services.hotline.models import OrderStatus, OrderStep, Satisfaction, WorkOrder

SAYABLE = (Satisfaction.SATISFIED, Satisfaction.FAIR, Satisfaction.DISSATISFIED)
"""What a resident may say; whether he was reached is the hotline's to know."""


class CallBackFirst(Problem):
    """请先回访群众并登记满意度，再归档。 | Call the resident back and enter how content he is before archiving."""

    code = "call_back_first"
    status = 409


class UnknownSatisfaction(Problem):
    """请选择群众的满意度。 | Choose how content the resident is."""

    code = "unknown_satisfaction"


def urge(order: WorkOrder, officer: Officer, text: str = "", now: datetime | None = None) -> None:
    """Urge the agency (催办): it is told at once, and the order says how often.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
    """
    now = now or timezone.now()
    with transaction.atomic():
        take(order, officer, "urge", text=text, values={"urged": F("urged") + 1}, now=now)
        tell(order, "workorder.urged", now, agency=order.agency, key=f":{order.urged}")


def supervise(order: WorkOrder, officer: Officer, text: str, now: datetime | None = None) -> None:
    """Put the order under supervision (督办); it stands on top of the board until it is answered.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        ReasonNeeded: no reason was given.
    """
    if not text.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    with transaction.atomic():
        take(order, officer, "supervise", text=text, values={"supervised_at": now}, now=now)
        tell(order, "workorder.supervised", now, agency=order.agency, key=f":{now.timestamp()}")


def call_back(
    order: WorkOrder, officer: Officer, satisfaction: str, text: str = "", now: datetime | None = None
) -> None:
    """Enter what the resident said when called back (回访).

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        UnknownSatisfaction: it is none of `Satisfaction`.
    """
    if satisfaction not in Satisfaction.values:
        raise UnknownSatisfaction()
    now = now or timezone.now()
    values = {"satisfaction": satisfaction, "called_at": now}
    take(order, officer, "call", text=text, values=values, details={"said": satisfaction}, now=now)


class RatedAlready(Problem):
    """满意度已经登记，不能再改。如果不满意，请投诉，或要求人工处理。 | How content you are is on record already. If you are not content, complain, or ask for a person."""

    code = "rated_already"
    status = 409


def rate(order: WorkOrder, said: str, text: str = "", now: datetime | None = None) -> None:
    """Enter how content the resident is, as said by the holder of the message's number: once, after the answer.

    Raises:
        UnknownSatisfaction: it is none of SAYABLE.
        RatedAlready: the order is not answered, or somebody was told already.
    """
    if said not in SAYABLE:
        raise UnknownSatisfaction()
    now = now or timezone.now()
    with transaction.atomic():
        waiting = WorkOrder.objects.filter(
            pk=order.pk, status=OrderStatus.ANSWERED, satisfaction__in=("", Satisfaction.UNREACHED)
        )
        if not waiting.update(satisfaction=said, called_at=now):
            raise RatedAlready()
        OrderStep.objects.create(
            order=order, step="rated", at=now, agency=order.case.agency, text=text.strip()
        )
        about = {"workorder": order.pk, "said": said}
        by = f"resident:{order.case.resident_id or 'anonymous'}"
        append([Entry("workorder.rated", by, order.agency_id, f"case:{order.case_id}", about)])
        order.refresh_from_db(fields=["satisfaction", "called_at"])
        post(order, "rated", now)
        if said == Satisfaction.DISSATISFIED:
            # Whoever follows the order decides whether it is handled again.
            tell(order, "workorder.rated", now, agency=order.case.agency, key=f":{order.reopened}")


def reopen(order: WorkOrder, officer: Officer, text: str, now: datetime | None = None) -> None:
    """Have the agency handle it again (重办), with a new time limit; its earlier answer stays on record.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        ReasonNeeded: no reason was given.
    """
    if not text.strip():
        raise ReasonNeeded()
    now = now or timezone.now()
    warn_at, due_at = warned_and_due(reply_limit(order.urgency), now)
    values = {
        "reopened": F("reopened") + 1,
        "closed_at": None,
        "warned": False,
        "warn_at": warn_at,
        "due_at": due_at,
        "satisfaction": "",
        "called_at": None,
    }
    with transaction.atomic():
        take(order, officer, "reopen", text=text, values=values, now=now)
        tell(order, "workorder.reopened", now, agency=order.agency, key=f":{order.reopened}")


def archive(order: WorkOrder, officer: Officer, now: datetime | None = None) -> None:
    """Close it for good (归档), once the resident was called back, or could not be reached.

    Raises:
        NotAllowed, NotFound, OrderClosed: see `life.take`.
        CallBackFirst: nobody called back.
    """
    if not order.satisfaction:
        raise CallBackFirst()
    take(order, officer, "archive", now=now)
