"""Which label does automatic numbering draw before a paragraph, and which indents does its level bring?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bangban.skills.documents.read.docx.counting import written
from bangban.skills.documents.read.docx.names import VAL, W, child_value, number
from bangban.skills.documents.read.docx.properties import Properties, paragraph_properties
from bangban.skills.documents.read.docx.styles import Styles

LEVELS = 9
_LONGEST_LABEL = 255
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    """The level (counted from 1) whose number makes this one start again; 0 never, None any level above."""
    legal: bool = False
    style: str = ""
    """The paragraph style that this level belongs to."""
    paragraph: Properties = field(default_factory=dict)


@dataclass(slots=True)
class List:
    """A w:num: the levels of its abstract list with its own overrides."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]
    """Levels that this instance starts anew."""


class Lists:
    """numbering.xml: which lists there are. What is counted stands in `Counters`."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, Any] = {}
        self._links: dict[str, str] = {}
        self._nums: dict[str, Any] = {}
        self._found: dict[str, List | None] = {}
        self._read: dict[str, tuple[str, dict[int, Level]]] = {}
        if root is None:
            return
        for abstract in root.iterchildren(W + "abstractNum"):
            self._abstracts.setdefault(abstract.get(W + "abstractNumId", ""), abstract)
        for num in root.iterchildren(W + "num"):
            self._nums.setdefault(num.get(W + "numId", ""), num)

    def _abstract_levels(self, abstract_id: str, depth: int = 0) -> tuple[str, dict[int, Level]]:
        """Return the list that an abstract list really is, and its levels, read once."""
        if abstract_id not in self._read:
            self._read[abstract_id] = self._read_levels(abstract_id, depth)
        return self._read[abstract_id]

    def _read_levels(self, abstract_id: str, depth: int) -> tuple[str, dict[int, Level]]:
        abstract = self._abstracts.get(abstract_id)
        if abstract is None:
            return abstract_id, {}
        if (link := child_value(abstract, "numStyleLink")) and depth < LEVELS:
            num = self._nums.get(self._styles.numbering_of(link))
            if num is not None:
                return self._abstract_levels(child_value(num, "abstractNumId") or "", depth + 1)
        levels = {}
        for element in abstract.iterchildren(W + "lvl"):
            level = int(number(element.get(W + "ilvl")))
            if 0 <= level < LEVELS:
                levels[level] = _level(element)
        return abstract_id, levels

    def find(self, num_id: str) -> List | None:
        """Return a w:num's list, None where there is none."""
        if num_id not in self._found:
            num = self._nums.get(num_id)
            if num is None:
                self._found[num_id] = None
            else:
                abstract, levels = self._abstract_levels(child_value(num, "abstractNumId") or "")
                starts = {}
                for override in num.iterchildren(W + "lvlOverride"):
                    level = int(number(override.get(W + "ilvl")))
                    if (own := override.find(W + "lvl")) is not None:
                        levels = {**levels, level: _level(own)}
                    if (start := child_value(override, "startOverride")) is not None:
                        starts[level] = int(number(start, 1))
                self._found[num_id] = List(abstract, levels, starts)
        return self._found[num_id]

    def level(self, num_id: str, level: int | None, style_id: str = "") -> int:
        """Return the level a paragraph stands on: said by itself, or the one linked to its style."""
        if level is not None:
            return level if 0 <= level < LEVELS else 0
        found = self.find(num_id)
        if found is not None and style_id:
            for at, one in found.levels.items():
                if one.style == style_id:
                    return at
        return 0

    def indents(self, num_id: str, level: int) -> Properties:
        """Return the paragraph properties that a level brings; {} for no list."""
        found = self.find(num_id)
        if found is None or level not in found.levels:
            return {}
        return found.levels[level].paragraph


class Counters:
    """How far each list has counted at the paragraph that was read last, within one story."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def next_label(self, num_id: str, level: int) -> str:
        """Count one paragraph on and return its label, "" where the list draws none."""
        found = self._lists.find(num_id)
        if found is None or level not in found.levels:
            return ""
        counters = self._counters.setdefault(found.abstract, {})
        if num_id not in self._begun:
            self._begun.add(num_id)
            for at, start in found.starts.items():
                counters[at] = start - 1
        one = found.levels[level]
        counters[level] = counters.get(level, one.start - 1) + 1
        for above in range(level):
            if above not in counters:
                counters[above] = found.levels[above].start if above in found.levels else 1
        for below in range(level + 1, LEVELS):
            if below in counters and _restarts(found.levels.get(below), level):
                start = found.levels[below].start if below in found.levels else 1
                counters[below] = start - 1
        return self._label(found, one, counters)

    def _label(self, of: List, one: Level, counters: dict[int, int]) -> str:
        def say(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = of.levels.get(at)
            style = level.format if level else "decimal"
            if one.legal and style not in ("none", "bullet"):
                style = "decimal"
            return written(counters.get(at, level.start if level else 1), style)

        if one.format == "none" and "%" not in one.text:
            return one.text
        return _PLACEHOLDER.sub(say, one.text)


def _restarts(level: Level | None, changed: int) -> bool:
    if level is None or level.restart is None:
        return True
    return level.restart != 0 and changed < level.restart


def _level(element: Any) -> Level:
    level = Level(
        start=int(number(child_value(element, "start"), 1)),
        format=child_value(element, "numFmt") or "decimal",
        text=(child_value(element, "lvlText") or "")[:_LONGEST_LABEL],
        style=child_value(element, "pStyle") or "",
    )
    if (restart := child_value(element, "lvlRestart")) is not None:
        level.restart = int(number(restart))
    if (legal := element.find(W + "isLgl")) is not None:
        level.legal = legal.get(VAL, "1") not in ("0", "false", "off")
    if (found := element.find(W + "pPr")) is not None:
        level.paragraph = paragraph_properties(found)
    if level.start < 0:
        level.start = 0
    return level
