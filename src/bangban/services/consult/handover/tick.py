"""What is due in the queue? Offers to the officer who fits best, offers that ran out, waits that are too long."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

from bangban.agencies.models import Officer
from bangban.services.consult.handover import machine
from bangban.services.consult.handover.live import forget
from bangban.services.consult.handover.models import Handover, HandoverState, Presence
from bangban.services.consult.handover.queueing import AT_ONCE, able, left_alone, opens_at, present, waiting
from bangban.services.consult.handover.topics import who_knows

ACCEPT = timedelta(seconds=45)
"""How long an officer has to take what is offered."""
ESCALATE_MISSED = 2
ESCALATE_AFTER = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=20)
"""After that, or when the office closes, whom nobody can take is promised a call-back instead."""
BATCH = 200
_CHINESE = re.compile("[\u3400-\u9fff]")


def tick(now: datetime) -> int:
    """Do what is due by now; return how many steps were taken."""
    steps = 0
    for one in Handover.objects.filter(state=HandoverState.OFFERED, offered_at__lt=now - ACCEPT)[:BATCH]:
        steps += machine.pass_by(one, now)
    for one in left_alone(now):
        with machine.in_language(one.conversation):
            steps += machine.lose(one, now)
    closed = opens_at(now) is not None
    there = present(now)
    # Whoever is free takes even those who waited longest: a call-back is for those whom nobody can take.
    steps += _offer(now, there)
    for one in waiting().select_related("conversation", "agency")[:BATCH]:
        late = now - one.since
        if one.state == HandoverState.QUEUED and (late > LONGEST_WAIT or closed or not able(one, there)):
            if late > ACCEPT:
                with machine.in_language(one.conversation):
                    steps += machine.call_back(one, now=now)
        elif one.escalated_at is None and (one.missed >= ESCALATE_MISSED or late > ESCALATE_AFTER):
            steps += machine.escalate(one, now)
    return steps + (forget(now) if now.minute == 0 and now.second < 5 else 0)


def _offer(now: datetime, there: list[Presence]) -> int:
    busy = Counter(
        Handover.objects.filter(state=HandoverState.ACCEPTED, officer__isnull=False).values_list(
            "officer_id", flat=True
        )
    )
    busy.update(Handover.objects.filter(state=HandoverState.OFFERED).values_list("offered_to_id", flat=True))
    steps = 0
    for one in waiting().filter(state=HandoverState.QUEUED).select_related("conversation")[:BATCH]:
        officer = best(one, there, busy)
        if officer is not None and machine.offer(one, officer, now):
            busy[officer.pk] += 1
            steps += 1
    return steps


def best(handover: Handover, there: list[Presence], busy: Counter[int]) -> Officer | None:
    """The officer who fits: reaches the agency, speaks the language, has a place free, and did not let it pass by.

    Who knows the topic comes first; where none of those has a place free, nobody waits for them.
    """
    knows, understood = who_knows(handover), _understood(handover)
    fitting = [
        (one.officer_id not in knows, busy[one.officer_id], one.officer_id, one.officer)
        for one in able(handover, there)
        if busy[one.officer_id] < AT_ONCE
        and one.officer_id not in handover.passed_by
        and not understood.isdisjoint(one.languages or ["zh"])
    ]
    return min(fitting, key=lambda row: row[:3])[3] if fitting else None


def _understood(handover: Handover) -> frozenset[str]:
    """The languages the resident can be answered in: that of his page, and Chinese where he wrote it."""
    wrote = any(_CHINESE.search(text) for text in handover.summary.get("asked", []))
    return frozenset((handover.conversation.language, *(("zh",) if wrote else ())))
