"""Which edits may be made? Those that still fit what stands there and no other edit; a finding's edits go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bangban.skills.documents.findings import (
    Edit,
    Finding,
    InsertBlank,
    RemoveBlank,
    SetFooter,
    SetParagraph,
    SetRuns,
    SetSection,
    SetText,
)
from bangban.skills.documents.fix import blanks, footers, paragraphs, runs, sections
from bangban.skills.documents.fix.line import Line
from bangban.skills.documents.model import Document, Paragraph
from bangban.skills.documents.rules import all_rules

Reason = Literal[
    "stale", "overlap", "out_of_range", "field", "not_blank", "needed", "unknown_property", "unreadable"
]
REASONS: dict[Reason, tuple[str, str]] = {
    "stale": ("所指文字已经改变", "the words it speaks of have changed"),
    "overlap": ("与另一处修改重叠", "it overlaps another change"),
    "out_of_range": ("所指位置不存在", "there is no such place"),
    "field": ("所指文字由域自动生成", "a field writes these words"),
    "not_blank": ("该段不是空段", "the paragraph is not empty"),
    "needed": ("该空段不能删除", "the empty paragraph is needed"),
    "unknown_property": ("不能设置该属性", "the property cannot be set"),
    "unreadable": ("该处不能修改", "the place cannot be changed"),
}
KNOWN: dict[type, frozenset[str]] = {
    SetRuns: runs.KNOWN,
    SetParagraph: paragraphs.KNOWN | {"lines"},
    SetSection: sections.KNOWN,
    SetFooter: frozenset(footers.PROPERTIES),
}
LEVELS = {"required": 0, "recommended": 1, "practice": 2}


@dataclass(slots=True)
class Plan:
    """The edits to make, by where they are made, and the findings they come from."""

    texts: dict[int, list[SetText]] = field(default_factory=dict)
    runs: dict[int, list[SetRuns]] = field(default_factory=dict)
    paragraphs: dict[int, dict[str, Any]] = field(default_factory=dict)
    sections: dict[int, dict[str, Any]] = field(default_factory=dict)
    footers: dict[int, dict[str, Any]] = field(default_factory=dict)
    inserted: dict[int, int] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    applied: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, Reason]] = field(default_factory=list)


def make_plan(document: Document, findings: Sequence[Finding]) -> Plan:
    """Choose among the findings' edits, the same whatever order they come in: what is required goes first."""
    plan = Plan()
    rules = all_rules()

    def rank(finding: Finding) -> tuple[Any, ...]:
        rule = rules.get(finding.rule)
        level = LEVELS[rule.level] if rule else len(LEVELS)
        place = -1 if finding.paragraph is None else finding.paragraph
        return (
            level,
            -finding.confidence,
            place,
            finding.start,
            -finding.end,
            finding.rule,
            repr(finding.edits),
        )

    chooser = _Chooser(document, plan)
    for finding in sorted(findings, key=rank):
        if not finding.edits:
            continue
        reason = chooser.obstacle(finding)
        if reason is None:
            chooser.take(finding)
        else:
            plan.refused.append((finding, reason))
    for edits in plan.texts.values():
        edits.sort(key=lambda edit: (edit.start, edit.end))
    return plan


class _Chooser:
    def __init__(self, document: Document, plan: Plan) -> None:
        self.document, self.plan = document, plan
        self._lines: dict[int, Line | None] = {}

    # ── may it be made? ──

    def obstacle(self, finding: Finding) -> Reason | None:
        if reason := self._stale(finding):
            return reason
        for edit in finding.edits:
            if reason := self._unfit(edit) or self._conflict(edit):
                return reason
        return None

    def _stale(self, finding: Finding) -> Reason | None:
        """Whether the finding speaks of characters that are not there (any more)."""
        writes = any(
            isinstance(edit, SetText) and edit.paragraph == finding.paragraph for edit in finding.edits
        )
        if not writes or finding.paragraph is None or len(finding.found) != finding.end - finding.start:
            return None
        paragraph = self._paragraph(finding.paragraph)
        if paragraph is None:
            return "out_of_range"
        return None if paragraph.text[finding.start : finding.end] == finding.found else "stale"

    def _paragraph(self, index: int) -> Paragraph | None:
        found = self.document.paragraphs
        return found[index] if 0 <= index < len(found) and found[index].xml is not None else None

    def _line(self, paragraph: Paragraph) -> Line | None:
        """The paragraph's characters in the file; None where they are not those that were read."""
        if paragraph.index not in self._lines:
            line = Line(paragraph.xml)
            self._lines[paragraph.index] = line if line.text == paragraph.text else None
        return self._lines[paragraph.index]

    def _unfit(self, edit: Edit) -> Reason | None:
        if (
            isinstance(edit, SetRuns | SetParagraph | SetSection | SetFooter)
            and edit.properties.keys() - KNOWN[type(edit)]
        ):
            return "unknown_property"
        if isinstance(edit, SetSection | SetFooter):
            sections = self.document.sections
            there = 0 <= edit.section < len(sections) and sections[edit.section].xml is not None
            return None if there else "out_of_range"
        paragraph = self._paragraph(edit.before if isinstance(edit, InsertBlank) else edit.paragraph)
        if paragraph is None:
            return "out_of_range"
        if isinstance(edit, RemoveBlank):
            if not blanks.is_blank(paragraph.xml):
                return "not_blank"
            return None if blanks.may_go(paragraph.xml) else "needed"
        if isinstance(edit, SetText | SetRuns):
            if not 0 <= edit.start <= edit.end <= len(paragraph.text):
                return "out_of_range"
            line = self._line(paragraph)
            if line is None:
                return "unreadable"
            if isinstance(edit, SetText) and (
                line.touches_field(edit.start, edit.end) or _generated(paragraph, edit)
            ):
                return "field"
        return None

    # ── does another stand in its way? ──

    def _conflict(self, edit: Edit) -> Reason | None:
        plan = self.plan
        clash = False
        if isinstance(edit, SetText):
            others = plan.texts.get(edit.paragraph, [])
            clash = edit.paragraph in plan.removed or any(
                _overlap(edit, other) for other in others if other != edit
            )
        elif isinstance(edit, SetRuns):
            for other in plan.runs.get(edit.paragraph, []):
                meet = (other.start < edit.end and edit.start < other.end) or (other.start, other.end) == (
                    edit.start,
                    edit.end,
                )
                clash |= meet and _differ(other.properties, edit.properties)
        elif isinstance(edit, SetParagraph):
            clash = _differ(plan.paragraphs.get(edit.paragraph, {}), edit.properties)
        elif isinstance(edit, SetSection):
            clash = _differ(plan.sections.get(edit.section, {}), edit.properties)
        elif isinstance(edit, SetFooter):
            clash = _differ(plan.footers.get(edit.section, {}), edit.properties)
        elif isinstance(edit, RemoveBlank):
            clash = edit.paragraph in plan.texts
        return "overlap" if clash else None

    def take(self, finding: Finding) -> None:
        plan = self.plan
        plan.applied.append(finding)
        for edit in finding.edits:
            if isinstance(edit, SetText):
                texts = plan.texts.setdefault(edit.paragraph, [])
                if edit not in texts:
                    texts.append(edit)
            elif isinstance(edit, SetRuns):
                plan.runs.setdefault(edit.paragraph, []).append(edit)
            elif isinstance(edit, SetParagraph):
                plan.paragraphs.setdefault(edit.paragraph, {}).update(edit.properties)
            elif isinstance(edit, SetSection):
                plan.sections.setdefault(edit.section, {}).update(edit.properties)
            elif isinstance(edit, SetFooter):
                plan.footers.setdefault(edit.section, {}).update(edit.properties)
            elif isinstance(edit, InsertBlank):
                plan.inserted[edit.before] = max(plan.inserted.get(edit.before, 0), edit.count)
            else:
                plan.removed.add(edit.paragraph)


def _overlap(one: SetText, other: SetText) -> bool:
    """Whether two changes of text want the same characters, or the same gap between two characters."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    if one.start == one.end or other.start == other.end:
        point, span = (one, other) if one.start == one.end else (other, one)
        return span.start < point.start < span.end
    return one.start < other.end and other.start < one.end


def _generated(paragraph: Paragraph, edit: SetText) -> bool:
    """Whether a field that began in an earlier paragraph writes the characters."""
    return any(run.xml is None for run in paragraph.runs_between(edit.start, edit.end))


def _differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return any(one[name] != other[name] for name in one.keys() & other.keys())
