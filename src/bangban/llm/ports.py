"""What does the door need of the world: keys, quotas, a meter, screens, employees? Ports, and their twins in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bangban.llm.errors import OutOfQuota
from bangban.llm.model import Call, Caller, Outcome, Usage
from bangban.llm.places import is_marked_secret
from bangban.llm.tokens import texts_of


class Reservation(Protocol):
    """What was set aside for one call. Settling twice does nothing the second time."""

    def settle(self, usage: Usage, money: float) -> None: ...


class Keys(Protocol):
    async def find(self, secret: str) -> Caller | None:
        """Whom the key belongs to; None when it is not in force."""


class Quota(Protocol):
    async def reserve(self, call: Call, tokens: int, money: float) -> Reservation:
        """Set aside what the call may need at most.

        Raises:
            OutOfQuota: some limit would be passed.
            QuotaUnknown: it cannot be known, so nothing may be sent.
        """


class Meter(Protocol):
    def record(self, outcome: Outcome) -> None:
        """Enter how a call ended. Must not block."""


class Mask(Protocol):
    """The placeholders of one call: the same value gets the same one in all its messages."""

    count: int

    def hide(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body with what is personal replaced."""

    def restorer(self) -> Restorer: ...


class Restorer(Protocol):
    """Puts the values back into one text of the answer, which may come in pieces."""

    def feed(self, text: str) -> str: ...

    def end(self) -> str: ...


class Screens(Protocol):
    def inspect(self, call: Call) -> None:
        """Let the call through the stages; each writes to `call.trace` what it did and why.

        Raises:
            Screened: a stage does not let it pass.
            ClassNotAllowed: it carries a mark of classification.
        """

    def mask(self, call: Call) -> Mask: ...


class Employees(Protocol):
    """Digital employees as models: `employee/NUMBER`."""

    async def models(self, caller: Caller) -> Iterable[str]: ...

    def answer(self, call: Call, number: str) -> AsyncIterator[dict[str, Any]]:
        """The chunks of the answer, as OpenAI's; each sentence was released before it is given out."""


# ── twins in memory: for tests, notebooks, and a door without a database ──


@dataclass
class KeysInMemory:
    callers: dict[str, Caller] = field(default_factory=dict)

    async def find(self, secret: str) -> Caller | None:
        return self.callers.get(secret)


@dataclass
class _Reserved:
    quota: QuotaInMemory
    key: int
    tokens: int
    settled: bool = False

    def settle(self, usage: Usage, money: float) -> None:
        if not self.settled:
            self.settled = True
            self.quota.spent[self.key] = self.quota.spent.get(self.key, 0) - self.tokens + usage.total


@dataclass
class QuotaInMemory:
    """Tokens a key, without an end of the day."""

    spent: dict[int, int] = field(default_factory=dict)

    async def reserve(self, call: Call, tokens: int, money: float) -> Reservation:
        most, spent = call.caller.limits.tokens_per_day, self.spent.get(call.caller.key, 0)
        if most is not None and spent + tokens > most:
            raise OutOfQuota(
                whose=call.caller.agency_code, what={"zh": "词元", "en": "tokens"}, left=max(0, most - spent),
                wanted=tokens, when={"zh": "次日零时", "en": "at midnight"},
            )  # fmt: skip
        self.spent[call.caller.key] = spent + tokens
        return _Reserved(self, call.caller.key, tokens)


@dataclass
class MeterInMemory:
    outcomes: list[Outcome] = field(default_factory=list)

    def record(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


class PlainMask:
    """Hides nothing: for a door whose providers are all local."""

    count = 0

    def hide(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body)

    def restorer(self) -> Restorer:
        return PlainRestorer()


class PlainRestorer:
    def feed(self, text: str) -> str:
        return text

    def end(self) -> str:
        return ""


class PlainScreens:
    """Lets everything through that carries no mark of classification."""

    def inspect(self, call: Call) -> None:
        if any(
            is_marked_secret(text) for text in texts_of(call.body.get("messages") or call.body.get("input"))
        ):
            call.data_class = "secret"

    def mask(self, call: Call) -> Mask:
        return PlainMask()
