"""How is a comparison run from a command, and kept for the guardian who decides? Through the door, metered like any call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict

from bangban.agencies.models import Agency
from bangban.errors import BadInput
from bangban.governance.scenarios.model import Scenario
from bangban.llm.config import GatewayConfig
from bangban.llm.door import Door
from bangban.llm.model import Caller
from bangban.llm.upstream import Upstream
from bangban.services.gateway.callers import CachedKeys
from bangban.services.gateway.compare import CaseResult, ModelResult, Source, compare
from bangban.services.gateway.meter import BatchMeter
from bangban.services.gateway.models import Comparison
from bangban.services.gateway.quota import LeasedQuota
from bangban.services.gateway.screening import screens
from bangban.skillhost import sources

FEWEST, MOST = 1, 8


class NoSuchModel(BadInput):
    """网关配置中没有模型“{model}”。可用的有：{known}。 | The gateway has no model "{model}". There are: {known}."""

    code = "no_such_model"


class NoExamples(BadInput):
    """场景 {scenario} 没有评测样例（evaluation），无从比较。 | The scenario {scenario} has no examples (evaluation) to compare with."""

    code = "no_examples"


def sources_of(scenario: Scenario) -> list[Source]:
    """What the scenario may read, as the models are shown it: an id each may cite, and its text."""
    found: list[Source] = []
    for name in scenario.knowledge:
        for number, row in enumerate(sources.retrieve(name, {})):
            text = " ".join(str(value) for value in row.values() if isinstance(value, str | int))
            found.append((str(row.get("id") or row.get("code") or f"{name}:{number}"), text))
    return found


def run(
    config: GatewayConfig,
    scenario: Scenario,
    models: Sequence[str],
    agency: Agency,
    told: Callable[[int, int], None] = lambda done, all_: None,
) -> tuple[dict[str, ModelResult], dict[str, list[CaseResult]]]:
    """Ask every example of every model.

    Raises:
        NoSuchModel, NoExamples: see their messages.
    """
    if not FEWEST <= len(models) <= MOST or len(set(models)) < len(models):
        raise BadInput(what=f"models: {FEWEST}…{MOST}")
    for model in models:
        if model not in config.models:
            raise NoSuchModel(model=model[:100], known=", ".join(config.models) or "-")
    if not scenario.evaluation:
        raise NoExamples(scenario=scenario.code)
    rows = sources_of(scenario)
    caller = Caller(0, agency.pk, agency.code, floor=scenario.data_class)  # type: ignore[arg-type]

    async def within() -> tuple[dict[str, ModelResult], dict[str, list[CaseResult]]]:
        meter, upstream = BatchMeter(CachedKeys()), Upstream()
        meter.quota = LeasedQuota(meter.refuses)
        door = Door(config, upstream, screens(), meter.quota, meter)
        writing = asyncio.create_task(meter.run())
        try:
            return await compare(door, caller, scenario, models, rows, told)
        finally:
            writing.cancel()
            await upstream.close()
            await meter.close()

    return asyncio.run(within())


def keep(
    scenario: Scenario,
    agency: Agency,
    results: dict[str, ModelResult],
    cases: dict[str, list[CaseResult]],
    by: str,
) -> Comparison:
    """Keep it for the page on which a guardian decides."""
    return Comparison.objects.create(
        scenario=scenario.code,
        agency=agency,
        compared=list(results),
        made_by=by,
        results={model: one.as_dict() for model, one in results.items()},
        cases=[{"model": model, **asdict(one)} for model, found in cases.items() for one in found],
    )
