"""How many wait before this resident, and how long will it be? By office hours, the calendar and what waits took lately."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.utils import timezone

from bangban.agencies.models import Officer, OfficerRole
from bangban.agencies.permissions import has_permission
from bangban.agencies.prepared import Prepared
from bangban.agencies.tenancy import covers
from bangban.governance.calendar import calendar
from bangban.governance.clock import find_profile
from bangban.services.consult.handover.models import WAITING, Handover, HandoverState, Presence
from bangban.services.consult.models import Conversation, Role

PROFILE = "hotline.dispatch"
"""The time limit whose office hours are the chat's."""
FRESH = timedelta(seconds=75)
"""An officer whose page was not heard of for longer is not there."""
GONE = timedelta(minutes=3)
"""An officer in a conversation whose pages were not heard of for longer has lost it."""
RECENT = 20
USUAL = timedelta(minutes=6)
"""How long a conversation takes where nothing is known yet."""
SERVED = ("urgency", "since", "pk")
"""The order in which those who wait are served."""
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
    return Handover.objects.filter(state__in=WAITING).order_by(*SERVED)


def present(now: datetime) -> list[Presence]:
    """Officers who take conversations now, with their roles."""
    roles = Prefetch("officer__roles", OfficerRole.objects.select_related("agency"))
    found = _PRESENT.all(since=now - FRESH)
    prefetch_related_objects(found, roles)
    for one in found:
        one.officer.role_rows = [(role.role, role.agency.path) for role in one.officer.roles.all()]
    return found


_PRESENT = Prepared(
    lambda since: Presence.objects.filter(
        on_duty=True, seen_at__gt=since, officer__is_active=True
    ).select_related("officer"),
    since=Presence._meta.get_field("seen_at"),
)


def may_take(officer: Officer, handover: Handover) -> bool:
    """Whether the officer's roles reach the handover's agency; where nobody keeps it, every handler may."""
    if not has_permission(officer, "chat.handle"):
        return False
    return handover.agency is None or covers(officer, "chat.handle", handover.agency)


def able(handover: Handover, there: Iterable[Presence]) -> list[Presence]:
    """Of those who are there, the ones who may take it: who waits for them waits for nobody else's colleagues."""
    return [one for one in there if may_take(one.officer, handover)]


def seen(officer: Officer, now: datetime) -> None:
    """One of the officer's pages was heard of; whether he takes new conversations is as it was."""
    if not Presence.objects.filter(officer=officer).update(seen_at=now):
        Presence.objects.get_or_create(officer=officer, defaults={"seen_at": now})


def unanswered(handover: Handover) -> bool:
    """Whether the resident spoke last."""
    spoken = handover.conversation.turns.filter(role__in=(Role.RESIDENT, Role.OFFICER)).order_by("-number")
    return spoken.values_list("role", flat=True).first() == Role.RESIDENT


def left_alone(now: datetime) -> list[Handover]:
    """Conversations in which the resident spoke last and the officer's browser is gone."""
    gone = Handover.objects.filter(
        Q(officer__chat_presence=None) | Q(officer__chat_presence__seen_at__lt=now - GONE),
        state=HandoverState.ACCEPTED,
        accepted_at__lt=now - GONE,
    ).select_related("conversation", "officer")
    return [one for one in gone[:RECENT] if unanswered(one)]


def standing(handover: Handover, now: datetime | None = None) -> Standing:
    """Where `handover` stands in the queue of its agency."""
    now = now or timezone.now()
    before = waiting().filter(
        Q(urgency__lt=handover.urgency)
        | Q(urgency=handover.urgency, since__lt=handover.since)
        | Q(urgency=handover.urgency, since=handover.since, pk__lt=handover.pk),
        agency=handover.agency_id,
    )
    return _standings([(handover, before.count() + 1)], present(now), now)[0]


def standings(queue: Sequence[Handover], there: Sequence[Presence], now: datetime) -> list[Standing]:
    """Where each of `queue` stands: asked together, so that a long queue costs what a short one does.

    `queue`: all that wait at their agencies, in their order; `there`: who takes conversations now.
    """
    counted: Counter[int | None] = Counter()
    placed = []
    for one in queue:
        counted[one.agency_id] += 1
        placed.append((one, counted[one.agency_id]))
    return _standings(placed, there, now) if placed else []


def _standings(
    placed: Sequence[tuple[Handover, int]], there: Sequence[Presence], now: datetime
) -> list[Standing]:
    closed_until, hands = opens_at(now), [len(able(one, there)) for one, _ in placed]
    took = _usual({one.agency_id for (one, _), many in zip(placed, hands, strict=True) if many})
    found = []
    for (one, position), many in zip(placed, hands, strict=True):
        wait = took.get(one.agency_id, USUAL) * (position / (many * AT_ONCE)) if many else None
        found.append(Standing(position, wait, closed_until))
    return found


def _of(agencies: Collection[int | None]) -> Q:
    return Q(agency_id__in=[one for one in agencies if one is not None]) | (
        Q(agency_id=None) if None in agencies else Q()
    )


def _usual(agencies: Collection[int | None]) -> dict[int | None, timedelta]:
    """How long a conversation took lately, by agency."""
    if not agencies:
        return {}
    ended = Handover.objects.filter(
        _of(agencies),
        accepted_at__isnull=False,
        ended_at__isnull=False,
        state__in=(HandoverState.RETURNED, HandoverState.ENDED),
    )
    newest = Window(RowNumber(), partition_by=F("agency_id"), order_by=F("ended_at").desc())
    spans: dict[int | None, list[timedelta]] = defaultdict(list)
    rows = ended.annotate(newest=newest).filter(newest__lte=RECENT)
    for agency, accepted, over in rows.values_list("agency", "accepted_at", "ended_at"):
        if accepted and over:
            spans[agency].append(over - accepted)
    return {agency: sum(all_, timedelta()) / len(all_) for agency, all_ in spans.items()}


def waiting_shown(conversation: Conversation) -> dict[str, Any]:
    """What the strip above a conversation says: who answers, which place in the queue, how long."""
    live = (
        Handover.objects.filter(conversation=conversation)
        .select_related("officer", "case__resident")
        .order_by("-pk")
        .first()
    )
    if live is None or live.state in (HandoverState.RETURNED, HandoverState.ENDED):
        return {"handover": None}
    if live.case is not None and live.case.closed_at is not None:
        # He was called back.
        return {"handover": None}
    return {"handover": live, "standing": standing(live) if live.waits else None, "officer": live.officer}
