"""Is a scenario fit for work: does its skill exist and take its settings, and does it answer its examples?

The only module of governance that loads skills; the executor never loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from bangban.errors import Problem
from bangban.governance.effects import UnknownEffect, effect_kinds, handler_for
from bangban.governance.scenarios.load import BadScenario, fault_at, faults, load_file
from bangban.governance.scenarios.model import EvaluationCase, Scenario, value_at
from bangban.skillhost.inprocess import run_here
from bangban.skillhost.sources import source_names
from bangban.skills import Skill, UnknownSkill, find_skill, skill_names
from bangban.written import read

Run = Callable[[str, Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
OPERATORS = ("one_of", "contains", "at_least", "at_most")


@dataclass(frozen=True)
class Mismatch:
    """What an example expected at `path`, and what came."""

    path: str
    expected: Any
    got: Any


@dataclass(frozen=True)
class Answer:
    """How one example went. `failure` is the problem the skill raised instead of an answer, or None."""

    case: EvaluationCase
    confidence: float | None
    mismatches: tuple[Mismatch, ...]
    failure: Problem | None = None

    @property
    def passed(self) -> bool:
        return self.failure is None and not self.mismatches


@dataclass(frozen=True)
class Report:
    """What a check found: `faults` in the file, or else how each of its examples went."""

    file: Path
    scenario: Scenario | None
    faults: tuple[BadScenario, ...]
    answers: tuple[Answer, ...] = ()

    @property
    def passed(self) -> int:
        return sum(answer.passed for answer in self.answers)

    @property
    def rate(self) -> float | None:
        """0…1; None when there are no examples."""
        return self.passed / len(self.answers) if self.answers else None

    @property
    def exit_code(self) -> int:
        """0 fine, 1 an example went wrong, 2 the file is wrong."""
        if self.faults:
            return 2
        return 0 if self.passed == len(self.answers) else 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": str(self.file),
            "code": self.scenario.code if self.scenario else None,
            "version": self.scenario.version if self.scenario else None,
            "digest": self.scenario.digest if self.scenario else None,
            "faults": [_fault_dict(fault) for fault in self.faults],
            "examples": len(self.answers),
            "passed": self.passed,
            "rate": self.rate,
            "failed": [_answer_dict(answer) for answer in self.answers if not answer.passed],
        }


def _fault_dict(fault: BadScenario) -> dict[str, Any]:
    details = fault.details
    expected = {"zh": details["expected"].zh, "en": details["expected"].en}
    return {name: details[name] for name in ("line", "column", "field")} | {"expected": expected}


def _answer_dict(answer: Answer) -> dict[str, Any]:
    return {
        "line": answer.case.line,
        "confidence": answer.confidence,
        "mismatches": [vars(mismatch) for mismatch in answer.mismatches],
        "failure": answer.failure.as_dict() if answer.failure else None,
    }


def check_file(file: Path, run: Run = run_here) -> Report:
    """Check one scenario file: its form, its skill, settings, sources and effect, and then its examples."""
    wrong = tuple(faults(file))
    if wrong:
        return Report(file, None, wrong)
    scenario = load_file(file)
    wrong = tuple(_unfit(file, scenario))
    if wrong or not scenario.skill_name:
        return Report(file, scenario, wrong)
    return Report(file, scenario, (), tuple(_ask(scenario, case, run) for case in scenario.evaluation))


def _unfit(file: Path, scenario: Scenario) -> Iterator[BadScenario]:
    """What the file names and this installation does not have."""
    place = read(file).place
    if scenario.skill_name:
        try:
            skill = find_skill(scenario.skill_name)
        except UnknownSkill:
            path = ("skill", "name")
            known = ", ".join(skill_names())
            yield fault_at(file, place(path), path, f"已安装的技能：{known}", f"an installed skill: {known}")
        else:
            yield from _misused(file, scenario, skill)
    known_sources = source_names()
    for index, name in enumerate(scenario.knowledge):
        if name not in known_sources:
            listed = ", ".join(known_sources)
            where = ("knowledge", index)
            yield fault_at(file, place(where), where, f"已有的来源：{listed}", f"a known source: {listed}")
    if scenario.effect_kind:
        yield from _misdeclared(file, scenario)


def _misused(file: Path, scenario: Scenario, skill: Skill) -> Iterator[BadScenario]:
    place = read(file).place
    for error in Draft202012Validator(skill.settings_schema).iter_errors(scenario.skill_settings):
        path = ("skill", "settings", *error.absolute_path)
        reason = error.message[:200]
        yield fault_at(
            file,
            place(path),
            path,
            f"技能接受的设置（{reason}）",
            f"settings that the skill takes ({reason})",
        )
    asked = scenario.input_schema.get("properties", {})
    for name in skill.input_schema.get("required", ()):
        if name not in asked:
            where = ("inputs", "properties", name)
            yield fault_at(
                file,
                place(where),
                where,
                f"技能必需的输入 {name}",
                f"the input {name}, which the skill needs",
            )


def _misdeclared(file: Path, scenario: Scenario) -> Iterator[BadScenario]:
    place = read(file).place
    kind = str(scenario.effect_kind)
    try:
        handler = handler_for(kind)
    except UnknownEffect:
        path = ("effect", "kind")
        known = ", ".join(effect_kinds())
        yield fault_at(file, place(path), path, f"已有的执行方式：{known}", f"a known effect: {known}")
        return
    if scenario.effect_reversible and not handler.reversible:
        path = ("effect", "reversible")
        yield fault_at(
            file, place(path), path, f"false（{kind} 不能撤销）", f"false ({kind} cannot be reversed)"
        )


def _ask(scenario: Scenario, case: EvaluationCase, run: Run) -> Answer:
    try:
        result = run(scenario.skill_name, case.inputs, scenario.skill_settings)
    except Problem as failure:
        return Answer(case, None, (), failure)
    return Answer(case, result["confidence"], tuple(compare(case.expect, result)))


def compare(expect: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[Mismatch]:
    """Yield where `result` (a skill's, as a dict) differs from what an example expects.

    A path speaks of the content; `confidence`, and `details.…` when the content has no such field, of
    the result itself.
    """
    for path, expected in expect.items():
        missing = object()
        got = value_at(result["content"], path, missing)
        if got is missing:
            got = value_at(result, path, None)
        if not _meets(expected, got):
            yield Mismatch(path, expected, got)


def _meets(expected: Any, got: Any) -> bool:
    if not isinstance(expected, Mapping) or len(expected) != 1 or next(iter(expected)) not in OPERATORS:
        return bool(expected == got)
    (operator, value), *_ = expected.items()
    if operator == "one_of":
        return got in value
    if operator == "contains":
        return isinstance(got, str | Sequence) and value in got
    if isinstance(got, bool) or not isinstance(got, int | float):
        return False
    return got >= value if operator == "at_least" else got <= value
