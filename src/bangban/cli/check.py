"""`bangban check`: what is configured, what is missing, what is unsafe?"""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from bangban import config
from bangban.cli.django import set_up
from bangban.cli.main import language
from bangban.cli.output import print_object
from bangban.errors import Problem
from bangban.services.register.checkup import MISSING, OK, UNSAFE, Finding, findings


class Unsafe(Problem):
    """配置不安全，拒绝启动：{what}。请执行 bangban check 查看处理办法。 | The configuration is unsafe, so nothing is started: {what}. See `bangban check`."""

    code = "unsafe"


def refuse_if_unsafe() -> None:
    """Raise Unsafe when something that must not be stands in the way of starting (not in demo mode)."""
    if config.load()["demo"]:
        return
    stopping = [finding.text(language()) for finding in findings() if finding.stops]
    if stopping:
        raise Unsafe(what="; ".join(stopping))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Stable JSON.")
@click.option(
    "--settings", "show_settings", is_flag=True, help="List every setting, its value and where it came from."
)
def check(as_json: bool, show_settings: bool) -> None:
    """Report the configuration. Exit status 1 when something is unsafe, 2 when it cannot be read."""
    if show_settings:
        _print_settings(as_json)
        return
    set_up()
    from bangban.site.home import prepare

    prepare()
    found = [*findings(), *_house_profiles()]
    if as_json:
        print_object({"home": str(config.load().home), "findings": [asdict(one) for one in found]})
    else:
        mark = {OK: "✓", MISSING: "○", UNSAFE: "✗"}
        click.echo(f"{config.load().home}")
        for finding in found:
            click.echo(f"  {mark[finding.state]} {finding.text(language())}  [{finding.code}]")
    sys.exit(1 if any(one.state == UNSAFE for one in found) else 0)


def _house_profiles() -> list[Finding]:
    """House profiles of documents that are not right, and so are not offered to officers."""
    from bangban.services.documents.profiles import faults

    return [Finding(MISSING, one.code, one.text("zh-hans"), one.text("en")) for one in faults()]


def _print_settings(as_json: bool) -> None:
    settings = config.load()
    rows: list[dict[str, Any]] = []
    for one in config.SETTINGS:
        value = settings[one.name]
        shown = ("…" if value else "") if one.secret else value
        rows.append(
            {"name": one.name, "value": shown, "from": settings.sources[one.name], "variable": one.variable}
        )
    if as_json:
        print_object(rows)
        return
    for row, one in zip(rows, config.SETTINGS, strict=True):
        about = one.en if language() == "en" else one.zh
        click.echo(f"{row['name']:24} {row['value']!s:30} {row['from']:20} {about}")
