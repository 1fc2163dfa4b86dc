"""What of a call is written down? Numbers and names; never what was said."""

from __future__ import annotations

from datetime import datetime

from bangban.llm.model import Outcome
from bangban.llm.tokens import texts_of
from bangban.services.gateway.models import CallRecord
from bangban.services.gateway.quota import employee_of, micro_of, storable

MOST_STAGES = 20
"""Stages of one call that are written down."""


def row_of(outcome: Outcome, at: datetime, answered: int = 0) -> CallRecord:
    """The row of one call. `answered`: characters that were given out."""
    call, usage = outcome.call, outcome.usage
    asked = sum(map(len, _said(call.body)))
    return CallRecord(
        request=call.id[:32],
        at=at,
        agency_id=call.caller.agency,
        key_id=call.caller.key or None,
        person=call.caller.person,
        employee=employee_of(call),
        scenario=call.scenario,
        model=storable(call.model),
        target=outcome.target,
        kind="chat" if "messages" in call.body else "embeddings",
        data_class=call.data_class,
        stream=call.stream,
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        reasoning_tokens=usage.reasoning,
        estimated=usage.estimated,
        characters=asked + answered,
        first_token_ms=_milliseconds(outcome.first_token),
        total_ms=_milliseconds(outcome.total) or 0,
        cost=micro_of(outcome.money),
        masked=outcome.masked,
        outcome=outcome.outcome[:40],
        tried="; ".join(outcome.tried)[:400],
        stages=[dict(step) for step in call.trace[:MOST_STAGES]],
    )


def _said(body: dict[str, object]) -> list[str]:
    messages = body.get("messages")
    given = [one.get("content") for one in messages] if isinstance(messages, list) else body.get("input")
    return list(texts_of(given))


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else min(round(seconds * 1000), 2**31 - 1)
