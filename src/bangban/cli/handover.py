"""`bangban handover`: after which of these turns should a person have taken over, and why?"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note
from bangban.cli.output import LINES, print_object, progress, read_objects
from bangban.errors import BadInput, Problem


class NoTurns(BadInput):
    """第 {line} 行没有对话：“turns”应为列表，每项有文字字段“role”和“text”。 | Line {line} holds no dialogue: “turns” is a list whose items have the texts “role” and “text”."""

    code = "no_turns"


@click.group()
def handover() -> None:
    """转人工：何时、为何。 | Handover to a person: when, and why."""


@handover.command()
@click.option(
    "--batch",
    required=True,
    type=LINES,
    help="JSON lines: id and turns [{role, text}].",
)
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/feelings.md).")
def decide(batch: Path, as_json: bool) -> None:
    """逐轮判断是否转人工。 | Decide after every turn of the resident.

    Exit status: 0 every line was judged, 2 a line cannot be read.
    """
    set_up_home("host")
    from bangban.skills.handover import decide as decide_turns
    from bangban.skills.handover import reason_in_words

    note("command.run", command="handover.decide")
    status = 0
    for number, row in read_objects(batch):
        problem = row if isinstance(row, Problem) else None if _readable(row) else NoTurns(line=number)
        if problem is not None or isinstance(row, Problem):
            print_object({"id": None if isinstance(row, Problem) else row.get("id"), "error": _said(problem)})
            status = 2
            continue
        decisions = decide_turns(row["turns"])
        if as_json:
            print_object({"id": row.get("id"), "turns": [one.as_dict() for one in decisions]})
        else:
            lang = "en" if language() == "en" else "zh"
            for place, one in enumerate(decisions, 1):
                mark = "→" if one.handover else " "
                quoted = f"  “{one.words[0]}”" if one.words else ""
                click.echo(f"{mark} {row.get('id')} {place}  {reason_in_words(one.reason)[lang]}{quoted}")
        progress(f"{number}")
    progress("")
    sys.exit(status)


def _said(problem: Problem | None) -> Any:
    return problem.as_dict() if problem is not None else None


def _readable(row: Mapping[str, Any]) -> bool:
    turns = row.get("turns")
    return isinstance(turns, list) and all(
        isinstance(one, dict) and isinstance(one.get("role"), str) and isinstance(one.get("text"), str)
        for one in turns
    )
