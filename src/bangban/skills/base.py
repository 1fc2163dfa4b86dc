"""What does a skill receive, and what must it give back?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from bangban.errors import BadInput, Problem

Retrieve = Callable[[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]
"""`retrieve(source, query)` reads from a named source ("agencies.duties", "hotline.recent", ...)."""

Complete = Callable[[Sequence[Mapping[str, str]]], str]
"""`complete(messages)` asks the language model the employee may use; raises ModelSilent."""


@runtime_checkable
class Streams(Protocol):
    """A `Complete` that also gives the answer as it is written."""

    def __call__(self, messages: Sequence[Mapping[str, str]]) -> str: ...

    def pieces(self, messages: Sequence[Mapping[str, str]]) -> Iterator[str]:
        """The answer, piece by piece; raises ModelSilent where it breaks off."""
        ...


Say = Callable[[Mapping[str, Any]], None]
"""`say(part)` hands over what is finished of a result that is still being made."""

Keep = Callable[[str, bytes], str]
"""`keep(store, data)` hands a file over to a named store ("documents.files") and returns how content names it."""


class UnknownSkill(BadInput):
    """没有名为“{name}”的技能。已安装的技能：{known}。 | No skill is named "{name}". Installed skills: {known}."""

    code = "unknown_skill"


class ModelSilent(Problem):
    """语言模型没有给出可用的回答（{reason}），改用本地方法。 | The language model gave no usable answer ({reason}); the local method is used."""

    code = "model_silent"
    status = 503


def _no_source(source: str, query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return ()


def _no_store(store: str, data: bytes) -> str:
    """Nothing is kept, as in a test or a notebook; the file can still be named."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass(frozen=True)
class Context:
    """Everything a skill may reach for besides its inputs."""

    now: datetime
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The scenario's `skill.settings`."""
    retrieve: Retrieve = _no_source
    keep: Keep = _no_store
    """Where a file goes that the skill made: content is JSON, and a file is named in it."""
    complete: Complete | None = None
    """None when no model is configured: every skill then takes its local path."""
    say: Say | None = None
    """None when the caller waits for the whole."""


@dataclass(frozen=True)
class Evidence:
    """One reason a person can check: what in the source met what in the rule, duty or law."""

    kind: str
    """"duty", "place", "similar_case", "article", ..."""
    claim: str
    source: str
    """Where it can be looked up: "agency:housing/duty:3", "input:text", "case:…"."""
    quote: str = ""
    start: int | None = None
    """Character offset of `quote` in the input text, when it stands there."""
    end: int | None = None
    weight: float | None = None


@dataclass(frozen=True)
class Result:
    """What a skill proposes. `content` is what would take effect if a person accepted it."""

    content: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None
    """0…1, calibrated as far as the skill can; None when the skill cannot say."""
    path: str = "rules"
    """What made it: "rules", "retrieval", "model:NAME"."""
    details: dict[str, Any] = field(default_factory=dict)
    """What helps to read the proposal but would not take effect (extracted fields, alternatives)."""

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, evidence as dicts; nothing is copied."""
        return {**self.__dict__, "evidence": [dict(one.__dict__) for one in self.evidence]}


class Skill(Protocol):
    """The port every skill implements; a module-level object is enough."""

    name: str
    version: str
    input_schema: Mapping[str, Any]
    """JSON Schema of the inputs."""
    settings_schema: Mapping[str, Any]
    """JSON Schema of the scenario's `skill.settings`."""

    def run(self, inputs: Mapping[str, Any], context: Context) -> Result: ...
