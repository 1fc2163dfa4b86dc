"""`bangban import messages`: a city's own table of messages, through governance, with what could not be read kept aside."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bangban import config
from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note, operator
from bangban.cli.output import print_object, progress
from bangban.errors import BadInput


@click.group("import")
def import_() -> None:
    """Bring existing data in."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scenario", default="hotline.dispatch", show_default=True)
@click.option("--agency", "agency_code", help="Code of the agency that keeps what no employee takes on.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="id, title, text or time = a column's name.",
)
@click.option(
    "--bad", "bad_file", type=click.Path(path_type=Path), help="Where bad rows go (default FILE.bad.csv)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the tally as JSON.")
def messages(
    file: Path,
    scenario: str,
    agency_code: str | None,
    mapping: tuple[str, ...],
    bad_file: Path | None,
    as_json: bool,
) -> None:
    """Import the messages of FILE (CSV or XLSX). Run again after an interruption: what is there is skipped."""
    set_up_home("host")
    from bangban.agencies.models import Agency
    from bangban.governance.scenarios.load import find_scenario
    from bangban.services.hotline.imports import Tally, import_messages
    from bangban.services.hotline.tables import open_table

    find_scenario(scenario)
    agency = Agency.objects.filter(code=agency_code).first() if agency_code else None
    if agency_code and agency is None:
        raise BadInput(what=f"--agency {agency_code}")
    table = open_table(file, dict(_pair(one) for one in mapping), ZoneInfo(config.load()["timezone"]))
    target = bad_file or file.with_name(f"{file.stem}.bad.csv")
    if not _writable(target):
        target = Path.cwd() / target.name
    started, tally, finished = time.monotonic(), Tally(), False
    note("import.started", f"file:{table.digest[:16]}", scenario=scenario)
    try:
        for tally in import_messages(table, scenario, operator(), agency, target):
            rate = tally.rows / max(time.monotonic() - started, 0.001)
            progress(
                f"{tally.rows} 行 | rows   {rate:.0f}/s   导入 | in {tally.imported}   有误 | bad {tally.bad}"
            )
        finished = True
    except KeyboardInterrupt:
        progress("")
        click.echo(
            "已中断，已导入的都已保存；再次执行即可继续。 | Interrupted; what came in is safe. Run it again to go on.",
            err=True,
        )
    note(
        "import.done", f"file:{table.digest[:16]}", imported=tally.imported, bad=tally.bad, finished=finished
    )
    progress("")
    summary = {
        **tally.as_dict(),
        "bad_file": str(target) if tally.bad else None,
        "finished": finished,
        "seconds": round(time.monotonic() - started, 1),
    }
    if as_json:
        print_object(summary)
    else:
        _tell(summary)
    sys.exit(130 if not finished else 1 if tally.bad or tally.refused else 0)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or name not in ("id", "title", "text", "time"):
        raise BadInput(what=f"--map {text}")
    return name, value


def _writable(path: Path) -> bool:
    try:
        with path.open("a"):
            return True
    except OSError:
        return False


def _tell(summary: dict[str, object]) -> None:
    english = language() == "en"
    names = (
        ("rows", "读取", "rows read"),
        ("imported", "导入", "imported"),
        ("proposed", "已有建议", "with a proposal"),
        ("already_there", "已在库中", "already there"),
        ("bad", "有误", "bad"),
    )
    click.echo("   ".join(f"{en if english else zh} {summary[key]}" for key, zh, en in names))
    if summary["refused"]:
        click.echo(f"{'not taken on' if english else '未承办'}: {summary['refused']}")
    if summary["bad_file"]:
        click.echo(f"{'bad rows' if english else '有误的行'}: {summary['bad_file']}")
