"""How many decisions did a standing order make today? Counted once; then only what came since the last look."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from bangban.agencies.prepared import Prepared
from bangban.governance.models import Decision, StandingOrder

RECOUNT = timedelta(minutes=1)
"""After so long all of a day are counted again: the clock of an executor on another machine may go behind ours."""

_DECIDED = Prepared(
    lambda order, since, now: (
        Decision.objects.filter(standing_order=order, decided_at__gte=since)
        .order_by()
        .values("standing_order")
        # Of the index' own column: no row is opened.
        .annotate(all=Count("decided_at"), before=Count("decided_at", filter=Q(decided_at__lt=now)))
        .values_list("all", "before")
    ),
    order=Decision._meta.get_field("standing_order"),
    since=Decision._meta.get_field("decided_at"),
    now=Decision._meta.get_field("decided_at"),
)


@dataclass(frozen=True)
class _Counted:
    """`many` decisions were made from `midnight` until just before `until`; all were counted at `whole`."""

    midnight: datetime
    whole: datetime
    until: datetime
    many: int


_counted: dict[uuid.UUID, _Counted] = {}


def decided_today(order: StandingOrder, now: datetime) -> int:
    """How many decisions stand under `order` since midnight, those of this moment included."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    known = _counted.get(order.pk)
    if known is None or known.midnight != midnight or now < known.until or now - known.whole > RECOUNT:
        known = _Counted(midnight, now, midnight, 0)
    found = _DECIDED.rows(order=order.pk, since=known.until, now=now)
    further, before = found[0] if found else (0, 0)
    # What is decided at this very moment may not be there yet, or stand in the future of a clock put back.
    _counted[order.pk] = replace(known, until=now, many=known.many + before)
    return known.many + int(further)
