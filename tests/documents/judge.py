"""How good are the checker and the fixer? Judges them on faulty and on correct documents; `python -m tests.documents.judge`.

Usage: python -m tests.documents.judge [PREFIX…] [--all] [--correct] [--count N]: faults whose id begins with PREFIX;
--correct judges correct documents; --all prints every case, not only what went wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bangban.skills.documents.check import check
from bangban.skills.documents.findings import Finding, Report
from bangban.skills.documents.fix import fix
from bangban.skills.documents.model import Document, Paragraph, Run
from bangban.skills.documents.read import open_document
from tests.documents.correct import correct, names
from tests.documents.emit import emit
from tests.documents.faults import FAULTS, Case, choose
from tests.documents.flavours import FLAVOURS, FONTS

TODAY = date(2026, 12, 1)
"""Later than every document."""
FAMILY = {name.lower(): role for fonts in FONTS.values() for role, name in fonts.items()}


@dataclass
class Verdict:
    """What was seen of one faulty document."""

    case: Case
    hits: list[Finding]
    alarms: list[str]
    """Findings that are not the fault's."""
    again: list[str] = field(default_factory=list)
    """What the checker still says after the fix."""
    differs: list[str] = field(default_factory=list)
    """Where the fixed document is not the right one."""
    lost: str = ""
    """Characters that went away and should not have."""
    crashed: str = ""

    @property
    def found(self) -> bool:
        return bool(self.hits)

    @property
    def corrected(self) -> bool:
        return self.found and not self.again and not self.differs and not self.lost and not self.crashed


def squeezed(text: str) -> str:
    """Text without white space: how a place is recognised in differently written files."""
    return "".join(text.split())


def inspect(data: bytes) -> tuple[Document, Report]:
    document = open_document(data, name="judged.docx")
    return document, check(document, today=TODAY)


def judge(case: Case, *, fixing: bool = True) -> Verdict:
    """Check the faulty document, correct it, and compare it with the right one."""
    flavour = FLAVOURS[case.flavour]
    document, report = inspect(emit(case.sheet, flavour))
    right = emit(case.right, flavour)
    before = Counter(
        _key(one, parent_document) for parent_document, parent in [inspect(right)] for one in parent.findings
    )
    hits, alarms = [], []
    for one in report.findings:
        if _names(one, case, document):
            hits.append(one)
        elif before[_key(one, document)] > 0:
            before[_key(one, document)] -= 1
        else:
            alarms.append(_said(one, document))
    verdict = Verdict(case, hits, alarms)
    if fixing and case.fault.fixable and hits:
        _judge_fix(verdict, document, report, right)
    return verdict


def _judge_fix(verdict: Verdict, document: Document, report: Report, right: bytes) -> None:
    try:
        fixed, again = inspect(fix(document, report.findings))
    except Exception as problem:
        verdict.crashed = repr(problem)
        return
    parent = open_document(right, name="right.docx")
    verdict.again = [_said(one, fixed) for one in again.findings if _names(one, verdict.case, fixed)]
    verdict.differs = list(differences(fixed, parent))
    was, now, wanted = (Counter(squeezed(_text(one))) for one in (document, fixed, parent))
    verdict.lost = "".join(((was - now) - (was - wanted)).elements())


def _names(finding: Finding, case: Case, document: Document) -> bool:
    """Whether a finding is the fault's: its rule may name it, and it stands where the fault does."""
    if not any(finding.rule.startswith(prefix) for prefix in case.fault.rules):
        return False
    if finding.paragraph is None or not case.hurt or case.fault.near:
        return True
    there = squeezed(document.paragraphs[finding.paragraph].text)
    # A finding may speak for several paragraphs; its edits say which.
    return any(_same(squeezed(one.text), there, one.label) for one in case.hurt)


def _same(hurt: str, there: str, label: str) -> bool:
    bare = hurt.removeprefix(label)
    return there in (hurt, bare) or (bool(there) and there in hurt) or (len(hurt) > 3 and hurt in there)


def _key(finding: Finding, document: Document) -> tuple[str, str]:
    place = finding.paragraph
    return finding.rule, "" if place is None else squeezed(document.paragraphs[place].text)


def _said(finding: Finding, document: Document) -> str:
    place = finding.paragraph
    where = "" if place is None else document.paragraphs[place].text[:24]
    return f"{finding.rule} [{where}] {finding.found!r} → {finding.expected!r}"


def _text(document: Document) -> str:
    return "".join(one.text for one in document.flow)


# ── comparing a corrected document with the right one ──


def differences(fixed: Document, right: Document) -> Iterator[str]:
    """What is not as in the right document: text, formats, page. Blank paragraphs and pitch within tolerance do not count."""
    one, other = ([each for each in document.flow if not each.blank] for document in (fixed, right))
    if len(one) != len(other):
        yield f"{len(one)} paragraphs, not {len(other)}"
    for mine, wanted in zip(one, other, strict=False):
        if squeezed(mine.text) != squeezed(wanted.text):
            yield f"text {mine.text[:40]!r}, not {wanted.text[:40]!r}"
            continue
        for name, got, should in _formats(mine, wanted):
            yield f"{name} of {mine.text[:16]!r}: {got}, not {should}"
    for mine_section, section in zip(fixed.sections, right.sections, strict=False):
        for name in (
            "width_mm",
            "height_mm",
            "top_mm",
            "bottom_mm",
            "left_mm",
            "right_mm",
            "gutter_mm",
            "columns",
        ):
            got, should = getattr(mine_section, name), getattr(section, name)
            if abs(got - should) > 1.01:
                yield f"{name}: {got}, not {should}"


def _formats(mine: Paragraph, wanted: Paragraph) -> Iterator[tuple[str, object, object]]:
    if _align(mine) != _align(wanted):
        yield "align", mine.align, wanted.align
    mine_ends, ends = _ends(mine), _ends(wanted)
    for name, got, should in zip(("first line", "further lines", "right"), mine_ends, ends, strict=True):
        # Where there is but one line, nobody sees how further ones would begin.
        if abs(got - should) > 0.6 and (name != "further lines" or len(mine.text) > 24):
            yield name, got, should
    if mine.page_break_before != wanted.page_break_before:
        yield "page_break_before", mine.page_break_before, wanted.page_break_before
    got_runs, right_runs = _runs(mine.runs), _runs(wanted.runs)
    for got, should in zip(got_runs, right_runs, strict=False):
        if got != should:
            yield "character", got, should
            break


def _align(paragraph: Paragraph) -> str:
    return "left" if paragraph.align in ("both", "left", "distribute") else paragraph.align


def _ends(paragraph: Paragraph) -> tuple[float, float, float]:
    """Where the first line and the further lines begin, and where lines end, in characters from the text's edges."""
    left = _chars(paragraph, "left")
    return left + _chars(paragraph, "first_line"), left, _chars(paragraph, "right")


def _chars(paragraph: Paragraph, name: str) -> float:
    size = paragraph.runs[0].size if paragraph.runs else 16.0
    chars = getattr(paragraph, f"{name}_chars")
    value = chars if chars is not None else getattr(paragraph, name) / (size or 16.0)
    if name == "first_line":
        spaces = len(paragraph.text) - len(paragraph.text.lstrip("　"))
        value += spaces
    return float(value)


def _runs(runs: Iterable[Run]) -> list[tuple[object, ...]]:
    """Every character with its format. The East Asian typeface says nothing of characters it does not draw."""
    found: list[tuple[object, ...]] = []
    for run in runs:
        look = (
            run.size,
            run.bold,
            run.italic,
            run.underline not in ("", "none"),
            run.strike,
            run.spacing,
            "" if run.color == "000000" else run.color,
            run.highlight if run.highlight != "none" else "",
        )
        family = FAMILY.get(run.font.lower(), run.font)
        found += [
            (one, family if ord(one) > 0x2E7F and one != "：" else "", *look)
            for one in run.text
            if not one.isspace()
        ]
    return found


# ── correct documents ──


def false_alarms(name: str, flavour: str) -> tuple[list[str], bool]:
    """(what the checker says of a correct document, whether the fixer leaves its bytes)."""
    data = correct(name, flavour)
    document, report = inspect(data)
    untouched = fix(document, report.findings) == data
    return [_said(one, document) for one in report.findings], untouched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prefix", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--correct", action="store_true")
    parser.add_argument("--count", type=int, default=1)
    said = parser.parse_args()
    if said.correct:
        return _correct_ones()
    groups: dict[str, Counter[str]] = {}
    for fault in FAULTS.values():
        if said.prefix and not fault.id.startswith(tuple(said.prefix)):
            continue
        for case in choose(fault, said.count):
            verdict = judge(case)
            row = groups.setdefault(fault.group, Counter())
            row["cases"] += 1
            row["found"] += verdict.found
            row["fixable"] += fault.fixable
            row["corrected"] += fault.fixable and verdict.corrected
            row["alarms"] += bool(verdict.alarms)
            row["lost"] += bool(verdict.lost)
            _print(verdict, everything=said.all)
    total: Counter[str] = sum(groups.values(), Counter())
    for name, row in [*sorted(groups.items()), ("all", total)]:
        print(
            f"{name:16} found {row['found']:4}/{row['cases']:<4} corrected {row['corrected']:4}/{row['fixable']:<4} "
            f"elsewhere {row['alarms']:4} lost {row['lost']}"
        )
    return 0


def _print(verdict: Verdict, *, everything: bool) -> None:
    name = f"{verdict.case.name}: {verdict.case.fault.said}"
    if not verdict.found:
        print(f"MISSED     {name}")
    for one in verdict.alarms:
        print(f"ELSEWHERE  {name}: {one}")
    if verdict.found and verdict.case.fault.fixable and not verdict.corrected:
        reasons = [
            verdict.crashed,
            verdict.lost and f"lost {verdict.lost}",
            *verdict.again[:2],
            *verdict.differs[:2],
        ]
        print(f"UNFIXED    {name}: {'; '.join(one for one in reasons if one)}")
    if everything and verdict.found:
        print(f"found      {name}: {', '.join(one.rule for one in verdict.hits)}")


def _correct_ones() -> int:
    for name in names():
        for flavour in FLAVOURS:
            alarms, untouched = false_alarms(name, flavour)
            for one in alarms:
                print(f"ALARM      {name}-{flavour}: {one}")
            if not untouched:
                print(f"CHANGED    {name}-{flavour}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
