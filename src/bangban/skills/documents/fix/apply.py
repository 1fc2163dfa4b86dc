"""In which order are a plan's edits made, and which comment goes where?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bangban.skills.documents.findings import Edit, Finding, SetFooter, SetSection, SetText
from bangban.skills.documents.fix import blanks
from bangban.skills.documents.fix.comments import Comments, anchor, anchor_whole
from bangban.skills.documents.fix.footers import Footers
from bangban.skills.documents.fix.lines import set_line
from bangban.skills.documents.fix.marks import Marks, number_copies
from bangban.skills.documents.fix.ooxml import Element, w
from bangban.skills.documents.fix.paragraphs import set_paragraph
from bangban.skills.documents.fix.parts import Parts
from bangban.skills.documents.fix.plan import Plan, Reason, make_plan
from bangban.skills.documents.fix.sections import set_section
from bangban.skills.documents.fix.texts import change_line
from bangban.skills.documents.model import Document, Paragraph
from bangban.skills.documents.rules import all_rules


@dataclass(frozen=True, slots=True)
class Fixed:
    """The file after the edits, and which findings' edits are in it."""

    data: bytes
    applied: tuple[Finding, ...]
    refused: tuple[tuple[Finding, Reason], ...]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """In whose name the changes are marked, and when."""

    author: str
    when: datetime


def apply(document: Document, findings: Sequence[Finding], reviewer: Reviewer | None) -> Fixed:
    """Make the edits in a working copy; marked and commented when there is a reviewer."""
    plan = make_plan(document, findings)
    if not plan.applied and not (reviewer and findings):
        return Fixed(document.package.save(), (), tuple(plan.refused))
    work = _Work(document, plan, reviewer)
    if reviewer:
        work.wish_comments(findings)
    work.paragraphs()
    work.blanks()
    work.sections()
    work.footers()
    work.place_comments()
    return Fixed(work.parts.save(), tuple(plan.applied), tuple(plan.refused))


class _Work:
    def __init__(self, document: Document, plan: Plan, reviewer: Reviewer | None) -> None:
        self.document, self.plan, self.parts = document, plan, Parts(document)
        self.marks: Marks | None = None
        self.comments: Comments | None = None
        if reviewer:
            roots = [section.xml for section in document.sections if section.xml is not None][:1]
            roots += [paragraph.xml for paragraph in document.paragraphs if paragraph.xml is not None]
            whole = {element.getroottree().getroot() for element in roots}
            self.marks = Marks(reviewer.author, reviewer.when, list(whole))
            self.comments = Comments(self.parts, reviewer.author, reviewer.when)
        self._ranges: dict[int, dict[tuple[int, int], list[Element]]] = {}
        self._remarks: list[tuple[Finding, int | None]] = []

    def _paragraph(self, index: int) -> Paragraph:
        return self.document.paragraphs[index]

    # ── what changes ──

    def paragraphs(self) -> None:
        plan = self.plan
        for index in sorted(plan.texts.keys() | plan.runs.keys() | self._ranges.keys()):
            model = self._paragraph(index)
            element = self.parts.twin(model.xml)
            older = self.parts.older(element)
            if older is not None:
                change_line(
                    older,
                    plan.texts.get(index, []),
                    plan.runs.get(index, []),
                    self.marks,
                    {},
                    bool(model.number),
                )
            changed = change_line(
                element,
                plan.texts.get(index, []),
                plan.runs.get(index, []),
                self.marks,
                self._ranges.get(index, {}),
                bool(model.number),
            )
            if changed:
                number_copies(element, self.marks)
                self.parts.touch(model.xml)
        for index, wanted in plan.paragraphs.items():
            model = self._paragraph(index)
            element = self.parts.twin(model.xml)
            older = self.parts.older(element)
            if older is not None:
                set_paragraph(older, model, wanted, self.marks)
            if set_paragraph(element, model, wanted, self.marks):
                self.parts.touch(model.xml)
            for now, then in zip(model.lines, wanted.get("lines", ()), strict=False):
                if now.xml is not None and set_line(self.parts.twin(now.xml), now, then, self.marks):
                    self.parts.touch(model.xml)

    def blanks(self) -> None:
        if self.plan.inserted:
            model = blanks.blank_of(self.document)
            for index, count in sorted(self.plan.inserted.items()):
                blanks.insert_blank(self.parts.touch(self._paragraph(index).xml), model, count, self.marks)
        for index in sorted(self.plan.removed):
            blanks.remove_blank(self.parts.touch(self._paragraph(index).xml), self.marks)

    def sections(self) -> None:
        for index, wanted in self.plan.sections.items():
            model = self.document.sections[index]
            if set_section(self.parts.twin(model.xml), model, wanted, self.marks):
                self.parts.touch(model.xml)

    def footers(self) -> None:
        if not self.plan.footers:
            return
        read = [section.xml for section in self.document.sections]
        footers = Footers(self.parts, [self.parts.touch(one) for one in read], self.marks)
        for index, wanted in sorted(self.plan.footers.items()):
            footers.set(index, wanted)

    # ── what is remarked ──

    def wish_comments(self, findings: Sequence[Finding]) -> None:
        """Note where each finding's comment goes, before any character moves."""
        for finding in findings:
            index = self._body_place(finding)
            self._remarks.append((finding, index))
            if index is not None and index == finding.paragraph:
                span = self._span(finding)
                if span:
                    self._ranges.setdefault(index, {}).setdefault(span, [])

    def _span(self, finding: Finding) -> tuple[int, int] | None:
        """The characters a comment points at: the finding's own, or those it changes."""
        texts = [
            edit
            for edit in finding.edits
            if isinstance(edit, SetText) and edit.paragraph == finding.paragraph
        ]
        start = min([finding.start, *(edit.start for edit in texts)])
        end = max([finding.end, *(edit.end for edit in texts)])
        length = len(self._paragraph(finding.paragraph or 0).text)
        if not finding.end and not texts:
            return None
        return (start, min(end, length)) if 0 <= start <= end and start <= length else None

    def _body_place(self, finding: Finding) -> int | None:
        """A paragraph of the main text that can carry the comment: headers, footers and boxes can not."""
        paragraphs = self.document.paragraphs
        if finding.paragraph is not None and 0 <= finding.paragraph < len(paragraphs):
            there = paragraphs[finding.paragraph]
            if there.place in ("body", "table") and there.xml is not None:
                return finding.paragraph
            section = there.section
        else:
            section = (
                next((_section_of(edit) for edit in finding.edits if _section_of(edit) is not None), 0) or 0
            )
        bodies = [one for one in paragraphs if one.place == "body" and one.xml is not None]
        of_section = [one for one in bodies if one.section == section and not one.blank]
        chosen = next(iter(of_section or bodies), None)
        return chosen.index if chosen else None

    def place_comments(self) -> None:
        if self.comments is None:
            return
        for finding, index in self._remarks:
            if index is None:
                continue
            element = self.parts.touch(self._paragraph(index).xml)
            if element.getparent() is None:
                continue
            number = self.comments.write(remark(finding))
            span = self._span(finding) if index == finding.paragraph else None
            runs = self._ranges.get(index, {}).get(span, []) if span else []
            standing = [run for run in element.iter(w("r")) if run in runs]
            if standing:
                anchor(number, standing[0], standing[-1])
            else:
                anchor_whole(number, element)


def _section_of(edit: Edit) -> int | None:
    return edit.section if isinstance(edit, SetSection | SetFooter) else None


def remark(finding: Finding) -> list[str]:
    """A finding's comment: the rule, what is wrong, why, and what it rests on."""
    rule = all_rules().get(finding.rule)
    if rule is None:
        return [
            f"{finding.found} → {finding.expected}" if finding.expected else finding.found or finding.rule
        ]
    basis = f"{rule.standard} {rule.clause}".strip()
    message = rule.message("zh", found=finding.found, expected=finding.expected, **finding.facts)
    return [
        line
        for line in (f"【{rule.title_zh}】{message}", rule.why_zh, f"依据：{basis}" if basis else "")
        if line
    ]
