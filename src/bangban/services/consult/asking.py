"""How does a question get its answer? Through governance like any work; what comes back is what was released."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bangban.agencies.models import Agency
from bangban.governance.admission import Work
from bangban.governance.handle import Run, ask_host, handle
from bangban.services.consult.models import Conversation, ConversationState, Release, Role, Turn
from bangban.services.consult.problems import NothingAsked

SCENARIO = "consult.answer"
REMEMBERED = 10
"""Turns before a question that help to understand it."""
LONGEST = 100_000
EVERY = 0.01
"""Seconds between two looks for a release."""
PATIENCE = 4.0
"""Seconds a page waits for a release before it says that a person will answer."""

Asked = Callable[[Conversation, Turn], None]
_ON_ASKED: list[Asked] = []


def on_asked(listener: Asked) -> None:
    """Register what looks at every resident's turn, before it is answered: it may hand the conversation over."""
    _ON_ASKED.append(listener)


def open_conversation(*, language: str = "zh", agency: Agency | None = None, **more: Any) -> Conversation:
    return Conversation.objects.create(language=language, agency=agency, **more)


def say(conversation: Conversation, role: str, text: str, **more: Any) -> Turn:
    """Add one turn; its number follows the last."""
    for _ in range(20):
        last = conversation.turns.order_by("-number").values_list("number", flat=True).first() or 0
        try:
            with transaction.atomic():
                turn = Turn.objects.create(
                    conversation=conversation, number=last + 1, role=role, text=text, **more
                )
                Conversation.objects.filter(pk=conversation.pk).update(last_at=timezone.now())
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
    run: Run = ask_host,
) -> Turn:
    """Ask; return the assistant's turn, whose release comes when it was decided, or the resident's own turn.

    The latter when a person answers in this conversation: then the assistant stays silent.

    Raises:
        NothingAsked: the text is empty.
        LedgerUnavailable: nothing was done, because it could not be recorded.
    """
    text = text.replace("\x00", "")[:LONGEST]
    if not text.strip():
        raise NothingAsked()
    before = [{"role": turn.role, "text": turn.shown[:2000]} for turn in _last(conversation)]
    asked = say(conversation, Role.RESIDENT, text)
    for listener in _ON_ASKED:
        listener(conversation, asked)
    conversation.refresh_from_db(fields=["state"])
    if conversation.state != ConversationState.ASSISTANT:
        return asked
    inputs: dict[str, Any] = {"text": text, "turns": before}
    inputs |= {"choice": choice} if choice else {}
    inputs |= {"plain": True} if plain else {}
    if conversation.language == "en":
        inputs["language"] = "en"
    outcome = handle(
        Work(SCENARIO, inputs, asked_by, source, employee=employee, agency=conversation.agency), run
    )
    if outcome.case is None:
        reason = outcome.refusal.text(conversation.language) if outcome.refusal else ""
        return say(conversation, Role.NOTICE, reason)
    notice = ""
    if outcome.refusal is not None:
        notice = outcome.refusal.text(conversation.language)
    return say(conversation, Role.ASSISTANT, notice, case=outcome.case)


def _last(conversation: Conversation) -> list[Turn]:
    return list(conversation.turns.order_by("-number")[:REMEMBERED])[::-1]


def release_of(turn: Turn, patience: float = PATIENCE) -> Release | None:
    """What was released for this turn, waiting for it up to `patience` seconds; None when a person has to decide."""
    if turn.case_id is None:
        return None
    until = time.monotonic() + patience
    while True:
        release = turn.release
        if release is not None or time.monotonic() >= until:
            return release
        if connection.in_atomic_block:
            return None
        time.sleep(EVERY)


def sentences_of(release: Release) -> list[Mapping[str, Any]]:
    """The released sentences; none when it was recalled."""
    return [] if release.recalled else list(release.sentences)
