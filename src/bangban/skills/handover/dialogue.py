"""What does a turn mean after the turns before it? Repetition, failed answers, words taken back, a crisis not yet over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bangban.skills.handover.again import asks_again
from bangban.skills.handover.answers import Failures
from bangban.skills.handover.learned import NOTHING, sound
from bangban.skills.handover.reading import plain
from bangban.skills.handover.rules import Weight, tables, weighed
from bangban.skills.handover.settling import is_over, only_asks, settles, takes_back, wants_nobody
from bangban.skills.handover.weighing import FADES, Memory, Signs, total

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
NEVER_MISSED = frozenset(("crisis", "asked_for_person"))
LINE = -0.6
"""From which sum on a person is called (docs/reference/feelings.md)."""
LINE_NEVER_MISSED = -1.3
"""The same where the likeliest reason must not be missed."""
LIKELY = -0.3
"""Log-odds of such a reason itself from which on that line holds: the likeliest of nine faint ones is not yet likely."""
SURE = 2.0
"""Log-odds from which on a turn is about a life at risk, whatever else the tables find in it."""
LOUD = 1.0
"""From which sum on thanks, or words that take a wish back, do not quiet it."""
ONCE_OVER = -3.0
"""Log-odds of a turn that has left a crisis behind."""
OPENING = 0.3
"""What is taken off the first words when no table finds anything: mostly a question, however grave its subject."""
SPOKEN_CALMLY = 2.0
"""Log-odds up to which word that help has come, or that the fright is past, is believed."""
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
        self.memory = Memory()

    def answered(self, text: str) -> None:
        self.failures.answered(text)

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
        # Where a life sounds at risk, no table's other reason stands before it.
        reason = "crisis" if heard.by["crisis"] > SURE else rule.reason if rule else heard.reason
        settled, back, over = settles(text), takes_back(text), is_over(text)
        signs = Signs(
            found=bool(rule),
            first=not self.said,
            settles=settled,
            takes_back=back,
            over=over,
            length=len(text),
            before=replace(self.memory),
        )
        sum_ = total(signs.read(heard)) - (OPENING if signs.first and not rule else 0.0)
        self.memory.keep(heard, reason, bool(rule), settled or over)
        still, self.crisis = self.crisis, False
        if wants_nobody(text) and (reason == "asked_for_person" or not (rule or sum_ > LOUD)):
            return STAY
        if not rule and reason != "asked_for_person" and only_asks(text) and not still:
            return self._by_the_dialogue(text)
        if over and not rule and heard.odds < SPOKEN_CALMLY:
            return STAY
        content = back or settled
        likely = bool(rule) or heard.by[reason] > LIKELY
        line = LINE_NEVER_MISSED if reason in NEVER_MISSED and likely else LINE
        if reason == "failed_answers" and sum_ > line and self.failures.is_first(text):
            sum_ = line
        loud = LINE if reason == "asked_for_person" and not back else LOUD
        if sum_ > line and (rule or reason == "crisis" or not content or sum_ > loud):
            if not rule and signs.before.loudest - FADES > heard.odds and signs.before.reason != NOTHING:
                # It goes on about what was said before.
                reason = signs.before.reason
            self.crisis = reason == "crisis" and (still or bool(rule) or sum_ > LOUD)
            return _called(reason, weights)
        if still and heard.odds > ONCE_OVER and not (settled or over):
            self.crisis = True
            return _given("crisis")
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
