"""What does the door need of the world: keys, quotas, a meter, screens, employees? Ports, and their twins in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bangban.llm.errors import OutOfQuota
from bangban.llm.model import Call, Caller, Outcome, Usage


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
            OutOfQuota: some limit would be passed. `left_tokens` says how many are left, where it is one of tokens.
            QuotaUnknown: it cannot be known, so nothing may be sent.
        """


class Meter(Protocol):
    def record(self, outcome: Outcome) -> None:
        """Enter how a call ended. Must not block."""


class Mask(Protocol):
    """The placeholders of one call: the same value gets the same one in all its messages."""

    @property
    def count(self) -> int:
        """How many different values are hidden."""

    @property
    def counts(self) -> Mapping[str, int]:
        """The same, of each kind."""

    @property
    def growth(self) -> int:
        """Tokens the placeholders can have added at most."""

    def hide(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body with what is personal replaced."""

    def restorer(self, *, escaped: bool = False) -> Restorer:
        """For one text of the answer; `escaped` where that text is JSON."""


class Restorer(Protocol):
    """Puts the values back into one text of the answer, which may come in pieces."""

    def feed(self, text: str) -> str: ...

    def end(self) -> str: ...


class Watch(Protocol):
    """Looks at one answer as it comes; a place is a choice's index and a field's name."""

    def feed(self, where: tuple[int, str], text: str) -> str:
        """What of `text` may be given out now; the rest comes later.

        Raises:
            Screened: the answer gives away what it must not.
        """

    def end(self, where: tuple[int, str]) -> str: ...


class Screens(Protocol):
    def inspect(self, call: Call) -> None:
        """Let the call through the stages; each writes to `call.trace` what it did and why.

        Raises:
            Screened: a stage does not let it pass.
            ClassNotAllowed: it carries a mark of classification.
        """

    def mask(self, call: Call) -> Mask: ...

    def watch(self, call: Call) -> Watch: ...


class Choices(Protocol):
    """Which of two answers, side by side, the officer took."""

    async def offered(self, call: Call, targets: Sequence[str]) -> None: ...

    async def chosen(self, caller: Caller, call: str, index: int) -> bool:
        """Enter the choice; False when this caller was offered no such pair."""


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
                left_tokens=max(0, most - spent), wanted=tokens, when={"zh": "次日零时", "en": "at midnight"},
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

    count = growth = 0
    counts: Mapping[str, int] = {}

    def hide(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return dict(body)

    def restorer(self, *, escaped: bool = False) -> Restorer:
        return PlainRestorer()


class PlainRestorer:
    def feed(self, text: str) -> str:
        return text

    def end(self) -> str:
        return ""


class PlainWatch:
    """Gives everything out."""

    def feed(self, where: tuple[int, str], text: str) -> str:
        return text

    def end(self, where: tuple[int, str]) -> str:
        return ""


class PlainScreens:
    """Lets everything through: for a door that is stripped of its screens, to measure what they cost."""

    def inspect(self, call: Call) -> None:
        return None

    def mask(self, call: Call) -> Mask:
        return PlainMask()

    def watch(self, call: Call) -> Watch:
        return PlainWatch()


@dataclass
class ChoicesInMemory:
    """Pairs by call, the newest ten thousand."""

    pairs: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    most: int = 10_000

    async def offered(self, call: Call, targets: Sequence[str]) -> None:
        self.pairs[call.id] = (call.caller.agency, tuple(targets))
        while len(self.pairs) > self.most:
            self.pairs.pop(next(iter(self.pairs)))

    async def chosen(self, caller: Caller, call: str, index: int) -> bool:
        agency, targets = self.pairs.get(call, (None, ()))
        if agency != caller.agency or not 0 <= index < len(targets):
            return False
        self.taken[call] = targets[index]
        return True
