"""Which scenarios are in force? Those whose files stand the published schema; nothing else exists."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, SchemaError

from bangban import catalog, config, written
from bangban.crypto.digests import digest_of
from bangban.errors import BadInput, Refusal
from bangban.governance.clock import load_profiles
from bangban.governance.scenarios.model import EvaluationCase, Scenario
from bangban.written import Path_, Source, Unreadable, read

CATALOG = Path(catalog.__file__).parent
PACKAGED = CATALOG / "scenarios"
SCHEMA_FILE = CATALOG / "scenario.schema.json"
DEFAULT_PROPOSAL_DAYS = 30
LOOK_EVERY = 1.0
"""Seconds between two looks at the files: a list of a hundred cases asks a hundred times."""

logger = logging.getLogger(__name__)


class BadScenario(BadInput):
    """场景文件 {file} 第 {line} 行第 {column} 列，{field}：应为{expected.zh}。 | Scenario file {file}, line {line}, column {column}, {field}: expected {expected.en}."""

    code = "bad_scenario"


class Expected(NamedTuple):
    """What should stand there, in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} | {self.en}"


class UnknownScenario(Refusal):
    """“{scenario}”不在场景清单中，数字员工不能承办。请转人工，或由管理员增加场景文件。 | "{scenario}" is not on the list of scenarios, so no digital employee may take it on. Hand it to a person, or have the administrator add the scenario's file."""

    code = "no_such_scenario"


@cache
def schema() -> Mapping[str, Any]:
    """The published JSON Schema (2020-12) of a scenario file."""
    return dict(json.loads(SCHEMA_FILE.read_text("utf-8")))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def faults(file: Path) -> Iterator[BadScenario]:
    """Yield everything that is wrong with `file`, in the order of its lines; nothing when it is right."""
    try:
        source = read(file)
    except Unreadable as error:
        yield fault_at(file, error.place, (), error.zh, error.en)
        return
    found = [
        fault_at(file, fault.place, fault.path, fault.zh, fault.en)
        for fault in written.faults(_validator(), source)
    ]
    if not found:
        found = list(_beyond_the_schema(file, source))
    yield from sorted(found, key=lambda fault: (fault.details["line"], fault.details["column"]))


def load_file(file: Path) -> Scenario:
    """Read one scenario file.

    Raises:
        BadScenario: the first thing that is wrong with it, with line, column, field and what is expected.
    """
    for fault in faults(file):
        raise fault
    source = read(file)
    return _scenario(file, source)


def load_folder(folder: Path) -> dict[str, Scenario]:
    """Read every *.yaml of `folder`; {} when there is no such folder.

    Raises:
        BadScenario: as `load_file`, for the first wrong file by name.
    """
    loaded = (load_file(file) for file in sorted(folder.glob("*.yaml")))
    return {scenario.code: scenario for scenario in loaded}


def folders() -> tuple[Path, Path]:
    """The package's scenarios, and the city's own; a file of the second replaces one of the same code."""
    return PACKAGED, config.load().path("scenarios")


def scenario_files() -> list[Path]:
    """The files in force or refused, by code: the city's own file instead of the package's."""
    by_name = {file.name: file for folder in folders() for file in folder.glob("*.yaml")}
    return [by_name[name] for name in sorted(by_name)]


_Stamp = tuple[tuple[str, int, int], ...]
_Loaded = tuple[Mapping[str, Scenario], tuple[BadScenario, ...]]
_seen: tuple[_Stamp, _Loaded] | None = None
_looked_at = -LOOK_EVERY


def _current() -> _Loaded:
    global _seen, _looked_at
    now = time.monotonic()
    if _seen is not None and now - _looked_at < LOOK_EVERY:
        return _seen[1]
    _looked_at = now
    files = scenario_files()
    stats = [(str(file), file.stat()) for file in files]
    stamp = tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
    if _seen is None or _seen[0] != stamp:
        _seen = (stamp, _load(files))
    return _seen[1]


def _load(files: list[Path]) -> _Loaded:
    good: dict[str, Scenario] = {}
    bad: list[BadScenario] = []
    for file in files:
        try:
            scenario = load_file(file)
        except BadScenario as fault:
            # One wrong file takes its own scenario off the list, not the whole service down.
            logger.error("%s", fault)
            bad.append(fault)
        else:
            good[scenario.code] = scenario
    return MappingProxyType(good), tuple(bad)


def scenarios() -> Mapping[str, Scenario]:
    """Every scenario in force, by code. A file added or changed is seen within a second."""
    return _current()[0]


def refused_files() -> tuple[BadScenario, ...]:
    """The first fault of every file that is not in force because it is wrong."""
    return _current()[1]


def find_scenario(code: str) -> Scenario:
    """Return the scenario with this code.

    Raises:
        UnknownScenario: none is in force.
    """
    try:
        return scenarios()[code]
    except KeyError:
        raise UnknownScenario(scenario=code) from None


def fault_at(file: Path, place: tuple[int, int], path: Path_, zh: str, en: str) -> BadScenario:
    field = ".".join(map(str, path)) or "*"
    return BadScenario(file=file, line=place[0], column=place[1], field=field, expected=Expected(zh, en))


def _beyond_the_schema(file: Path, source: Source) -> Iterator[BadScenario]:
    """What a schema cannot say: names that must agree, hours in order, examples that fit the form."""
    data = source.value
    if file.stem != data["code"]:
        yield fault_at(
            file,
            source.place(("code",)),
            ("code",),
            f"与文件名一致：{file.stem}",
            f"the file's name: {file.stem}",
        )
    hours = data.get("hours")
    if hours and hours["from"] >= hours["to"]:
        yield fault_at(
            file, source.place(("hours", "to")), ("hours", "to"), "晚于 from 的时间", "a time after `from`"
        )
    profiles = load_profiles()
    if data.get("time_limit") and data["time_limit"] not in profiles:
        names = ", ".join(sorted(profiles))
        yield fault_at(
            file,
            source.place(("time_limit",)),
            ("time_limit",),
            f"已有的时限规则：{names}",
            f"a known profile: {names}",
        )
    if "inputs" in data:
        yield from _form_faults(file, source)


def _form_faults(file: Path, source: Source) -> Iterator[BadScenario]:
    data = source.value
    try:
        Draft202012Validator.check_schema(data["inputs"])
    except SchemaError as error:
        path: Path_ = ("inputs", *error.absolute_path)
        reason = error.message[:200]
        yield fault_at(
            file,
            source.place(path),
            path,
            f"正确的 JSON Schema（{reason}）",
            f"a valid JSON Schema ({reason})",
        )
        return
    form = Draft202012Validator(data["inputs"])
    for index, case in enumerate(data.get("evaluation", [])):
        for wrong in form.iter_errors(case["inputs"]):
            path = ("evaluation", index, "inputs", *wrong.absolute_path)
            reason = wrong.message[:200]
            yield fault_at(
                file,
                source.place(path),
                path,
                f"符合 inputs 的样例（{reason}）",
                f"an example that fits `inputs` ({reason})",
            )


def _scenario(file: Path, source: Source) -> Scenario:
    data = source.value
    skill, effect, hours = data.get("skill", {}), data.get("effect"), data.get("hours")
    return Scenario(
        code=data["code"],
        version=data["version"],
        title=data["title"],
        basis=tuple(data["basis"]),
        agency_kinds=tuple(data["agency_kinds"]),
        skill_name=skill.get("name", ""),
        skill_settings=skill.get("settings", {}),
        input_schema=data.get("inputs", {"type": "object"}),
        knowledge=tuple(data.get("knowledge", ())),
        data_class=data["data_class"],
        impact=data["impact"],
        gate=data["gate"],
        effect_kind=effect["kind"] if effect else None,
        effect_reversible=bool(effect and effect["reversible"]),
        target=effect["target"] if effect else "",
        time_limit=data.get("time_limit", ""),
        quota_per_day=data.get("quota", {}).get("per_employee_per_day"),
        hours={"workdays_only": False, **hours} if hours else None,
        refer_to=data.get("refer_to"),
        evaluation=tuple(
            EvaluationCase(case["inputs"], case["expect"], source.place(("evaluation", index))[0])
            for index, case in enumerate(data.get("evaluation", ()))
        ),
        proposal_days=data.get("proposal_days", DEFAULT_PROPOSAL_DAYS),
        digest=digest_of(data),
        file=str(file),
        portal=data.get("portal", False),
    )
