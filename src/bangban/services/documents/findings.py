"""What does an officer read of the findings: in which order, in which words, and where in the document?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangban.governance.presentation import said
from bangban.services.documents.models import Verdict
from bangban.services.documents.sheet.markup import Place
from bangban.services.documents.words import ELEMENTS, LEVEL_TONES, LEVELS


@dataclass(frozen=True)
class Shown:
    """One finding as the page lists it."""

    number: int
    id: str
    rule: str
    level: str
    tone: str
    title: str
    message: str
    why: str
    element: Any
    source: str
    paragraph: int | None
    sheet: int | None
    start: int
    end: int
    fixable: bool
    state: str
    """"", "right" or "wrong"."""


@dataclass(frozen=True)
class Group:
    """The findings of one level, those of one rule together."""

    level: str
    label: Any
    findings: Sequence[Shown]
    several: Mapping[str, int]
    """Rules with more than one finding, and how many: they can be judged at once."""

    @property
    def open(self) -> int:
        return sum(not one.state for one in self.findings)


def groups(
    listed: Iterable[Mapping[str, Any]], verdicts: Iterable[Verdict], sheets: Mapping[int, int]
) -> list[Group]:
    """The findings of a proposal by level, numbered as they are listed."""
    states = {one.finding: "right" if one.right else "wrong" for one in verdicts}
    by_level: dict[str, list[Mapping[str, Any]]] = {level: [] for level in LEVELS}
    for one in listed:
        if one.get("level") in by_level:
            by_level[one["level"]].append(one)
    number, found = 0, []
    for level, rows in by_level.items():
        shown = []
        for one in rows:
            number += 1
            shown.append(_shown(number, one, states, sheets))
        rules = [one.rule for one in shown]
        several = {rule: rules.count(rule) for rule in dict.fromkeys(rules) if rules.count(rule) > 1}
        if shown:
            found.append(Group(level, LEVELS[level], shown, several))
    return found


def _shown(
    number: int, one: Mapping[str, Any], states: Mapping[str, str], sheets: Mapping[int, int]
) -> Shown:
    paragraph = one.get("paragraph")
    source = " ".join(part for part in (str(one.get("standard") or ""), str(one.get("clause") or "")) if part)
    return Shown(
        number=number,
        id=str(one["id"]),
        rule=str(one["rule"]),
        level=str(one["level"]),
        tone=LEVEL_TONES[one["level"]],
        title=said(one.get("title")),
        message=said(one.get("message")),
        why=said(one.get("why")),
        element=ELEMENTS.get(str(one.get("element")), ""),
        source=source,
        paragraph=paragraph,
        sheet=sheets[paragraph] + 1 if isinstance(paragraph, int) and paragraph in sheets else None,
        start=int(one.get("start") or 0),
        end=int(one.get("end") or 0),
        fixable=bool(one.get("fixable")),
        state=states.get(str(one["id"]), ""),
    )


def places(found: Iterable[Group]) -> dict[int, list[Place]]:
    """Where they stand in the document, by paragraph."""
    at: dict[int, list[Place]] = {}
    for group in found:
        for one in group.findings:
            if one.paragraph is not None:
                place = Place(one.number, one.level, one.start, one.end, one.state)
                at.setdefault(one.paragraph, []).append(place)
    return at
