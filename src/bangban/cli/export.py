"""`bangban export`: a transparency record of an employee, and the clause map, from the live system."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from bangban.cli.ledger import CannotWrite
from bangban.cli.operator import begin, note
from bangban.errors import NotFound


@click.group()
def export() -> None:
    """导出算法透明度记录和条款对照表。 | Export ATRS records and the clause map."""


_JSON = click.option("--json", "as_json", is_flag=True, help="JSON in both languages instead of Markdown.")
_OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write; standard output without it.")  # fmt: skip


@export.command()
@click.argument("employee")
@_JSON
@_OUTPUT
def atrs(employee: str, as_json: bool, output: Path | None) -> None:
    """按工号 EMPLOYEE 导出算法透明度记录（ATRS）。 | Export the transparency record of employee number EMPLOYEE."""
    lang = begin()
    from bangban.governance.atrs import as_text, record_of
    from bangban.governance.models import DigitalEmployee

    found = (
        DigitalEmployee.objects.select_related("agency", "guardian", "deputy").filter(number=employee).first()
    )
    if found is None:
        raise NotFound(what=f"employee {employee}")
    note("export.made", f"employee:{found.number}", what="atrs")
    record = record_of(found)
    _write(_json(record) if as_json else as_text(record, lang), output)


@export.command()
@_JSON
@_OUTPUT
def clauses(as_json: bool, output: Path | None) -> None:
    """导出条款对照表：条款、功能、测试、证据。 | Export the clause map: clause, feature, test, evidence."""
    lang = begin()
    from bangban.governance.clauses import as_text, clause_map

    note("export.made", what="clauses")
    table = clause_map()
    _write(_json(table) if as_json else as_text(table, lang), output)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _write(text: str, output: Path | None) -> None:
    """Print, or write the file whole or not at all."""
    if output is None:
        click.echo(text)
        return
    unfinished = output.with_name(output.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(output)
    except OSError as error:
        raise CannotWrite(path=output, reason=error.strerror) from error
