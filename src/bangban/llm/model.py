"""Which nouns does the door know: providers and routes, who calls, what a call used and how it ended?"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["local", "internal", "outside"]
DataClass = Literal["public", "internal", "sensitive", "secret"]
Capability = Literal["chat", "embeddings", "tools", "json", "reasoning", "vision", "choices"]


@dataclass(frozen=True)
class Price:
    """Money a million tokens, in the installation's currency (yuan unless the file says otherwise)."""

    prompt: float = 0.0
    completion: float = 0.0

    def of(self, usage: Usage) -> float:
        return (usage.prompt * self.prompt + usage.completion * self.completion) / 1_000_000


@dataclass(frozen=True)
class Timeouts:
    """Seconds."""

    connect: float = 5.0
    first_token: float = 60.0
    between_tokens: float = 60.0
    whole: float = 600.0


@dataclass(frozen=True)
class Provider:
    """One place that serves models."""

    name: str
    kind: str
    base_url: str
    models: tuple[str, ...]
    place: Place
    api_key_env: str = ""
    proxy: str = ""
    """Where it is reached only through one: "http://host:port"."""
    capabilities: frozenset[str] = frozenset({"chat", "embeddings", "tools", "json"})
    context: int = 0
    """Tokens a call may hold, prompt and answer together; 0 when nobody said."""
    max_tokens: int = 4096
    """What an answer may have where the caller does not say."""
    price: Price = Price()
    timeouts: Timeouts = Timeouts()
    concurrent: int = 0
    """Calls at a time; 0 for no bound."""


@dataclass(frozen=True)
class Target:
    """A model at a provider: "cloud/m2"."""

    provider: Provider
    model: str
    weight: float = 1.0

    @property
    def name(self) -> str:
        return f"{self.provider.name}/{self.model}"


@dataclass(frozen=True)
class Route:
    """What a model id of ours stands for: targets in the order they are tried; equal steps share by weight."""

    model: str
    steps: tuple[tuple[Target, ...], ...]
    scenarios: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    """Empty: for all of them."""
    side_by_side: bool = False
    """The first two targets that may answer both do, and the officer chooses."""


@dataclass(frozen=True)
class Limits:
    """What a key may use; None for no bound of its own."""

    tokens_per_day: int | None = None
    tokens_per_month: int | None = None
    requests_per_day: int | None = None
    money_per_month: float | None = None


@dataclass(frozen=True)
class Caller:
    """Whom a key belongs to."""

    key: int
    agency: int
    agency_code: str
    floor: DataClass = "internal"
    """The lowest class its calls count as: a header may only raise it."""
    person: str = ""
    """"officer:5" for a personal key."""
    employee: str = ""
    scenarios: tuple[str, ...] = ()
    """What the key is for: a call counts to the first of them unless it names another. Empty: whatever a call names."""
    limits: Limits = Limits()
    words: tuple[str, ...] = ()
    """The agency's own words to be masked."""
    forbidden: tuple[str, ...] = ()
    """The agency's own words that no model may read: a text with one of them is not sent."""


@dataclass(slots=True)
class Usage:
    """Tokens."""

    prompt: int = 0
    completion: int = 0
    reasoning: int = 0
    """Part of `completion`."""
    estimated: bool = False
    """Counted by us, because the provider said nothing or was cut off."""

    @property
    def total(self) -> int:
        return self.prompt + self.completion

    def as_dict(self) -> dict[str, Any]:
        counted = {
            "prompt_tokens": self.prompt, "completion_tokens": self.completion, "total_tokens": self.total,
        }  # fmt: skip
        return counted | (
            {"completion_tokens_details": {"reasoning_tokens": self.reasoning}} if self.reasoning else {}
        )


@dataclass(slots=True)
class Call:
    """One request on its way through the door. `trace` says what each stage did and why; it holds no content."""

    id: str
    caller: Caller
    data_class: DataClass
    model: str
    body: dict[str, Any]
    stream: bool = False
    scenario: str = ""
    started: float = field(default_factory=time.perf_counter)
    trace: list[Mapping[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """How a call ended, as it is metered."""

    call: Call
    target: str = ""
    outcome: str = "ok"
    """"ok", "cut" (ended early by either side), or the code of the error."""
    usage: Usage = field(default_factory=Usage)
    money: float = 0.0
    masked: int = 0
    first_token: float | None = None
    total: float = 0.0
    tried: list[str] = field(default_factory=list)
    """Targets that failed before, with their errors: "cloud/m2 upstream_timeout"."""
