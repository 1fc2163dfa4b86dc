"""`bangban workorders hot` and `alerts`: what are many people writing about, and which week is out of the ordinary?"""

from __future__ import annotations

import re
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note
from bangban.cli.output import print_object, progress
from bangban.cli.tables import read_columns
from bangban.errors import BadInput

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?"
)
OPTIONAL = ("title", "time", "person", "likes", "dislikes", "place")


class NoCount(BadInput):
    """{file} 第 {line} 行的数量“{count}”不是非负整数。 | Row {line} of {file} has the count "{count}", which is no whole number of at least 0."""

    code = "no_count"


@click.command()
@click.option("--data", type=FILE, required=True, help="Messages: CSV or XLSX.")
@click.option("--id", "id_column", help="The column of ids.")
@click.option("--text", "text_column", help="The column of texts.")
@click.option("--title", "title_column", help="The column of titles.")
@click.option("--time", "time_column", help="The column of times.")
@click.option("--person", "person_column", help="The column of who wrote.")
@click.option("--place", "place_column", help="The column of places.")
@click.option("--likes", "likes_column", help="The column of likes.")
@click.option("--dislikes", "dislikes_column", help="The column of dislikes.")
@click.option(
    "--top", "most", default=50, show_default=True, type=click.IntRange(1, 10_000), help="How many."
)
@click.option("--half-life", type=click.FloatRange(0.01), help="Days after which a message counts half.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def hot(data: Path, most: int, half_life: float | None, as_json: bool, **columns: str | None) -> None:
    """归并来信中的热点问题，最热的在前。 | Gather messages into hot issues, hottest first."""
    set_up_home("host")
    from bangban.skills.clusters import Clusters, Message

    note("command.run", command="workorders.hot")
    wanted = {name.removesuffix("_column"): column for name, column in columns.items()}
    clusters = Clusters()
    began = time.monotonic()
    for row in read_columns(data, wanted, OPTIONAL):
        clusters.add(
            Message(
                id=row["id"],
                text=row["text"],
                at=when(row["time"]),
                person=row["person"],
                place=row["place"],
                likes=_number(row["likes"]),
                dislikes=_number(row["dislikes"]),
                title=row["title"],
            )
        )
        if len(clusters) % 100 == 0:
            progress(f"{len(clusters)}  {len(clusters) / max(time.monotonic() - began, 0.001):.0f}/s")
    issues = clusters.issues(most, half_life=half_life)
    progress("")
    if as_json:
        print_object([_as_dict(issue) for issue in issues])
        return
    english = language() == "en"
    for place, issue in enumerate(issues, 1):
        counts = (
            f"{len(issue.ids)} messages, {issue.people} people"
            if english
            else f"{len(issue.ids)} 件，{issue.people} 人"
        )
        click.echo(f"{place:3}  {issue.heat:7.1f}  {issue.name}（{counts}）  {'、'.join(issue.places[:2])}")


def _as_dict(issue: Any) -> dict[str, Any]:
    return {
        "name": issue.name,
        "heat": issue.heat,
        "messages": list(issue.ids),
        "people": issue.people,
        "first": issue.first.isoformat() if issue.first else None,
        "last": issue.last.isoformat() if issue.last else None,
        "places": list(issue.places),
        "words": list(issue.words),
        "samples": list(issue.samples),
    }


def when(said: str) -> datetime | None:
    """A time in any of the ways tables write it; None when it is none. Without a zone it is taken for UTC."""
    found = _TIME.match(said)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zone = found[7]
    try:
        if zone in (None, "Z"):
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        digits = zone[1:].replace(":", "")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        away = -away if zone[0] == "-" else away
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(away))
    except ValueError:
        return None


def _number(said: str) -> int:
    try:
        return int(float(said))
    except (ValueError, OverflowError):
        return 0


@click.command()
@click.option(
    "--data", type=FILE, required=True, help="CSV or XLSX: one row a week, oldest first, none left out."
)
@click.option("--week", "week_column", help="The column that names the week.")
@click.option("--count", "count_column", help="The column of counts.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def alerts(data: Path, week_column: str | None, count_column: str | None, as_json: bool) -> None:
    """逐周判断数量是否超出预期。 | Judge week by week whether there are more than were to be expected."""
    set_up_home("host")
    from bangban.skills.workorders.alerts import judge

    note("command.run", command="workorders.alerts")
    series = []
    for line, row in enumerate(read_columns(data, {"week": week_column, "count": count_column}), 1):
        try:
            count = float(row["count"])
        except ValueError:
            count = -1.0
        if not count.is_integer() or not 0 <= count < 2**53:
            raise NoCount(file=data.name, line=line, count=row["count"][:40])
        series.append((row["week"], int(count)))
    weeks = judge(series)
    if as_json:
        print_object([asdict(week) for week in weeks])
        return
    for week in weeks:
        limit = "—" if week.threshold is None else f"{week.threshold:.1f}"
        click.echo(f"{week.week}  {week.count}  {limit}  {'⚠' if week.alarm else ''}")
