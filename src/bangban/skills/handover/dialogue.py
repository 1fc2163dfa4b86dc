"""What does a turn mean after the turns before it? Repetition, failed answers, words taken back, a crisis not yet over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bangban.skills.handover.again import asks_again
from bangban.skills.handover.answers import Failures
from bangban.skills.handover.learned import sound
from bangban.skills.handover.reading import plain
from bangban.skills.handover.rules import Weight, tables, weighed
from bangban.skills.handover.settling import only_asks, settles, takes_back, wants_nobody

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
URGENCIES = ("normal", "urgent", "emergency")
TURNS_LOOKED_BACK = 2
"""What is said in pieces is read together: a turn with the resident's turns just before it."""
PIECES = frozenset(("crisis", "deadline", "vulnerable"))
"""The reasons whose cues may stand in different turns."""
SLOPE, LEVEL = 0.87, -2.0
"""What the model's log-odds count for, and what is taken off; learned on turns that neither it nor the rules had seen."""
LATER = 0.7
"""What is taken off once the talk is under way: who needs a person mostly says so first, and answers to questions follow."""
RULE = 1.3
"""What a rule adds that finds its reason."""
RULE_NEVER_MISSED = 1.5
"""The same of the rules for the reasons that must not be missed."""
NEVER_MISSED = frozenset(("crisis", "asked_for_person"))
LINE = 0.0
"""From which sum on a person is called (docs/reference/feelings.md)."""
LINE_NEVER_MISSED = -0.7
"""The same where the likeliest reason must not be missed."""
LOUD = 1.2
"""From which sum on thanks, or words that take a wish back, do not quiet it."""
ONCE_OVER = -3.0
"""Log-odds of a turn that has left a crisis behind."""
LASTING = frozenset(("sensitive_topic", "vulnerable", "deadline", "distress"))
"""The needs that one more word does not end: who goes on about them still needs a person."""
LEFT, ANSWERS = -2.5, -1.0
"""Log-odds of a turn that has left such a need behind; the same of one that the desk had asked for: a number, a name, a place."""
ASKS = re.compile(
    r"[？?]\s*$|(?:请|麻烦)(?:您|你)?(?:再|先)?(?:提供|说明|告知|补充|描述|留下|告诉)|(?:could|can|would) you|please (?:give|tell|provide|describe)"
)
"""How the desk asks for something."""
LONGEST_DIALOGUE = 400
"""Turns kept in mind; before that, a person has long been asked for."""


@dataclass(frozen=True)
class TurnDecision:
    """After one turn of the resident: hand over, why, how soon, and the words that say it."""

    handover: bool
    reason: str
    urgency: str
    """One of URGENCIES: the most pressing that any of the reasons asks for."""
    words: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Further reasons that the same words give, the most telling first."""

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
            mind.answered(text)
    return decisions


def at_risk(text: str) -> bool:
    """Whether one turn by itself says that a life may be at risk."""
    return decide([{"role": "resident", "text": text}])[-1].reason == "crisis"


class _Mind:
    """What is remembered of a dialogue."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.open: list[str] = []
        """What was said since the resident was last content."""
        self.failures = Failures()
        self.crisis = False
        """A crisis was said plainly, and is not over."""
        self.need = ""
        """The lasting need that was said plainly just before."""
        self.asked = False
        """The desk has just asked for something."""

    def answered(self, text: str) -> None:
        self.failures.answered(text)
        self.asked = bool(ASKS.search(text))

    def hears(self, text: str) -> TurnDecision:
        self.failures.heard(text)
        weights = self._weigh(text)
        decision = self._choose(text, weights)
        if settles(text) and not decision.handover:
            self.open.clear()
        else:
            self.open.append(text)
        self.said.append(text)
        return decision

    def _weigh(self, text: str) -> list[Weight]:
        found = []
        for table, weight in zip(tables().values(), weighed(text), strict=True):
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
        heard = sound(text)
        rule = min(weights, key=lambda one: tables()[one.reason].order, default=None)
        reason = rule.reason if rule else heard.reason
        weight = 0.0
        if rule:
            weight = RULE_NEVER_MISSED if rule.reason in NEVER_MISSED else RULE
        line = LINE_NEVER_MISSED if reason in NEVER_MISSED else LINE
        total = SLOPE * heard.odds + LEVEL + weight - (LATER if self.said else 0.0)
        still, self.crisis = self.crisis, False
        need, self.need = self.need, ""
        if wants_nobody(text) and (reason == "asked_for_person" or not (rule or total > LOUD)):
            return STAY
        if not rule and reason != "asked_for_person" and only_asks(text) and not still:
            return self._by_the_dialogue(text)
        content = takes_back(text) or settles(text)
        if reason == "failed_answers" and total > line and self.failures.is_first(text):
            total = line
        loud = LINE if reason == "asked_for_person" and not takes_back(text) else LOUD
        if total > line and (rule or reason == "crisis" or not content or total > loud):
            plainly = bool(rule) or total > LOUD
            self.crisis = reason == "crisis" and (still or plainly)
            self.need = reason if reason in LASTING and plainly else ""
            return _called(reason, weights)
        if still and heard.odds > ONCE_OVER and not settles(text):
            self.crisis = True
            return _given("crisis")
        if need and heard.odds > (ANSWERS if self.asked else LEFT) and not content:
            self.need = need
            return _given(need)
        return STAY if content else self._by_the_dialogue(text)

    def _by_the_dialogue(self, text: str) -> TurnDecision:
        """Whatever the turn says: is it the third time the same is asked, or have two answers failed?"""
        if asks_again(text, self.said):
            return _given("repeat")
        return _given("failed_answers") if self.failures.enough else STAY


def _called(reason: str, weights: Sequence[Weight]) -> TurnDecision:
    """A person is called for `reason`, and for whatever else the rules found; as soon as the most pressing of them asks."""
    found = sorted(weights, key=lambda one: tables()[one.reason].order)
    also = tuple(one.reason for one in found if one.reason != reason)
    urgency = max((tables()[one].urgency for one in (reason, *also)), key=URGENCIES.index)
    return TurnDecision(True, reason, urgency, tuple(word for one in found for word in one.words), also)


def _given(reason: str) -> TurnDecision:
    return TurnDecision(True, reason, tables()[reason].urgency)
