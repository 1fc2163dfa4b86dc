"""Which model does a scenario's work best? Its own examples asked of each, through the door, and counted."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from bangban.governance.scenarios.check import compare as mismatches
from bangban.governance.scenarios.model import EvaluationCase, Scenario
from bangban.llm.door import Door
from bangban.llm.errors import DoorProblem
from bangban.llm.model import Call, Caller, Outcome

MOST_SOURCES = 400
"""Rows of a source a model is shown."""
LONGEST_SOURCE = 160
TOGETHER = 4
"""Cases asked at a time."""
_JSON = re.compile(r"\{.*\}", re.DOTALL)

Source = tuple[str, str]
"""(id, text) of what may be cited."""


@dataclass
class CaseResult:
    """How one model answered one case."""

    line: int
    agreed: bool = False
    refused: bool = False
    """The model answered, and said that it cannot."""
    error: str = ""
    cited: int = 0
    cited_wrong: int = 0
    """Citations of what it was not shown."""
    differences: list[dict[str, Any]] = field(default_factory=list)
    tokens: int = 0
    money: float = 0.0
    first_token: float | None = None
    total: float = 0.0


@dataclass
class ModelResult:
    """What one model made of all cases. Rates are 0…1, None when nothing was answered."""

    model: str
    cases: int
    agreed: int
    refused: int
    errors: int
    citations_kept: float | None
    tokens: int
    money: float
    first_token: float | None
    total: float | None

    @property
    def agreement(self) -> float | None:
        return self.agreed / self.cases if self.cases else None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"agreement": self.agreement}


class Ear:
    """A meter that hears what each call cost, and passes it on."""

    def __init__(self, meter: Any) -> None:
        self._meter = meter
        self.heard: dict[str, Outcome] = {}

    def record(self, outcome: Outcome) -> None:
        self.heard[outcome.call.id] = outcome
        self._meter.record(outcome)


def question(scenario: Scenario, case: EvaluationCase, sources: Sequence[Source]) -> list[dict[str, str]]:
    """What a model is asked: the scenario's work on the case's inputs, as JSON, with the ids of what it rests on."""
    wanted = sorted({path for one in scenario.evaluation for path in one.expect})
    shown = "\n".join(f"[{name}] {text[:LONGEST_SOURCE]}" for name, text in sources[:MOST_SOURCES])
    system = (
        f"你承担的工作：{scenario.title['zh']}。只依据下列资料作答，不得编造。\n"
        f"用一个 JSON 对象回答，字段为：{', '.join(wanted)}；另加 citations（所依据资料的编号列表，照抄方括号内的编号）。"
        '没有把握或不应办理时回答 {"refused": true}。\n'
        f"资料：\n{shown or '（无）'}"
    )
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": json.dumps(dict(case.inputs), ensure_ascii=False)},
    ]


def judge(case: EvaluationCase, text: str, sources: Sequence[Source]) -> CaseResult:
    """How far an answer meets what the case expects."""
    result = CaseResult(case.line)
    answer = _object(text)
    if answer is None:
        result.error = "no_json"
        return result
    if answer.get("refused") is True:
        result.refused = True
        return result
    known = {name for name, _ in sources}
    given = answer.get("citations")
    cited = [str(one).strip("[]") for one in given] if isinstance(given, list) else []
    result.cited, result.cited_wrong = len(cited), sum(one not in known for one in cited)
    found = list(mismatches(case.expect, {"content": _nested(answer), "confidence": None}))
    result.differences = [
        {"path": one.path, "expected": one.expected, "got": str(one.got)[:200]} for one in found
    ]
    result.agreed = not found
    return result


async def compare(
    door: Door,
    caller: Caller,
    scenario: Scenario,
    models: Sequence[str],
    sources: Sequence[Source],
    told: Callable[[int, int], None] = lambda done, all_: None,
) -> tuple[dict[str, ModelResult], dict[str, list[CaseResult]]]:
    """Ask every case of every model. `told` hears how many of all calls are done."""
    ear = Ear(door.meter)
    door.meter = ear
    places, done = asyncio.Semaphore(TOGETHER), 0
    total = len(models) * len(scenario.evaluation)

    async def one(model: str, number: int, case: EvaluationCase) -> CaseResult:
        nonlocal done
        body = {"model": model, "messages": question(scenario, case, sources), "temperature": 0}
        if model_takes_json(door, model):
            body["response_format"] = {"type": "json_object"}
        identity = f"cmp{time.time_ns():x}{number:x}"
        call = Call(identity, caller, scenario.data_class, model, body, stream=True, scenario=scenario.code)  # type: ignore[arg-type]
        async with places:
            try:
                result = judge(case, await _said(door, call), sources)
            except DoorProblem as problem:
                result = CaseResult(case.line, error=problem.code)
        outcome = ear.heard.get(identity)
        if outcome is not None:
            result.tokens, result.money = outcome.usage.total, outcome.money
            result.first_token, result.total = outcome.first_token, outcome.total
        done += 1
        told(done, total)
        return result

    cases: dict[str, list[CaseResult]] = {}
    for model in models:
        asked = (one(model, number, case) for number, case in enumerate(scenario.evaluation))
        cases[model] = list(await asyncio.gather(*asked))
    door.meter = ear._meter
    return {model: summed(model, found) for model, found in cases.items()}, cases


def model_takes_json(door: Door, model: str) -> bool:
    """Whether every target of the model says that it can answer in JSON."""
    steps = [step for route in door.config.routes if route.model == model for step in route.steps]
    return bool(steps) and all("json" in target.provider.capabilities for step in steps for target in step)


def summed(model: str, found: Sequence[CaseResult]) -> ModelResult:
    """One model's cases as one line."""
    cited = sum(one.cited for one in found)
    first = [one.first_token for one in found if one.first_token is not None]
    totals = [one.total for one in found if not one.error and one.total]
    return ModelResult(
        model=model,
        cases=len(found),
        agreed=sum(one.agreed for one in found),
        refused=sum(one.refused for one in found),
        errors=sum(bool(one.error) for one in found),
        citations_kept=(cited - sum(one.cited_wrong for one in found)) / cited if cited else None,
        tokens=sum(one.tokens for one in found),
        money=sum(one.money for one in found),
        first_token=median(first) if first else None,
        total=median(totals) if totals else None,
    )


async def _said(door: Door, call: Call) -> str:
    parts: list[str] = []
    async with aclosing(door.chat(call)) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            for choice in chunk.get("choices") or ():
                parts.append((choice.get("delta") or choice.get("message") or {}).get("content") or "")
    return "".join(parts)


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object in an answer: models like to put words or fences around it."""
    match = _JSON.search(text)
    if match is None:
        return None
    try:
        found = json.loads(match[0])
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _nested(answer: Mapping[str, Any]) -> dict[str, Any]:
    """{"a.b": 1} as {"a": {"b": 1}}: models were told dotted paths."""
    nested: dict[str, Any] = {}
    for path, value in answer.items():
        *above, last = path.split(".")
        place = nested
        for part in above:
            inner = place.setdefault(part, {})
            place = inner if isinstance(inner, dict) else {}
        place[last] = value
    return nested
