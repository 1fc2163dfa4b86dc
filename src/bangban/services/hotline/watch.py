"""Which work orders are nearly or already late, and who in their agencies must know?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from bangban.agencies.models import Officer, Role
from bangban.agencies.prepared import Prepared
from bangban.governance.envelopes import instant
from bangban.governance.notices import notify
from bangban.governance.sweep import BATCH, Sweep
from bangban.ledger.record import Entry, append
from bangban.services.hotline.duty import tell_alerts, tell_incidents
from bangban.services.hotline.models import WorkOrder
from bangban.services.hotline.orders import OPEN


def _open(now: Any = None) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(status__in=OPEN).select_related("agency", "case", "handler")


# Asked every second.
_NEARLY_DUE = Prepared(
    lambda now: _open().filter(warned=False, warn_at__lte=now, due_at__gt=now).order_by("due_at")[:BATCH],
    now=WorkOrder._meta.get_field("due_at"),
)


class Watch:
    """Looks again every round of the executor; see `governance.deadlines.watch_also`."""

    def __init__(self) -> None:
        self._overdue = Sweep(WorkOrder, _open)

    def round(self, now: datetime) -> int:
        """Tell of what is due by `now`; return how many events."""
        told = tell_incidents(now) + tell_alerts(now)
        for order in _NEARLY_DUE.all(now=now):
            with transaction.atomic():
                # Whoever sets the flag tells it: two executors may look at the same moment.
                if WorkOrder.objects.filter(pk=order.pk, warned=False).update(warned=True):
                    told += _tell("workorder.warned", order, now)
        for order in self._overdue.rows(now):
            with transaction.atomic():
                mine = WorkOrder.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=order.pk)
                if mine.filter(status__in=OPEN).exists():
                    told += _tell("workorder.overdue", order, now)
        return told


def _tell(kind: str, order: WorkOrder, now: datetime) -> int:
    due = instant(order.due_at)
    here = Q(agency=order.agency, roles__role=Role.HANDLER) | Q(pk=order.handler_id or 0)
    handlers = list(Officer.objects.filter(here, is_active=True).distinct())
    made = notify(
        kind,
        key=f"{kind}:{order.pk}:{due}",
        officers=handlers,
        # An agency without handlers is told as a whole.
        agency=None if handlers else order.agency,
        subject=f"workorder:{order.pk}",
        details={"reference": order.case.reference, "due": due},
        now=now,
    )
    if made:
        about = {"workorder": order.pk, "due": due}
        append([Entry(kind, "process:executor", order.agency_id, f"case:{order.case_id}", about)])
    return int(made > 0)
