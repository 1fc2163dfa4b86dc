"""Which stages stand between a caller and a model, and what did each of them do? What they say holds no content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bangban.llm import errors
from bangban.llm.masking import CallMask
from bangban.llm.masking.texts import among, texts
from bangban.llm.masking.view import BOUNDARY, View
from bangban.llm.model import Call
from bangban.llm.screens import injection
from bangban.llm.screens.leaks import Watch
from bangban.llm.screens.marks import mark_in

Action = Literal["raise", "mark", "mask", "block"]
"""`raise`: the data class goes up. `mark`: it passes and is noted. `mask`: something was hidden. `block`: it does not pass."""

_ASKED_BY_OTHERS = frozenset({"user", "tool", "function"})
"""Roles whose words nobody of the agency has written: only they can try to take the helm."""


@dataclass(frozen=True)
class Verdict:
    """What a stage did, and why."""

    stage: str
    action: Action
    code: str
    zh: str
    en: str
    counts: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a call's trace."""
        return {
            "stage": self.stage, "action": self.action, "code": self.code,
            "why": {"zh": self.zh, "en": self.en}, "counts": dict(self.counts),
        }  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """The texts of one request, as they are read: `all` of them, and those that came from `others` than the agency."""

    all: str
    others: str


Stage = Callable[[Call, Texts], Verdict | None]


def marks(call: Call, given: Texts) -> Verdict | None:
    """Marks of classification raise the class to "secret", which goes nowhere."""
    mark = mark_in(given.all)
    if not mark:
        return None
    call.data_class = "secret"
    return Verdict("marks", "raise", f"mark_{mark.code}", f"内容带有“{mark.zh}”密级标志", f'it carries the mark "{mark.en}"')  # fmt: skip


def forbidden_words(call: Call, given: Texts) -> Verdict | None:
    """Words of the agency's own list that no model may read. Which of them it was is not told."""
    found = sum(1 for word in call.caller.forbidden if word in given.all)
    if not found:
        return None
    return Verdict(
        "words", "block", "forbidden_word", f"含有本部门禁止发送的词 {found} 个",
        f"it holds {found} of the words that your agency does not send", {"words": found},
    )  # fmt: skip


def injections(call: Call, given: Texts) -> Verdict | None:
    """Attempts to make a model forget whose orders it follows."""
    signals = injection.signals(given.others)
    if not signals:
        return None
    blocked = injection.is_attempt(signals)
    return Verdict(
        "injection", "block" if blocked else "mark", f"injection_{signals[0].code}",
        "、".join(dict.fromkeys(signal.zh for signal in signals)), ", ".join(dict.fromkeys(signal.en for signal in signals)),
        {signal.code: 1 for signal in signals},
    )  # fmt: skip


STAGES: tuple[Stage, ...] = (marks, forbidden_words, injections)


class Chain:
    """The door's screens. `people`: names and addresses are masked as well as numbers."""

    def __init__(self, stages: Sequence[Stage] = STAGES, *, people: bool = True) -> None:
        self._stages, self._people = tuple(stages), people

    def inspect(self, call: Call) -> None:
        """Let the call through the stages; each writes to `call.trace` what it did and why.

        Raises:
            Screened: a stage does not let it pass.
        """
        given = _texts_of(call.body)
        for stage in self._stages:
            verdict = stage(call, given)
            if verdict is None:
                continue
            call.trace.append(verdict.as_dict())
            if verdict.action == "block":
                raise screened(verdict)

    def mask(self, call: Call) -> CallMask:
        return CallMask(call.caller.words, people=self._people)

    def watch(self, call: Call) -> Watch:
        """Looks at the answer as it comes."""
        return Watch(call)


def screened(verdict: Verdict) -> errors.Screened:
    """The problem that a blocking verdict becomes."""
    stage = STAGE_NAMES.get(verdict.stage, (verdict.stage, verdict.stage))
    return errors.Screened(
        stage={"zh": stage[0], "en": stage[1]}, why={"zh": verdict.zh, "en": verdict.en}, reason=verdict.code
    )


STAGE_NAMES: Mapping[str, tuple[str, str]] = {
    "marks": ("密级标志", "marks of classification"),
    "words": ("本部门词表", "the agency's words"),
    "injection": ("提示词注入", "prompt injection"),
    "leak": ("泄露", "leakage"),
    "mask": ("脱敏", "masking"),
}


def _texts_of(body: Mapping[str, Any]) -> Texts:
    others = [
        text
        for message in body.get("messages") or ()
        if message.get("role") in _ASKED_BY_OTHERS
        for text in among(message.get("content"))
    ]
    return Texts(View(BOUNDARY.join(texts(body))).text, View(BOUNDARY.join(others)).text)
