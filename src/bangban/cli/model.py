"""`bangban model`: which of several models does a scenario's work best?"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from bangban import config
from bangban.cli.operator import begin, note, operator
from bangban.cli.output import print_object, progress
from bangban.errors import BadInput


class NoAgencyYet(BadInput):
    """没有部门“{code}”，比较记在部门名下。请先执行 bangban officer agency，或用 --agency 写明已有部门的代码。 | There is no agency "{code}", and a comparison belongs to one. Run bangban officer agency first, or name an existing code with --agency."""

    code = "no_agency_yet"


@click.group()
def model() -> None:
    """语言模型：比较。 | Language models: compare them."""


@model.command()
@click.argument("models", nargs=-1, required=True, metavar="MODEL…")
@click.option("--scenario", "code", required=True, help="Code of the scenario whose examples are asked.")
@click.option(
    "--config", "file", type=click.Path(path_type=Path), help="gateway.yaml (setting gateway.config)."
)
@click.option("--agency", help="Code of the agency it is done for; the topmost without.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON.")
def compare(models: tuple[str, ...], code: str, file: Path | None, agency: str | None, as_json: bool) -> None:
    """用场景的评测样例比较几个模型，结果交监护人决定。 | Ask a scenario's examples of several models; a guardian decides by the result.

    Exit status: 0 compared, 1 some model answered nothing, 2 bad input.
    """
    if file is not None:
        os.environ["BANGBAN_GATEWAY_CONFIG"] = str(file.absolute())
        config.load.cache_clear()
    lang = begin()
    from bangban.governance.scenarios.load import find_scenario
    from bangban.services.gateway import comparing
    from bangban.services.gateway.declared import read_config

    scenario, home = find_scenario(code), _agency(agency)
    results, cases = comparing.run(
        read_config(), scenario, models, home, lambda done, total: progress(f"{done}/{total}")
    )
    kept = comparing.keep(scenario, home, results, cases, operator())
    note("command.run", command="model.compare", models=len(models))
    if as_json:
        print_object(
            {"id": kept.pk, "scenario": code, "models": [one.as_dict() for one in results.values()], "cases": kept.cases}
        )  # fmt: skip
    else:
        _print(results, kept.pk, lang)
    sys.exit(1 if any(one.errors == one.cases for one in results.values()) else 0)


def _agency(code: str | None) -> Any:
    from bangban.agencies.models import Agency

    found = Agency.objects.filter(code=code).first() if code else Agency.objects.order_by("path").first()
    if found is None:
        raise NoAgencyYet(code=code or "-")
    return found


def _print(results: dict[str, Any], number: int, lang: str) -> None:
    english = lang == "en"
    heads = (
        ("model", "agreed", "citations kept", "refused", "errors", "tokens", "cost", "first token", "total")
        if english
        else ("模型", "一致", "引用属实", "拒答", "出错", "词元", "费用", "首字", "总时")
    )
    click.echo("\r" + "  ".join(f"{head:>10}" for head in heads))
    for one in results.values():
        row = (
            one.model, f"{one.agreed}/{one.cases}", _percent(one.citations_kept), one.refused, one.errors,
            one.tokens, f"{one.money:.4f}", _seconds(one.first_token), _seconds(one.total),
        )  # fmt: skip
        click.echo("  ".join(f"{cell!s:>10}" for cell in row))
    told = {
        True: f"Kept as comparison {number}: a guardian decides under “Models → Comparisons”.",
        False: f"已保存为第 {number} 次比较：由监护人在“模型 → 比较”中决定。",
    }
    click.echo(told[english], err=True)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} s"
