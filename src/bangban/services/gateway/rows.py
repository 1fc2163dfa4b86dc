"""What of a call is written down? Numbers and names; never what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from django.db import connection

from bangban.llm.model import Outcome
from bangban.llm.tokens import texts_of
from bangban.services.gateway.models import CallRecord
from bangban.services.gateway.quota import employee_of, micro_of, storable

MOST_STAGES = 20
"""Stages of one call that are written down."""


class Row(msgspec.Struct, array_like=True):
    """One call as it stands in `CallRecord`; its fields are the columns. Made a hundred times a second, so no model."""

    request: str
    at: datetime
    agency_id: int
    key_id: int | None
    person: str
    employee: str
    scenario: str
    model: str
    target: str
    kind: str
    data_class: str
    stream: bool
    prompt_tokens: int
    completion_tokens: int
    reasoning_tokens: int
    estimated: bool
    characters: int
    first_token_ms: int | None
    total_ms: int
    cost: int
    masked: int
    outcome: str
    tried: str
    stages: list[dict[str, Any]]


_COLUMNS: Final = Row.__struct_fields__
_INSERT: Final = (
    f"INSERT INTO {CallRecord._meta.db_table} ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"  # noqa: S608
    " ON CONFLICT DO NOTHING"
)


def row_of(outcome: Outcome, at: datetime, answered: int = 0, request: str = "") -> Row:
    """The row of one call. `answered`: characters that were given out; `request`: its number, where that is not the call's."""
    call, usage = outcome.call, outcome.usage
    return Row(
        request=(request or call.id)[:32],
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
        characters=sum(map(len, _said(call.body))) + answered,
        first_token_ms=_milliseconds(outcome.first_token),
        total_ms=_milliseconds(outcome.total) or 0,
        cost=micro_of(outcome.money),
        masked=outcome.masked,
        outcome=outcome.outcome[:40],
        tried="; ".join(outcome.tried)[:400],
        stages=[dict(step) for step in call.trace[:MOST_STAGES]],
    )


def insert(rows: Sequence[Row]) -> None:
    """Write rows; one that is there already stays as it is. Models would cost ten times as much."""
    if not rows:
        return
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_values(row, moment(row.at)) for row in rows])


def _values(row: Row, at: Any) -> list[Any]:
    values = list(msgspec.structs.astuple(row))
    values[1], values[-1] = at, msgspec.json.encode(row.stages).decode()
    return values


def _said(body: dict[str, object]) -> list[str]:
    messages = body.get("messages")
    if not isinstance(messages, list):
        return list(texts_of(body.get("input")))
    return [text for one in messages for text in texts_of(one.get("content"))]


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else min(round(seconds * 1000), 2**31 - 1)
