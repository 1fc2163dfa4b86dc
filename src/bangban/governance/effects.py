"""What can a decision bring about? Services register one handler for each kind of effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from bangban.errors import BadInput, Problem
from bangban.governance.models import Case, Effect


class UnknownEffect(Problem):
    """没有名为“{kind}”的执行方式。 | No effect is named "{kind}"."""

    code = "unknown_effect"


class WrongContent(BadInput):
    """“{field}”不能执行：{reason}。 | "{field}" cannot take effect: {reason}."""

    code = "wrong_content"


@dataclass(frozen=True)
class Order:
    """What the executor asks of a handler: the decided content, and the decision to be idempotent by."""

    decision_id: UUID
    case: Case
    content: Mapping[str, Any]
    time_limit: str
    now: datetime


class Part(Protocol):
    """A piece of something that is still being made, as its service keeps it."""

    employee_id: int
    scenario: str
    confidence: float
    target: str


class Handler(Protocol):
    """The port an effect implements. Runs inside the executor's transaction; database writes only."""

    kind: str
    reversible: bool

    def check(self, content: Mapping[str, Any]) -> None:
        """Raise WrongContent when this content could not take effect; called before a person decides."""
        ...

    def run(self, order: Order) -> dict[str, Any]:
        """Bring it about and return ids for the record."""
        ...

    def reverse(self, order: Order, result: Mapping[str, Any]) -> None:
        """Undo what `run` returned; only called when `reversible`."""
        ...


_HANDLERS: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    _HANDLERS[handler.kind] = handler


def handler_for(kind: str) -> Handler:
    """Return the handler of `kind`.

    Raises:
        UnknownEffect: no service registered it.
    """
    try:
        return _HANDLERS[kind]
    except KeyError:
        raise UnknownEffect(kind=kind) from None


def stands(effect: Effect) -> bool:
    """Whether what took effect is still in force: its handler may know that the receiver sent it back (`stands`)."""
    asked = getattr(_HANDLERS.get(effect.kind), "stands", None)
    return asked is None or bool(asked(effect.result))


def handlers() -> list[Handler]:
    return list(_HANDLERS.values())


def check_for(handler: Handler, content: Mapping[str, Any], case: Case) -> None:
    """Raise WrongContent when this content could not take effect in this case.

    A handler to whom it matters whose case it is offers `check_for` beside `check`.
    """
    asked = getattr(handler, "check_for", None)
    if asked is None:
        handler.check(content)
    else:
        asked(content, case)


def effect_kinds() -> list[str]:
    return sorted(_HANDLERS)
