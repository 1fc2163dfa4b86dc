"""`bangban scenario`: which scenarios are there, and are they fit for work?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bangban.cli.operator import begin, note

if TYPE_CHECKING:
    from bangban.governance.scenarios.check import Report
    from bangban.governance.scenarios.load import BadScenario
    from bangban.governance.scenarios.model import Scenario


@click.group()
def scenario() -> None:
    """场景：列出与检查。 | Scenarios: list them, check them."""


@scenario.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def list_(as_json: bool) -> None:
    """列出在用的场景和被拒绝的场景文件。 | List the scenarios in force, and the files that were refused.

    Exit status: 0 fine, 1 a file was refused.
    """
    lang = begin()
    from bangban.governance.scenarios.load import refused_files, scenarios

    note("command.run", command="scenario.list")
    found, refused = scenarios(), refused_files()
    if as_json:
        rows = [_row(one) for one in found.values()]
        problems = [fault.as_dict() for fault in refused]
        click.echo(json.dumps({"scenarios": rows, "refused": problems}, ensure_ascii=False))
    else:
        for one in found.values():
            limit = one.time_limit or "-"
            click.echo(f"{one.code}  v{one.version}  {one.impact}  {one.gate}  {limit}  {one.title_text}")
        _tell(refused, lang)
    sys.exit(1 if refused else 0)


def _row(one: Scenario) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "title": dict(one.title),
        "impact": one.impact,
        "data_class": one.data_class,
        "gate": one.gate,
        "skill": one.skill_name or None,
        "effect": one.effect_kind,
        "time_limit": one.time_limit or None,
        "digest": one.digest,
        "file": one.file,
    }


@scenario.command()
@click.argument("targets", nargs=-1, metavar="[FILE|CODE]…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def check(targets: tuple[str, ...], as_json: bool) -> None:
    """检查场景文件并运行评测样例；不给参数则检查全部。 | Check scenario files and run their examples; all without arguments.

    Exit status: 0 fine, 1 an example went wrong, 2 a file is wrong.
    """
    lang = begin()
    from bangban.governance.scenarios.check import check_file

    _lend_duties(lang)
    files = [_file(target) for target in targets] if targets else _all_files()
    reports = [check_file(file) for file in files]
    status = max((report.exit_code for report in reports), default=0)
    note("command.run", command="scenario.check", files=len(files), status=status)
    if as_json:
        click.echo(json.dumps({"reports": [report.as_dict() for report in reports]}, ensure_ascii=False))
    else:
        for report in reports:
            _print(report, lang)
    sys.exit(status)


def _lend_duties(lang: str) -> None:
    """Where no agency is entered yet, let the examples be answered with the invented district's duty lists."""
    from bangban.agencies.models import Agency
    from bangban.catalog import demo
    from bangban.skillhost import sources

    if Agency.objects.exists():
        return
    sources.register("agencies.duties", lambda query: demo.duty_rows())
    text = (
        "No agency is entered here yet: the examples are answered with the invented district's duty lists."
        if lang == "en"
        else "尚未录入部门：评测样例按虚构示例区的职责清单作答。"
    )
    click.echo(text, err=True)


def _all_files() -> list[Path]:
    from bangban.governance.scenarios.load import scenario_files

    return scenario_files()


def _file(target: str) -> Path:
    """A path as it stands; a code through the list of scenarios."""
    from bangban.governance.scenarios.load import UnknownScenario, scenario_files

    path = Path(target)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    for file in scenario_files():
        if file.stem == target:
            return file
    raise UnknownScenario(scenario=target)


def _print(report: Report, lang: str) -> None:
    english = lang == "en"
    if report.faults:
        _tell(report.faults, lang)
        return
    name = report.scenario.code if report.scenario else report.file.name
    if report.rate is None:
        click.echo(f"✓ {name}: " + ("no examples" if english else "无评测样例"))
        return
    mark = "✓" if report.exit_code == 0 else "✗"
    share = f"{report.passed}/{len(report.answers)} ({report.rate:.0%})"
    click.echo(f"{mark} {name}: " + (f"{share} of the examples pass" if english else f"评测样例通过 {share}"))
    for answer in report.answers:
        where = f"  {report.file}:{answer.case.line} "
        if answer.failure is not None:
            click.echo(where + answer.failure.text(lang))
        for mismatch in answer.mismatches:
            words = ("expected", "got") if english else ("应为", "实为")
            expected, got = (
                json.dumps(value, ensure_ascii=False) for value in (mismatch.expected, mismatch.got)
            )
            click.echo(f"{where}{mismatch.path}: {words[0]} {expected}, {words[1]} {got}")


def _tell(found: tuple[BadScenario, ...], lang: str) -> None:
    for fault in found:
        click.echo(fault.text(lang), err=True)
