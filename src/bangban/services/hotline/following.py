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
from bangban.services.hotline.effects import reply_limit
from bangban.services.hotline.life import take, tell
from bangban.services.hotline.models import Satisfaction, WorkOrder


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
