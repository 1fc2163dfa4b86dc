"""Which reasons for a handover do the words of one turn give? Tables in rules/*.yaml, applied clause by clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bangban.skills.handover.reading import sentences

ENOUGH = 1.0
"""A reason is given when its cues, the best of each group, add up to this."""
TABLES = (
    "crisis",
    "asked_for_person",
    "sensitive_topic",
    "vulnerable",
    "deadline",
    "repeat",
    "anger",
    "distress",
    "failed_answers",
)


@dataclass(frozen=True)
class Cue:
    """One way of saying it. `unless` is looked for in the same sentence, `unless_turn` in the whole turn."""

    id: str
    group: str
    weight: float
    when: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    unless_turn: re.Pattern[str] | None


@dataclass(frozen=True)
class Table:
    """The cues of one reason."""

    reason: str
    order: int
    """The lower it is, the sooner this reason is the one that is told."""
    urgency: str
    zh: str
    en: str
    cues: tuple[Cue, ...]
    masks: tuple[re.Pattern[str], ...]
    turn_unless: tuple[re.Pattern[str], ...]

    def weigh(self, turn: str) -> Weight:
        """What the cues of this table find in a turn (already read by `reading.plain`)."""
        for mask in self.masks:
            turn = mask.sub("○", turn)
        if any(scope.search(turn) for scope in self.turn_unless):
            return Weight(self.reason)
        parts = _parts(turn)
        best: dict[str, float] = {}
        found: list[str] = []
        for cue in self.cues:
            if cue.unless_turn is not None and cue.unless_turn.search(turn):
                continue
            for part in parts:
                hit = cue.when.search(part)
                if hit is None or any(scope.search(part) for scope in cue.unless):
                    continue
                best[cue.group] = max(best.get(cue.group, 0.0), cue.weight)
                found.append(hit.group())
                break
        return Weight(self.reason, sum(best.values()), tuple(found))


@dataclass(frozen=True)
class Weight:
    """How much one turn speaks for one reason, and in which words."""

    reason: str
    sum: float = 0.0
    words: tuple[str, ...] = field(default=())

    @property
    def enough(self) -> bool:
        return self.sum >= ENOUGH


@lru_cache(maxsize=64)
def _parts(turn: str) -> tuple[str, ...]:
    # Nearly always the same for each table.
    return tuple(sentences(turn))


def _joined(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns))


def read_yaml(name: str) -> Any:
    """One file of rules/, as data."""
    return yaml.load(
        (files("bangban.skills.handover") / "rules" / f"{name}.yaml").read_text(encoding="utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506 — a loader of plain data
    )


@cache
def tables() -> Mapping[str, Table]:
    """Every reason's table, by reason."""
    shared = read_yaml("scopes")
    masks = {name: _joined(patterns) for name, patterns in shared["masks"].items()}
    scopes = {name: _joined(patterns) for name, patterns in shared["scopes"].items()}
    made = {}
    for reason in TABLES:
        raw = read_yaml(reason)
        known = {**scopes, **{name: _joined(one) for name, one in raw.get("local_scopes", {}).items()}}
        made[reason] = Table(
            reason,
            raw["order"],
            raw["urgency"],
            raw["zh"],
            raw["en"],
            tuple(_cue(one, known) for one in raw.get("cues", [])),
            tuple(masks[name] for name in raw.get("masks", [])),
            tuple(known[name] for name in raw.get("turn_unless", [])),
        )
    return made


@lru_cache(maxsize=2048)
def weighed(turn: str) -> tuple[Weight, ...]:
    """What each table finds in a turn alone; kept, for a conversation is judged from its beginning at every turn."""
    return tuple(table.weigh(turn) for table in tables().values())


def _cue(raw: Mapping[str, Any], known: Mapping[str, re.Pattern[str]]) -> Cue:
    unless = raw.get("unless", [])
    named = tuple(known[one] for one in unless if one in known)
    written = [one for one in unless if one not in known]
    return Cue(
        raw["id"],
        raw.get("group", raw["id"]),
        float(raw["weight"]),
        _joined(raw["when"]),
        (*named, _joined(written)) if written else named,
        _joined(raw["unless_turn"]) if raw.get("unless_turn") else None,
    )
