"""Which steps may a handover take? Each is one conditional update: of two who try at once, one succeeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from bangban.agencies.inserting import insert
from bangban.agencies.models import Officer, Resident
from bangban.agencies.prepared import Change
from bangban.governance.admission import Work
from bangban.governance.deadlines import warned_and_due
from bangban.governance.handle import handle
from bangban.governance.models import Case
from bangban.governance.people import announce
from bangban.ledger.record import Entry, append
from bangban.services.consult import asking
from bangban.services.consult.handover.found import last_one, live_one, pending
from bangban.services.consult.handover.keepers import CALLBACK, keeper_of
from bangban.services.consult.handover.live import tell
from bangban.services.consult.handover.models import LIVE, WAITING, Handover, HandoverState, Urgency
from bangban.services.consult.handover.problems import NotWaiting, NotYours
from bangban.services.consult.handover.queueing import seen
from bangban.services.consult.handover.summary import summary_of
from bangban.services.consult.handover.topics import topics_of
from bangban.services.consult.models import Conversation, ConversationState, Role, Turn

CALLBACK_AT_RISK = "hotline.dispatch.emergency"
"""The time limit of a call-back to somebody whose life may be at risk."""
CRISIS = "crisis"
RECALLED = 12
"""Turns of the resident that tell what the conversation is about."""
SAME_WAIT = timedelta(hours=1)
"""Who went on with the assistant and comes back within that waits on where he was; later it is another matter."""
LEVELS = {"emergency": Urgency.EMERGENCY, "urgent": Urgency.URGENT, "normal": Urgency.NORMAL}


_ANSWERS = Change(
    lambda conversation, state, now: (
        Conversation.objects.filter(pk=conversation),
        {"state": state, "last_at": now},
    ),
    conversation=Conversation._meta.pk,
    state=Conversation._meta.get_field("state"),
    now=Conversation._meta.get_field("last_at"),
)


def open_handover(
    conversation: Conversation,
    reason: str,
    urgency: str,
    *,
    turn: Turn | None = None,
    why: dict[str, str],
    words: list[str] | None = None,
    now: datetime | None = None,
) -> Handover:
    """Let the conversation wait for a person; from now on the assistant is silent. An open one is returned as it is."""
    now = now or timezone.now()
    before = last_one(conversation)
    if before is not None and before.state in LIVE:
        return before
    since = _since(before, now)
    keeper = keeper_of(conversation)
    said = conversation.turns.filter(role=Role.RESIDENT).order_by("-number").values_list("text", flat=True)
    about = topics_of(keeper, reason, said[:RECALLED])
    try:
        with transaction.atomic():
            made = Handover(
                conversation=conversation,
                agency=keeper,
                reason=reason,
                urgency=LEVELS.get(urgency, Urgency.NORMAL),
                since=since,
                turn=turn.number if turn is not None else 0,
                summary={**summary_of(conversation, why, words or []), "topics": about},
            )
            insert([made])
            _answers(conversation, ConversationState.PERSON)
            _note("handover.opened", "resident:anonymous", made, reason=reason)
            tell(conversation, "state")
    except IntegrityError:
        # Two messages in the same moment: the other one opened it.
        found = live_one(conversation)
        if found is None:
            raise
        return found
    return made


def _since(before: Handover | None, now: datetime) -> datetime:
    """A wait that nobody answered goes on where it was."""
    if before is None or before.accepted_at is not None or before.case_id is not None:
        return now
    return before.since if before.ended_at is None or now - before.ended_at < SAME_WAIT else now


def worsen(handover: Handover, turn: Turn, why: dict[str, str], words: list[str]) -> bool:
    """While somebody waits or is talked to, a life came to be at risk: to the front of the queue; False when that is known."""
    with transaction.atomic():
        said = handover.conversation.turns.filter(role=Role.RESIDENT).order_by("-number")
        about = topics_of(handover.agency, CRISIS, said.values_list("text", flat=True)[:RECALLED])
        summary = summary_of(handover.conversation, why, words) | {"topics": about}
        done = (
            Handover.objects.filter(pk=handover.pk, state__in=LIVE)
            .exclude(reason=CRISIS)
            .update(reason=CRISIS, urgency=Urgency.EMERGENCY, turn=turn.number, summary=summary)
        )
        if done:
            _note("handover.escalated", "resident:anonymous", handover, reason=CRISIS)
            tell(handover.conversation, "state")
    return bool(done)


def offer(handover: Handover, officer: Officer, now: datetime) -> bool:
    """Offer it to one officer; False when somebody was quicker."""
    done = Handover.objects.filter(pk=handover.pk, state=HandoverState.QUEUED).update(
        state=HandoverState.OFFERED, offered_to=officer, offered_at=now
    )
    if done:
        tell(handover.conversation, "state")
    return bool(done)


def pass_by(handover: Handover, now: datetime) -> bool:
    """An offer that ran out goes back into the queue, and is not made to the same officer again."""
    passed = [*handover.passed_by, handover.offered_to_id]
    with transaction.atomic():
        done = Handover.objects.filter(
            pk=handover.pk, state=HandoverState.OFFERED, offered_at=handover.offered_at
        ).update(
            state=HandoverState.QUEUED,
            offered_to=None,
            offered_at=None,
            missed=F("missed") + 1,
            passed_by=passed,
        )
        if done:
            _note("handover.missed", "process:web", handover, officer=handover.offered_to_id)
            tell(handover.conversation, "state")
    return bool(done)


def escalate(handover: Handover, now: datetime) -> bool:
    """Nobody took it in time: it goes to the front, once."""
    with transaction.atomic():
        done = Handover.objects.filter(pk=handover.pk, state__in=WAITING, escalated_at=None).update(
            escalated_at=now, urgency=Urgency.EMERGENCY, passed_by=[]
        )
        if done:
            _note("handover.escalated", "process:web", handover, missed=handover.missed)
            tell(handover.conversation, "state")
    return bool(done)


def accept(handover: Handover, officer: Officer, now: datetime | None = None) -> Handover:
    """The officer takes over, offered to him or not; a supervisor may take a colleague's.

    Raises:
        NotWaiting: it no longer waits.
    """
    now = now or timezone.now()
    with transaction.atomic():
        done = Handover.objects.filter(pk=handover.pk, state__in=WAITING).update(
            state=HandoverState.ACCEPTED, officer=officer, accepted_at=now, offered_to=None
        )
        if not done:
            raise NotWaiting()
        seen(officer, now)
        _note("handover.accepted", f"officer:{officer.pk}", handover)
        _say(
            handover.conversation,
            _("A member of staff has joined: %(name)s") % {"name": officer.name},
            handover,
        )
        tell(handover.conversation, "state")
    handover.refresh_from_db()
    return handover


def lose(handover: Handover, now: datetime) -> bool:
    """The officer's browser is gone and the resident is owed a word: to the front of the queue, the clock as it was."""
    with transaction.atomic():
        done = Handover.objects.filter(
            pk=handover.pk, state=HandoverState.ACCEPTED, officer=handover.officer_id
        ).update(
            state=HandoverState.QUEUED,
            officer=None,
            accepted_at=None,
            offered_at=None,
            urgency=Urgency.EMERGENCY,
            escalated_at=now,
            missed=F("missed") + 1,
        )
        if done:
            _note("handover.missed", "process:web", handover, officer=handover.officer_id)
            _say(
                handover.conversation,
                _(
                    "The member of staff has lost the connection. Nothing is lost: a colleague goes on, or you will be called back."
                ),
                handover,
            )
            tell(handover.conversation, "state")
    return bool(done)


def take_from(handover: Handover, officer: Officer) -> Handover:
    """A supervisor goes on in a conversation a colleague has.

    Raises:
        NotWaiting: nobody talks in it.
    """
    with transaction.atomic():
        done = Handover.objects.filter(pk=handover.pk, state=HandoverState.ACCEPTED).update(officer=officer)
        if not done:
            raise NotWaiting()
        seen(officer, timezone.now())
        _note("handover.accepted", f"officer:{officer.pk}", handover, taken_from=handover.officer_id)
        tell(handover.conversation, "state")
    handover.refresh_from_db()
    return handover


def reply(handover: Handover, officer: Officer, text: str) -> Turn:
    """What the officer says.

    Raises:
        NotYours: another officer talks in it, or nobody.
    """
    with transaction.atomic():
        if not Handover.objects.filter(
            pk=handover.pk, state=HandoverState.ACCEPTED, officer=officer
        ).exists():
            raise NotYours()
        turn = asking.say(handover.conversation, Role.OFFICER, text, officer=officer)
        _note("handover.replied", f"officer:{officer.pk}", handover, turn=turn.number)
        tell(handover.conversation, "turn", turn.number)
    return turn


def give_back(handover: Handover, officer: Officer, now: datetime | None = None) -> None:
    """The assistant answers again. What was said so far calls for no person a second time.

    Raises:
        NotYours: another officer talks in it, or nobody.
    """
    _leave(handover, officer, HandoverState.RETURNED, ConversationState.ASSISTANT, now)


def end(handover: Handover, officer: Officer, now: datetime | None = None) -> None:
    """The conversation is over; a new message begins it again with the assistant.

    Raises:
        NotYours: another officer talks in it, or nobody.
    """
    _leave(handover, officer, HandoverState.ENDED, ConversationState.ASSISTANT, now)


def withdraw(handover: Handover, now: datetime | None = None) -> bool:
    """The resident no longer wants a person: the assistant answers again."""
    with transaction.atomic():
        done = Handover.objects.filter(pk=handover.pk, state__in=WAITING).update(
            state=HandoverState.RETURNED, ended_at=now or timezone.now()
        )
        if done:
            _answers(handover.conversation, ConversationState.ASSISTANT)
            _note("handover.returned", "resident:anonymous", handover)
            tell(handover.conversation, "state")
    return bool(done)


def call_back(handover: Handover, contact: str = "", now: datetime | None = None) -> bool:
    """Nobody is there: a work order to call back, with its deadline, kept by a person; the assistant answers meanwhile."""
    now = now or timezone.now()
    with transaction.atomic():
        if not Handover.objects.filter(pk=handover.pk, state__in=WAITING).update(
            state=HandoverState.CALLBACK, ended_at=now
        ):
            return False
        asked = [str(line) for line in handover.summary.get("asked", [])]
        text = "\n".join([_("Please call back."), contact, *asked]).strip()
        work = Work(
            CALLBACK,
            {"text": text[:5000]},
            "resident:anonymous",
            "chat",
            agency=handover.agency,
            for_person=True,
        )
        case = handle(work, now=now).case
        Handover.objects.filter(pk=handover.pk).update(case=case)
        _answers(handover.conversation, ConversationState.ASSISTANT)
        if case is not None and handover.reason == CRISIS:
            warn_at, due_at = warned_and_due(CALLBACK_AT_RISK, case.opened_at)
            Case.objects.filter(pk=case.pk).update(warn_at=warn_at, due_at=due_at)
            case.refresh_from_db(fields=["warn_at", "due_at"])
        number = case.follow_code if case is not None else ""
        _note("handover.callback", "process:web", handover, case=case.pk if case is not None else 0)
        _say(
            handover.conversation,
            _(
                "Nobody is free at the moment. Your wish is on record as %(number)s. Leave your telephone number at the top of this page, and you will be called back."
            )
            % {"number": number},
            handover,
        )
        tell(handover.conversation, "state")
    if case is not None:
        announce(case)
    return True


def leave_number(handover: Handover, phone: str) -> bool:
    """Where the resident can be called back; a new number takes the old one's place. False when none is owed any more."""
    with transaction.atomic():
        owed = pending(handover.conversation)
        if owed is None or owed.pk != handover.pk or owed.case is None:
            return False
        if owed.case.resident is None:
            made = Resident.objects.create(phone=phone)
            if not Case.objects.filter(pk=owed.case.pk, resident=None).update(resident=made):
                made.delete()
                return False
        else:
            Resident.objects.filter(pk=owed.case.resident.pk, erased_at=None).update(phone=phone)
        _note("handover.number", "resident:anonymous", handover, case=owed.case.pk)
        tell(handover.conversation, "state")
    return True


def _leave(
    handover: Handover,
    officer: Officer,
    state: HandoverState,
    answers: ConversationState,
    now: datetime | None,
) -> None:
    with transaction.atomic():
        last = handover.conversation.turns.order_by("-number").values_list("number", flat=True).first() or 0
        done = Handover.objects.filter(pk=handover.pk, state=HandoverState.ACCEPTED, officer=officer).update(
            state=state, ended_at=now or timezone.now(), turn=last
        )
        if not done:
            raise NotYours()
        _answers(handover.conversation, answers)
        _note(f"handover.{state.value}", f"officer:{officer.pk}", handover)
        _say(
            handover.conversation,
            _("The assistant answers again. You can ask for a person at any time."),
            handover,
        )
        tell(handover.conversation, "state")


def _answers(conversation: Conversation, state: ConversationState) -> None:
    _ANSWERS.update(conversation=conversation.pk, state=state, now=timezone.now())
    conversation.state = state


def _say(conversation: Conversation, text: str, handover: Handover) -> None:
    turn = asking.say(conversation, Role.NOTICE, text)
    tell(conversation, "turn", turn.number)


def _note(kind: str, actor: str, handover: Handover, **details: Any) -> None:
    append([Entry(kind, actor, handover.agency_id, f"handover:{handover.pk}", details)])


def in_language(conversation: Conversation) -> Any:
    """Speak the conversation's language, whoever acts."""
    return override("en" if conversation.language == "en" else "zh-hans")
