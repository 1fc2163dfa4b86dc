"""What does a turn mean after the turns before it? Repetition, failed answers, words taken back, a crisis not yet over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bangban.skills.handover.again import asks_again
from bangban.skills.handover.answers import Failures
from bangban.skills.handover.learned import chances
from bangban.skills.handover.reading import plain
from bangban.skills.handover.rules import Weight, tables
from bangban.skills.handover.settling import settles, takes_back

RESIDENT = frozenset(
    ("resident", "user", "citizen", "customer", "human", "visitor", "caller", "群众", "居民", "市民", "用户")
)
REASONS = (
    "asked_for_person",
    "distress",
    "anger",
    "crisis",
    "repeat",
    "failed_answers",
    "vulnerable",
    "sensitive_topic",
    "deadline",
    "none",
)
TURNS_LOOKED_BACK = 2
"""What is said in pieces is read together: a turn with the resident's turns just before it."""
PIECES = frozenset(("crisis", "deadline", "vulnerable"))
"""The reasons whose cues may stand in different turns."""
SURE = 0.88
"""How sure the learned model must be of any reason to call a person where no rule does (docs/reference/feelings.md)."""
UNLIKELY = 0.2
"""Where the model gives all reasons together less than this, a rule's words were meant otherwise."""
NEVER_MISSED = frozenset(("crisis", "asked_for_person"))
UNLIKELIER = 0.08
"""The same for the reasons that must not be missed."""
LONGEST_DIALOGUE = 400
"""Turns kept in mind; before that, a person has long been asked for."""


@dataclass(frozen=True)
class TurnDecision:
    """After one turn of the resident: hand over, why, how soon, and the words that say it."""

    handover: bool
    reason: str
    urgency: str
    """"normal", "urgent" or "emergency"."""
    words: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        return {"handover": self.handover, "reason": self.reason, "urgency": self.urgency}


STAY = TurnDecision(False, "none", "normal")


def decide(turns: Sequence[Mapping[str, str]]) -> list[TurnDecision]:
    """One decision per resident turn, in order. `turns` are {"role", "text"}; any role but a resident's is the desk's.

    For a conversation that goes on, pass the dialogue so far and take the last decision.
    """
    mind = _Mind()
    decisions = []
    for turn in turns[-LONGEST_DIALOGUE:]:
        text = plain(turn.get("text") or "")
        if turn.get("role", "").strip().lower() in RESIDENT:
            decisions.append(mind.hears(text))
        else:
            mind.failures.answered(text)
    return decisions


class _Mind:
    """What is remembered of a dialogue."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.open: list[str] = []
        """What was said since the resident was last content."""
        self.failures = Failures()
        self.crisis = False

    def hears(self, text: str) -> TurnDecision:
        self.failures.heard(text)
        weights = self._weigh(text)
        decision = self._choose(text, weights)
        self.crisis = decision.reason == "crisis"
        if settles(text) and not decision.handover:
            self.open.clear()
        else:
            self.open.append(text)
        self.said.append(text)
        return decision

    def _weigh(self, text: str) -> list[Weight]:
        found = []
        for table in tables().values():
            weight = table.weigh(text)
            if (
                not weight.enough
                and weight.sum
                and table.reason in PIECES
                and self.open
                and not settles(text)
            ):
                together = table.weigh("。".join((*self.open[-TURNS_LOOKED_BACK:], text)))
                weight = together if together.sum > weight.sum else weight
            if weight.enough:
                found.append(weight)
        return found

    def _choose(self, text: str, weights: list[Weight]) -> TurnDecision:
        likely = chances(text)
        called_for = 1 - likely["none"]
        meant = [
            one for one in weights if called_for > (UNLIKELIER if one.reason in NEVER_MISSED else UNLIKELY)
        ]
        if meant:
            first = min(meant, key=lambda one: tables()[one.reason].order)
            table = tables()[first.reason]
            return TurnDecision(True, first.reason, table.urgency, first.words)
        sounds = max((chance, reason) for reason, chance in likely.items() if reason != "none")[1]
        content = takes_back(text) or settles(text)
        if called_for > SURE and (sounds == "crisis" or not content):
            return _given(sounds)
        if self.crisis and not settles(text):
            return _given("crisis")
        if content:
            return STAY
        if asks_again(text, self.said):
            return _given("repeat")
        if self.failures.enough:
            return _given("failed_answers")
        return STAY


def _given(reason: str) -> TurnDecision:
    return TurnDecision(True, reason, tables()[reason].urgency)
