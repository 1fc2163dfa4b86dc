"""How does something else than a page ask an employee? One call: the released sentences, with what they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bangban.agencies.models import Agency
from bangban.agencies.prepared import Prepared
from bangban.governance.admission import storable
from bangban.governance.handle import Run, ask_host
from bangban.services.consult import asking, streaming
from bangban.services.consult.models import Audience, Conversation, Release, Role, Turn
from bangban.services.consult.problems import AnswerStopped, LeftToPerson


def answer(
    number: str | None,
    messages: Sequence[Mapping[str, Any]],
    *,
    asked_by: str,
    agency: Agency | None = None,
    source: str = "gateway",
    run: Run = ask_host,
    patience: float = asking.PATIENCE,
) -> Iterator[dict[str, Any]]:
    """Answer the last of `messages` ({"role", "content"}, as in a chat) as employee `number` (None: whoever has the scenario).

    Yields {"text", "citation", "quoted"} for each released sentence, in order, and last {"outcome", "citations",
    "offered", "handover", "confidence", "case", "notices", "conversation"}. Without a release within `patience` seconds
    the last has the outcome "handed_over" and the reason as `text`: a person answers then, whatever was read before.
    Where a person was called for, `notices` say how that stands, and `conversation` is the token under which it goes on.

    Raises:
        NothingAsked: there is no question. LedgerUnavailable: nothing was done.
    """
    spoken = [
        storable(dict(one))
        for one in messages
        if one.get("role") in ("user", "assistant") and isinstance(one.get("content"), str)
    ]
    question = str(spoken[-1]["content"]) if spoken and spoken[-1]["role"] == "user" else ""
    roles = {"user": "resident", "assistant": "assistant"}
    earlier = [
        {"role": roles[one["role"]], "text": str(one["content"])[:2000]}
        for one in spoken[-asking.REMEMBERED - 1 : -1]
    ]
    # Behind the gateway is an agency's program: it is told to find a person, for nobody waits here whom one could answer.
    audience = Audience.OFFICER if source == "gateway" else Audience.RESIDENT
    answered = streaming.Answered()
    conversation = Conversation(agency=agency, audience=audience)
    for one in streaming.answer(
        conversation,
        question,
        answered,
        patience=patience,
        asked_by=asked_by,
        source=source,
        employee=number,
        earlier=earlier,
        run=None if run is ask_host else run,
    ):
        yield {name: one[name] for name in ("text", "citation", "quoted")}
    turn, release = answered.turn, answered.release
    about = _of_persons(conversation)
    if turn is None or release is None or release.recalled:
        yield {
            **about,
            "outcome": "handed_over", "citations": [], "offered": [], "handover": True, "confidence": None,
            "case": turn.case.follow_code if turn and turn.case else "", "text": _why(turn, conversation.language, bool(answered.read)),
        }  # fmt: skip
        return
    yield whole(release) | about


def _of_persons(conversation: Conversation) -> dict[str, Any]:
    """What was said of the person who was called for, and the key to the conversation he answers in."""
    said = [] if conversation.pk is None else _NOTICES.rows(conversation=conversation.pk)
    return {"notices": [text for (text,) in said], "conversation": conversation.token if said else ""}


_NOTICES = Prepared(
    lambda conversation: (
        Turn.objects.filter(conversation=conversation, role=Role.NOTICE)
        .order_by("number")
        .values_list("text")
    ),
    conversation=Conversation._meta.pk,
)


def _why(turn: Turn | None, language: str, read: bool) -> str:
    """What is said where nothing is released: the refusal's own words, or that the answer, or the rest of it, is a person's."""
    if turn is not None and turn.role == Role.RESIDENT:
        # A person was called for, and how that stands is said by its notices.
        return ""
    said = turn.text if turn is not None else ""
    return said or (AnswerStopped() if read else LeftToPerson()).text(language)


def to_choose(whole: Mapping[str, Any]) -> str:
    """The entries to choose from as lines, for whoever reads words only; "" where there are none."""
    offered = whole.get("offered") or [] if whole.get("outcome") == "choose_one" else []
    return "\n".join(f"{place}. {one['question']}" for place, one in enumerate(offered, 1))


def whole(release: Release) -> dict[str, Any]:
    """What a release says besides its sentences."""
    return {
        "outcome": release.outcome,
        "citations": release.cited,
        "offered": release.choices,
        "handover": release.handover,
        "confidence": release.confidence,
        "case": release.case.follow_code,
    }
