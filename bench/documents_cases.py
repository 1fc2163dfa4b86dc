"""Which documents are the checkers tried on, and how is what they did to them judged? The same for every tool."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bangban.skills.documents.check import check
from bangban.skills.documents.findings import Outline
from bangban.skills.documents.fix import fix
from bangban.skills.documents.model import Document
from bangban.skills.documents.read import open_document
from bangban.skills.documents.recognise import recognise
from bangban.skills.documents.rules import all_rules
from tests.documents.correct import correct, names
from tests.documents.emit import emit
from tests.documents.faults import FAULTS, choose
from tests.documents.flavours import FLAVOURS
from tests.documents.judge import TODAY, differences, squeezed

Said = tuple[str, str]
"""(level, rule and what it found)."""
REMINDERS = {"classification.here"}
"""Findings that say nothing is wrong with the document."""


@dataclass(frozen=True)
class Trial:
    """One document with one fault, and the right one."""

    name: str
    group: str
    fixable: bool
    file: Path
    parent: Path
    right: Path
    """What it should become; the parent, save where a fault put in more than what is wrong."""


@dataclass
class Bench:
    trials: list[Trial]
    clean: list[Path]
    outlines: dict[Path, Outline] = field(default_factory=dict)
    checked: dict[Path, tuple[list[Said], bytes]] = field(default_factory=dict)

    def kind(self, file: Path) -> str:
        """The kind of document, as recognised in the right one: every tool is told it."""
        parent = next((one.parent for one in self.trials if one.file == file), file)
        if parent not in self.outlines:
            self.outlines[parent] = recognise(open_document(parent))
        return self.outlines[parent].kind.value

    def check_and_fix(self, file: Path) -> tuple[list[Said], bytes]:
        """(what is said of a file, the file with what can be corrected corrected)."""
        document = open_document(file)
        findings = check(document, today=TODAY).findings
        rules = all_rules()
        said = [
            (rules[one.rule].level, f"{one.rule}|{one.found}|{one.expected}")
            for one in findings
            if one.rule not in REMINDERS
        ]
        return said, fix(document, findings)

    def parent(self, trial: Trial) -> tuple[list[Said], bytes]:
        if trial.parent not in self.checked:
            self.checked[trial.parent] = self.check_and_fix(trial.parent)
        return self.checked[trial.parent]

    def corrected(self, trial: Trial, fixed: bytes) -> bool:
        """Whether what the fault made different from the right document is different no longer."""
        right = open_document(trial.right)
        wrong = set(differences(open_document(trial.file), right))
        left = set(differences(_opened(fixed), right))
        if not wrong:
            # It shows in a footer or a line, not in text and format: then the fixed document must be silent.
            return not check(_opened(fixed), today=TODAY).findings
        return not wrong & left and not any(one.startswith(("text", "paragraphs")) for one in left)

    def lost(self, trial: Trial, fixed: bytes) -> int:
        """Characters of the faulty document that are gone, except those the right one does not have either."""
        was, now, wanted = (
            _characters(one)
            for one in (open_document(trial.file), _opened(fixed), open_document(trial.right))
        )
        return ((was - now) - (was - wanted)).total()

    def changed(self, file: Path, fixed: bytes) -> bool:
        return any(True for _ in differences(_opened(fixed), open_document(file)))

    def lost_from(self, file: Path, fixed: bytes) -> int:
        return (_characters(open_document(file)) - _characters(_opened(fixed))).total()


def _opened(data: bytes) -> Document:
    return open_document(data, name="fixed.docx")


def _characters(document: Document) -> Counter[str]:
    return Counter(squeezed("".join(one.text for one in document.flow)))


def generated(folder: Path, every: int) -> Bench:
    """The generator's faults, one case each, and its correct documents in every flavour."""
    folder.mkdir()
    written: dict[str, Path] = {}

    def write(name: str, make: Callable[[], bytes]) -> Path:
        if name not in written:
            written[name] = folder / f"{name}.docx"
            written[name].write_bytes(make())
        return written[name]

    trials = []
    for fault in list(FAULTS.values())[::every]:
        for case in choose(fault, 1):
            flavour = FLAVOURS[case.flavour]
            right = write(
                f"right-{case.parent.name}-{case.flavour}",
                lambda case=case: emit(case.parent, FLAVOURS[case.flavour]),
            )
            wanted = right
            if case.right is not case.parent:
                wanted = write(
                    f"wanted-{case.name}", lambda case=case: emit(case.right, FLAVOURS[case.flavour])
                )
            file = write(case.name, lambda case=case, flavour=flavour: emit(case.sheet, flavour))
            trials.append(Trial(case.name, fault.group, fault.fixable, file, right, wanted))
    clean = [
        write(f"right-{name}-{flavour}", lambda name=name, flavour=flavour: correct(name, flavour))
        for name in names()
        for flavour in FLAVOURS
    ]
    return Bench(trials, clean[:: max(1, every)])


def sampled(folder: Path) -> Bench:
    """A folder of documents with a manifest of which fault was planted in which."""
    rows = json.loads((folder / "manifest.json").read_text("utf-8"))
    clean = {row["parent"]: folder / f"{row['id']}.docx" for row in rows if row["group"] == "clean"}
    trials = [
        # Which of them a rule says how to correct, the manifest does not tell: all count.
        Trial(
            row["id"],
            row["group"],
            True,
            folder / f"{row['id']}.docx",
            clean[row["parent"]],
            clean[row["parent"]],
        )
        for row in rows
        if row["group"] != "clean"
    ]
    return Bench(trials, list(clean.values()))
