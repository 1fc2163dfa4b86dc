"""When does a resident's turn call for a person? The skill says it; the state machine opens the queue and tells the resident."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bangban.errors import Problem
from bangban.governance.gathering import turn_to_write
from bangban.services.consult import asking
from bangban.services.consult.handover import machine
from bangban.services.consult.handover.found import last_one, live_one, pending
from bangban.services.consult.handover.live import tell
from bangban.services.consult.handover.queueing import able, opens_at, present, standing
from bangban.services.consult.models import Audience, Conversation, ConversationState, Role, Turn
from bangban.skillhost.client import call

log = logging.getLogger(__name__)
SKILL = "handover.decide"
LOOKED_AT = 40
"""Turns a decision looks back on."""
HEARD = 6_000
"""Characters of a turn that are judged, half of them at its beginning and half at its end."""
PATIENCE = 2.0

Judge = Callable[[list[dict[str, str]]], Mapping[str, Any]]


def ask_skill(turns: list[dict[str, str]]) -> Mapping[str, Any]:
    """What the skill host says of the last turn: {"handover", "reason", "urgency", "why", "words"}."""
    content: dict[str, Any] = call(SKILL, {"turns": turns}, deadline_seconds=PATIENCE)["content"]
    return content


_judges: ContextVar[Judge] = ContextVar("judge", default=ask_skill)


@contextmanager
def judged_by(judge: Judge) -> Iterator[None]:
    """Have `judge` say it meanwhile: for a process in which the skill runs without a host."""
    token = _judges.set(judge)
    try:
        yield
    finally:
        _judges.reset(token)


def weigh(
    conversation: Conversation,
    text: str,
    before: Sequence[Mapping[str, Any]],
    judge: Judge | None = None,
) -> Callable[[Turn], None] | None:
    """Look at what a resident says before it is answered (`asking.on_asked`); return what is to be done about it."""
    if conversation.audience != Audience.RESIDENT:
        return None
    persons = conversation.state == ConversationState.PERSON
    last = last_one(conversation) if conversation.pk else None
    # What an earlier handover has dealt with does not call for another: no loop.
    since = last.turn if last is not None else 0
    turns = [
        {"role": str(one["role"]), "text": asking.ends(str(one["text"]), HEARD)}
        for one in before
        if one.get("number", 1) > since and one["role"] != Role.NOTICE
    ][1 - LOOKED_AT :]
    try:
        said = (judge or _judges.get())(
            [*turns, {"role": str(Role.RESIDENT), "text": asking.ends(text, HEARD)}]
        )
    except Problem as problem:
        # Without the skill host the resident still has the way to a person on every page.
        log.warning("handover not judged: %s", problem.code)
        said = {"handover": False}
    if persons:
        return lambda turn: go_on(conversation, turn, said)
    return (lambda turn: begin(conversation, turn, said)) if said["handover"] else None


def look(conversation: Conversation, turn: Turn, judge: Judge | None = None) -> None:
    """The same for a turn that stands already."""
    before = [one for one in asking.spoken(conversation, LOOKED_AT) if one["number"] < turn.number]
    act = weigh(conversation, turn.text, before, judge)
    if act is not None:
        act(turn)


def begin(
    conversation: Conversation, turn: Turn | None, said: Mapping[str, Any], now: datetime | None = None
) -> None:
    """Open the queue and say so; with a life at risk the helplines come first, at once."""
    now = now or timezone.now()
    with machine.in_language(conversation), turn_to_write(), transaction.atomic():
        if said["reason"] == machine.CRISIS:
            _notice(conversation, helplines())
        if _owed(conversation, str(said["urgency"]), now):
            return
        made = machine.open_handover(
            conversation,
            str(said["reason"]),
            str(said["urgency"]),
            turn=turn,
            why=dict(said["why"]),
            words=list(said.get("words", [])),
            now=now,
        )
        if not made.waits:
            return
        if opens_at(now) is not None or not able(made, present(now)):
            machine.call_back(made, now=now)
            return
        place = standing(made, now)
        _notice(
            conversation,
            _("A member of staff will join. You are number %(position)d; it takes about %(minutes)d min.")
            % {"position": place.position, "minutes": place.minutes},
        )


def go_on(conversation: Conversation, turn: Turn, said: Mapping[str, Any]) -> None:
    """The resident says more to the person he waits for or talks to; the machine speaks only where a life is at risk."""
    tell(conversation, "turn", turn.number)
    live = live_one(conversation)
    if live is None or not said["handover"] or said["reason"] != machine.CRISIS:
        return
    with machine.in_language(conversation), transaction.atomic():
        if machine.worsen(live, turn, dict(said["why"]), list(said.get("words", []))):
            _notice(conversation, helplines())


def _owed(conversation: Conversation, urgency: str, now: datetime) -> bool:
    """Whether a call-back that is owed already is all that can be had now: it is named again, and no second one made."""
    owed = pending(conversation) if live_one(conversation) is None else None
    if owed is None or owed.case is None or machine.LEVELS.get(urgency, owed.urgency) < owed.urgency:
        return False
    if opens_at(now) is None and able(owed, present(now)):
        return False
    _notice(
        conversation,
        _("Nobody is free at the moment. Your wish for a call-back is on record already: %(number)s.")
        % {"number": owed.case.follow_code},
    )
    return True


def helplines() -> str:
    """What is said first when a life may be at risk."""
    return _(
        "If a life is at risk, call now: 120 (ambulance), 110 (police), 119 (fire). If you cannot go on, call 12356: somebody listens, day and night."
    )


def _notice(conversation: Conversation, text: str) -> None:
    turn = asking.say(conversation, Role.NOTICE, text)
    tell(conversation, "turn", turn.number)
