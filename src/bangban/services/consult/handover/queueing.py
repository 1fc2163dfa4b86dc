"""How many wait before this resident, and how long will it be? By office hours, the calendar and what waits took lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bangban.governance.calendar import calendar
from bangban.governance.clock import find_profile
from bangban.services.consult.handover.models import WAITING, Handover, HandoverState, Presence
from bangban.services.consult.models import Conversation

PROFILE = "hotline.dispatch"
"""The time limit whose office hours are the chat's."""
FRESH = timedelta(seconds=75)
"""An officer whose page was not heard of for longer is not there."""
RECENT = 20
USUAL = timedelta(minutes=6)
"""How long a conversation takes where nothing is known yet."""
AT_ONCE = 3
"""Conversations one officer has at the same time."""


@dataclass(frozen=True)
class Standing:
    """Where a waiting resident stands."""

    position: int
    wait: timedelta | None
    """None: nobody is there; see `opens_at`."""
    opens_at: datetime | None
    """When the office opens; None while it is open."""

    @property
    def minutes(self) -> int:
        return max(1, round(self.wait.total_seconds() / 60)) if self.wait is not None else 0


def opens_at(now: datetime) -> datetime | None:
    """When persons answer again; None when they do now. Holidays and make-up workdays included."""
    days = calendar()
    local = days.local(now)
    windows: tuple[tuple[time, time], ...] = find_profile(PROFILE).hours
    day = days.next_workday(local.date())
    if day == local.date() and any(opens <= local.time() < closes for opens, closes in windows):
        return None
    later = [opens for opens, _ in windows if day > local.date() or opens > local.time()]
    if not later:
        day = days.next_workday(day + timedelta(days=1))
        later = [windows[0][0]]
    return datetime.combine(day, later[0], tzinfo=days.zone)


def waiting() -> QuerySet[Handover]:
    """Those who wait, in the order they are served: urgency, then since when."""
    return Handover.objects.filter(state__in=WAITING).order_by("urgency", "since", "pk")


def present(now: datetime) -> QuerySet[Presence]:
    """Officers who take conversations now."""
    return Presence.objects.filter(
        on_duty=True, seen_at__gt=now - FRESH, officer__is_active=True
    ).select_related("officer")


def standing(handover: Handover, now: datetime | None = None) -> Standing:
    """Where `handover` stands in the queue of its agency."""
    now = now or timezone.now()
    same = waiting().filter(agency=handover.agency)
    before = same.filter(
        Q(urgency__lt=handover.urgency)
        | Q(urgency=handover.urgency, since__lt=handover.since)
        | Q(urgency=handover.urgency, since=handover.since, pk__lt=handover.pk)
    ).count()
    closed_until = opens_at(now)
    there = present(now).count()
    if not there:
        return Standing(before + 1, None, closed_until)
    rounds = (before + 1) / (there * AT_ONCE)
    return Standing(before + 1, usual(handover) * rounds, closed_until)


def usual(handover: Handover) -> timedelta:
    """How long a conversation took lately in the handover's agency."""
    rows = Handover.objects.filter(
        agency=handover.agency,
        accepted_at__isnull=False,
        ended_at__isnull=False,
        state__in=(HandoverState.RETURNED, HandoverState.ENDED),
    ).order_by("-ended_at")[:RECENT]
    spans = [row.ended_at - row.accepted_at for row in rows if row.ended_at and row.accepted_at]
    return sum(spans, timedelta()) / len(spans) if spans else USUAL


def waiting_shown(conversation: Conversation) -> dict[str, Any]:
    """What the strip above a conversation says: who answers, which place in the queue, how long."""
    live = (
        Handover.objects.filter(conversation=conversation)
        .select_related("officer", "case")
        .order_by("-pk")
        .first()
    )
    if live is None or live.state in (HandoverState.RETURNED, HandoverState.ENDED):
        return {"handover": None}
    return {"handover": live, "standing": standing(live) if live.waits else None, "officer": live.officer}
