"""How much speaks for calling a person after a turn? What it says, what the tables find, and what was said before it, weighed together."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from bangban.skills.handover.learned import Sound

WEIGHTS = "weights.json"
MOST = 8.0
"""Log-odds beyond which a sign says no more."""
LONGEST = 60
"""Characters beyond which a turn is long, however long."""
QUIET = -6.0
"""What is remembered of a talk in which nothing was heard yet."""
FADES = 1.0
"""What each further turn takes off what is remembered."""
SETTLED = 2.0
"""What one that is content takes off besides."""
FOUND = 1.3
"""What a table that finds its reason adds to what is remembered."""


@dataclass
class Memory:
    """How loud the resident has been: the turn just before, and the loudest, fading; the same of a life at risk."""

    last: float = QUIET
    loudest: float = QUIET
    at_risk: float = QUIET
    reason: str = "none"
    """The reason of the loudest turn."""

    def keep(self, heard: Sound, reason: str, found: bool, settled: bool) -> None:
        """Remember the turn that was just weighed."""
        fading = FADES + (SETTLED if settled else 0.0)
        now = max(_bounded(heard.odds) + (FOUND if found else 0.0), QUIET)
        risk = max(_bounded(heard.by["crisis"]) + (FOUND if found and reason == "crisis" else 0.0), QUIET)
        if now >= self.loudest - fading:
            self.reason = reason
        self.last, self.loudest = now, max(now, self.loudest - fading)
        self.at_risk = max(risk, self.at_risk - fading)


@dataclass(frozen=True)
class Signs:
    """What is known of a turn when it is weighed, beside how it sounds."""

    found: bool = False
    first: bool = False
    settles: bool = False
    takes_back: bool = False
    over: bool = False
    length: int = 0
    before: Memory = field(default_factory=Memory)

    def read(self, heard: Sound) -> dict[str, float]:
        """Each sign by its name in weights.json."""
        return {
            "whole": _bounded(heard.whole),
            "odds": _bounded(heard.odds),
            # A long first question is a careful one; who writes long amid a talk has something to tell.
            "length": 0.0 if self.first else math.log(min(self.length, LONGEST) + 1),
            "found": float(self.found),
            "first": float(self.first),
            "settles": float(self.settles),
            "takes_back": float(self.takes_back),
            "over": float(self.over),
            "last": self.before.last,
            "loudest": self.before.loudest,
            "at_risk": self.before.at_risk,
            **{reason: _bounded(odds) for reason, odds in heard.by.items()},
        }


@cache
def shipped() -> Mapping[str, float]:
    """The weights in data/, made by `python -m tools.handover_weights` on dialogues written for this project."""
    found: dict[str, float] = json.loads(
        (files("bangban.skills.handover") / "data" / WEIGHTS).read_text(encoding="utf-8")
    )
    return found


def total(signs: Mapping[str, float]) -> float:
    """The log-odds that a person is needed now."""
    weights = shipped()
    return weights["level"] + sum(weights[name] * value for name, value in signs.items())


def _bounded(odds: float) -> float:
    return min(max(odds, -MOST), MOST)
