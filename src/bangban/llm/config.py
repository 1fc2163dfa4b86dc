"""Which providers and routes does this door have? Read from gateway.yaml, every mistake named with its line."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from bangban import written
from bangban.errors import BadInput
from bangban.llm.model import Price, Provider, Route, Target, Timeouts

SCHEMA_FILE = Path(__file__).with_name("gateway.schema.json")


class BadGatewayFile(BadInput):
    """网关配置 {file} 第 {line} 行，{field}：应为{expected}。 | Gateway file {file}, line {line}, {field}: expected {expected}."""

    code = "bad_gateway_file"


class NoGatewayFile(BadInput):
    """没有网关配置文件 {file}。请按文档 docs/how-to/connect-models.md 写一份，再用 --config 指明。 | There is no gateway file {file}. Write one as docs/how-to/connect-models.md shows, and name it with --config."""

    code = "no_gateway_file"


class NoProviderKey(BadInput):
    """提供方 {provider} 的密钥不可用：{reason}。 | The key of provider {provider} cannot be used: {reason}."""

    code = "no_provider_key"


@dataclass(frozen=True)
class GatewayConfig:
    """What gateway.yaml says. Keys of providers are read when they are needed and kept nowhere else."""

    providers: Mapping[str, Provider]
    routes: tuple[Route, ...]
    currency: str = "CNY"
    key_files: Mapping[str, str] = field(default_factory=dict)

    @property
    def models(self) -> list[str]:
        """The model ids of ours, each once, in the file's order."""
        return list(dict.fromkeys(route.model for route in self.routes))


EMPTY = GatewayConfig({}, ())
"""No model at all: the platform says so, and every skill takes its local path."""


@cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))


def load(file: Path) -> GatewayConfig:
    """Read `file`.

    Raises:
        NoGatewayFile: it is not there.
        BadGatewayFile: the first thing that is wrong with it, with line, field and what is expected.
    """
    if not file.is_file():
        raise NoGatewayFile(file=file)
    try:
        source = written.read(file)
    except written.Unreadable as error:
        raise _bad(file, written.Fault(error.place, (), error.zh, error.en)) from error
    for fault in sorted(written.faults(_schema(), source), key=lambda one: one.place):
        raise _bad(file, fault)
    providers: dict[str, Provider] = {}
    for index, row in enumerate(source.value["providers"]):
        if row["name"] in providers:
            path = ("providers", index, "name")
            raise _bad(file, written.Fault(source.place(path), path, "不重复的名称", "a name used once"))
        if row.get("proxy") and row["place"] == "local":
            # What must stay on our own machines does not pass one that sends things out.
            path = ("providers", index, "proxy")
            fault = written.Fault(
                source.place(path), path, "place 为 local 时不写代理", "no proxy where place is local"
            )
            raise _bad(file, fault)
        providers[row["name"]] = _provider(row)
    routes = tuple(
        _route(file, source, index, row, providers) for index, row in enumerate(source.value["routes"])
    )
    keys = {row["name"]: row["api_key_file"] for row in source.value["providers"] if "api_key_file" in row}
    return GatewayConfig(providers, routes, source.value.get("currency", "CNY"), keys)


def key_of(config: GatewayConfig, provider: Provider) -> str:
    """The provider's own key, from the environment or a file nobody else may read; "" when it needs none.

    Raises:
        NoProviderKey: it is named, and is not there or readable by others.
    """
    if provider.api_key_env:
        value = os.environ.get(provider.api_key_env, "")
        if not value:
            name = provider.api_key_env
            raise NoProviderKey(
                provider=provider.name,
                reason={
                    "zh": f"环境变量 {name} 没有值",
                    "en": f"the environment variable {name} has no value",
                },
            )
        return value
    if provider.name not in config.key_files:
        return ""
    file = Path(config.key_files[provider.name])
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise NoProviderKey(
                provider=provider.name,
                reason={
                    "zh": f"文件 {file} 其他人可读，应为 0600",
                    "en": f"{file} can be read by others; it must be 0600",
                },
            )
        return file.read_text("utf-8").strip()
    except OSError as error:
        reason = {"zh": f"不能读取 {file}", "en": f"{file} cannot be read"}
        raise NoProviderKey(provider=provider.name, reason=reason) from error


def _provider(row: Mapping[str, Any]) -> Provider:
    given = {
        name: row[name]
        for name in ("api_key_env", "proxy", "context", "max_tokens", "concurrent")
        if name in row
    }
    if "capabilities" in row:
        given["capabilities"] = frozenset(row["capabilities"])
    return Provider(
        name=row["name"],
        kind=row["kind"],
        base_url=row["base_url"].rstrip("/"),
        models=tuple(row["models"]),
        place=row["place"],
        price=Price(**row.get("price", {})),
        timeouts=Timeouts(**row.get("timeouts", {})),
        **given,
    )


def _route(
    file: Path, source: written.Source, index: int, row: Mapping[str, Any], providers: Mapping[str, Provider]
) -> Route:
    steps = []
    for number, step in enumerate(row["try"]):
        weights = {step: 1.0} if isinstance(step, str) else step
        targets = []
        for name, weight in weights.items():
            provider, _slash, model = name.partition("/")
            if provider not in providers or model not in providers[provider].models:
                path = ("routes", index, "try", number)
                known = ", ".join(f"{one.name}/{model}" for one in providers.values() for model in one.models)
                fault = written.Fault(
                    source.place(path),
                    path,
                    f"已有的提供方/模型：{known}",
                    f"a provider/model of this file: {known}",
                )
                raise _bad(file, fault)
            targets.append(Target(providers[provider], model, float(weight)))
        steps.append(tuple(targets))
    if row.get("prefer") == "price":
        # Those that would share by weight are tried from the cheapest on instead.
        steps = [(target,) for step in steps for target in sorted(step, key=_dearness)]
    return Route(
        model=row["model"],
        steps=tuple(steps),
        scenarios=frozenset(row.get("scenarios", ())),
        agencies=frozenset(row.get("agencies", ())),
        side_by_side=row.get("side_by_side", False),
    )


def _dearness(target: Target) -> float:
    return target.provider.price.prompt + target.provider.price.completion


def _bad(file: Path, fault: written.Fault) -> BadGatewayFile:
    return BadGatewayFile(
        file=file, line=fault.place[0], field=fault.field, expected={"zh": fault.zh, "en": fault.en}
    )
