"""How does a question get its answer? Through governance like any work; what comes back is what was released."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from bangban.agencies.inserting import insert
from bangban.agencies.models import Agency
from bangban.agencies.prepared import Change, Prepared
from bangban.errors import Refusal
from bangban.governance import wakeup
from bangban.governance.admission import Desk, Work, admit
from bangban.governance.gathering import Gathering, turn_to_write
from bangban.governance.handle import Draft, Outcome, Run, ask_host, draft_of, handle, record
from bangban.governance.models import CaseStatus
from bangban.services.consult import released
from bangban.services.consult.models import Conversation, ConversationState, Release, Role, Turn
from bangban.services.consult.problems import NothingAsked
from bangban.services.consult.released import releases_of

SCENARIO = "consult.answer"
REMEMBERED = 20
"""Turns before a question that help to understand it."""
LONGEST = 100_000
ATTEMPTS = 20
"""How often one turn's number may be taken by somebody who speaks in the same moment."""
PATIENCE = 4.0
"""Seconds a page waits for a release before it says that a person will answer."""

_HAN = re.compile("[\u3400-\u9fff]")
# Words that no pinyin has.
_ENGLISH = re.compile(
    r"\b(?:the|is|are|my|i|we|how|what|where|when|which|why|who|please|want|need|for|with|does|have)\b",
    re.IGNORECASE,
)
Spoken = Mapping[str, Any]
"""One turn as others than pages see it: {"number", "role", "text"}."""
Then = Callable[[Turn], None]
Listener = Callable[[Conversation, str, Sequence[Spoken]], Then | None]
_ON_ASKED: list[Listener] = []
_AS_FRESH = 0.25
"""Seconds for which employees are remembered here. Stops are asked for each time, and the executor asks for everything."""


def on_asked(listener: Listener) -> None:
    """Register who looks at what a resident says, before it is answered, with what was said before.

    It may return what shall be done once the turn stands: hand the conversation over, say.
    """
    _ON_ASKED.append(listener)


def open_conversation(*, language: str = "zh", agency: Agency | None = None, **more: Any) -> Conversation:
    return Conversation.objects.create(language=language, agency=agency, **more)


def say(conversation: Conversation, role: str, text: str, **more: Any) -> Turn:
    """Add one turn; its number follows the last."""
    for _ in range(20):
        last = next((number for _, number in _LAST.rows(keys=[conversation.pk])), 0)
        turn = Turn(conversation=conversation, number=last + 1, role=role, text=text, **more)
        try:
            with transaction.atomic():
                insert([turn])
                _SPOKEN.update(keys=[conversation.pk], now=timezone.now())
                return turn
        except IntegrityError:
            # Somebody else spoke in the same moment.
            continue
    raise IntegrityError("turn")


def ask(
    conversation: Conversation,
    text: str,
    *,
    choice: str = "",
    plain: bool = False,
    asked_by: str = "resident:anonymous",
    source: str = "chat",
    employee: str | None = None,
    earlier: Sequence[Spoken] = (),
    run: Run = ask_host,
) -> Turn:
    """Ask; return the assistant's turn, whose release comes when it was decided, or the resident's own turn.

    The latter when a person answers in this conversation: then the assistant stays silent. A `conversation` that is
    not saved yet is, together with the question, and with what was said `earlier` elsewhere.

    Raises:
        NothingAsked: the text is empty.
        LedgerUnavailable: nothing was done, because it could not be recorded.
    """
    with coming():
        begun = begin(
            conversation, text, choice=choice, plain=plain, asked_by=asked_by, source=source, employee=employee,
            earlier=earlier,
        )  # fmt: skip
        return (
            begun if isinstance(begun, Turn) else end(begun, lambda: draft_of(admit(begun.work, desk()), run))
        )


def coming() -> AbstractContextManager[None]:
    """Somebody asks, and will have something to write: who writes at this moment may wait for him."""
    return _written.coming()


@dataclass(frozen=True)
class Begun:
    """A question that an employee may answer, with the turns that do not stand yet."""

    conversation: Conversation
    words: Sequence[tuple[str, str]]
    work: Work


def begin(
    conversation: Conversation,
    text: str,
    *,
    choice: str = "",
    plain: bool = False,
    asked_by: str = "resident:anonymous",
    source: str = "chat",
    employee: str | None = None,
    earlier: Sequence[Spoken] = (),
) -> Turn | Begun:
    """What is done before an employee answers: the resident's own turn comes back where a person does.

    Raises:
        NothingAsked: the text is empty.
    """
    text = text.replace("\x00", "")[:LONGEST]
    if not text.strip():
        raise NothingAsked()
    if conversation.pk is None and _ENGLISH.search(text) and not _HAN.search(text):
        # Whatever language the page has: notices, and the officer who is offered it, follow the resident's.
        conversation.language = "en"
    before = spoken(conversation) if conversation.pk else list(earlier)
    # Who takes one of the entries offered, or wants it in plainer words, says nothing new: his question was looked at.
    again = (choice or plain) and conversation.state == ConversationState.ASSISTANT
    looking = [] if again else _ON_ASKED
    then = [act for listener in looking if (act := listener(conversation, text, before)) is not None]
    stands = bool(then) or conversation.state != ConversationState.ASSISTANT
    if stands:
        with turn_to_write(), transaction.atomic():
            if conversation.pk is None:
                insert([conversation])
                for one in _kept(earlier):
                    say(conversation, str(one["role"]), str(one["text"]))
            asked = say(conversation, Role.RESIDENT, text)
        for act in then:
            act(asked)
        conversation.refresh_from_db(fields=["state"])
        if conversation.state != ConversationState.ASSISTANT:
            return asked
    inputs: dict[str, Any] = {"text": text, "turns": [_brief(one) for one in before[-REMEMBERED:]]}
    inputs |= {"choice": choice} if choice else {}
    inputs |= {"plain": True} if plain else {}
    if conversation.language == "en":
        inputs["language"] = "en"
    words = [(str(one["role"]), str(one["text"])) for one in _kept(earlier)] + [(str(Role.RESIDENT), text)]
    work = Work(SCENARIO, inputs, asked_by, source, employee=employee, agency=conversation.agency)
    return Begun(conversation, [] if then else words, work)


def end(begun: Begun, made: Callable[[], Draft]) -> Turn:
    """Write down what came of a question; return the turn that answers it."""
    conversation = begun.conversation
    try:
        draft = made()
    except Refusal:
        # Nothing here is on any list; the long way keeps what has to be kept of it.
        if conversation.pk is None:
            conversation.save()
        for role, said in begun.words:
            say(conversation, role, said)
        outcome = handle(begun.work)
        return say(conversation, Role.NOTICE, _reason(outcome, conversation.language), case=outcome.case)
    turn: Turn = _written.add(_Asked(conversation, begun.words, draft))
    return turn


_LAST = Prepared(
    lambda keys: (
        Turn.objects.filter(conversation__id__in=keys)
        .order_by()
        .values_list("conversation")
        .annotate(Max("number"))
    ),
    keys=Conversation._meta.pk,
)
_SPOKEN = Change(
    lambda keys, now: (Conversation.objects.filter(pk__in=keys), {"last_at": now}),
    keys=Conversation._meta.pk,
    now=Conversation._meta.get_field("last_at"),
)


@dataclass(frozen=True)
class _Asked:
    """A question with what came of it, to be written: `words` are the turns that do not stand yet."""

    conversation: Conversation
    words: Sequence[tuple[str, str]]
    draft: Draft


def _write(asked: Sequence[_Asked]) -> list[Turn]:
    """Write questions and what came of them in one transaction; return the turn that answers each."""
    now = timezone.now()
    answers: list[Turn] = []

    def beside(outcomes: Sequence[Outcome]) -> None:
        keys = [one.conversation.pk for one in asked if one.conversation.pk is not None]
        insert([one.conversation for one in asked if one.conversation.pk is None])
        numbers = dict(_LAST.rows(keys=keys)) if keys else {}
        turns: list[Turn] = []
        for one, outcome in zip(asked, outcomes, strict=True):
            key = one.conversation.pk
            said = [Turn(conversation=one.conversation, role=role, text=text) for role, text in one.words]
            notice = _reason(outcome, one.conversation.language)
            role = Role.ASSISTANT if outcome.case is not None else Role.NOTICE
            answers.append(Turn(conversation=one.conversation, role=role, text=notice, case=outcome.case))
            for turn in (*said, answers[-1]):
                numbers[key] = turn.number = numbers.get(key, 0) + 1
                turns.append(turn)
        insert(turns)
        if keys:
            _SPOKEN.update(keys=keys, now=now)

    fresh = [one.conversation for one in asked if one.conversation.pk is None]
    for attempt in range(ATTEMPTS):
        answers.clear()
        try:
            with transaction.atomic():
                outcomes = record([one.draft for one in asked], now, beside)
            break
        except IntegrityError:
            # Somebody else spoke in one of these conversations in the same moment.
            for one in fresh:
                one.pk = None
            if len(asked) > 1 or attempt == ATTEMPTS - 1:
                raise
    if any(outcome.proposal for outcome in outcomes):
        wakeup.poke()
    return answers


_written: Gathering[_Asked, Turn] = Gathering(_write)


def written(begun: Begun, draft: Draft) -> Turn:
    """Write down a question with what came of it, in the caller's transaction; return the turn that answers it."""
    [turn] = _write([_Asked(begun.conversation, begun.words, draft)])
    return turn


_fresh: list[tuple[float, Desk]] = []


def desk() -> Desk:
    """What is looked up for a whole batch, for all who ask within a moment."""
    if connection.in_atomic_block:
        return Desk(now=timezone.now())
    if not _fresh or time.monotonic() - _fresh[0][0] > _AS_FRESH:
        _fresh[:] = [(time.monotonic(), Desk(now=timezone.now()))]
    return _fresh[0][1]


def _kept(earlier: Sequence[Spoken]) -> list[Spoken]:
    """What of the turns a program brought along is put on record: what the resident said.

    What it says the assistant said nobody released. It may help to understand the question; no officer shall read it as ours.
    """
    return [one for one in earlier if one["role"] == Role.RESIDENT]


def _reason(outcome: Outcome, language: str) -> str:
    return outcome.refusal.text(language) if outcome.refusal else ""


def _brief(one: Spoken) -> dict[str, str]:
    return {"role": str(one["role"]), "text": ends(str(one["text"]), 2000)}


def ends(text: str, most: int) -> str:
    """Of a text longer than `most` characters its two ends: a letter says what it is about at the beginning or at the end."""
    return text if len(text) <= most else f"{text[: most // 2]}\n{text[-most // 2 :]}"


def spoken(conversation: Conversation, most: int = 40) -> list[Spoken]:
    """The last turns, oldest first, as they were read."""
    rows = list(conversation.turns.order_by("-number")[:most])[::-1]
    cases = [row.case_id for row in rows if row.case_id and row.role == Role.ASSISTANT]
    read = releases_of(cases) if cases else {}
    said: list[Spoken] = []
    for row in rows:
        text = row.text
        if row.role == Role.ASSISTANT and row.case_id:
            release = read.get(row.case_id)
            text = release.text if release is not None and not release.recalled else ""
        said.append({"number": row.number, "role": str(row.role), "text": text})
    return said


def release_of(turn: Turn, patience: float = PATIENCE) -> Release | None:
    """What was released for this turn, waiting for it up to `patience` seconds; None when a person has to decide."""
    if turn.case is None or turn.case.status == CaseStatus.MANUAL:
        # Nothing was proposed that could be released: a person answers.
        return None
    return released.wait(turn.case.pk, patience)


def sentences_of(release: Release) -> list[Mapping[str, Any]]:
    """The released sentences; none when it was recalled."""
    return [] if release.recalled else list(release.sentences)
