"""`bangban document draft`: which document, or which letters, do a form and a table make?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note, operator
from bangban.cli.output import print_object, progress
from bangban.errors import BadInput, NotFound
from bangban.skills.documents.kinds import KINDS
from bangban.skills.documents.record import digest_of


class UnknownKind(NotFound):
    """没有文种“{name}”。可用的：{known}。 | There is no kind of document “{name}”. Known: {known}."""

    code = "unknown_document_kind"


class FormNotRead(BadInput):
    """不能读取表单“{name}”：{reason}。 | The form “{name}” cannot be read: {reason}."""

    code = "form_not_read"


@click.command()
@click.argument("kind", metavar="KIND")
@click.option(
    "--from", "form_file", required=True, type=click.Path(path_type=Path), metavar="FORM.yaml",
    help="The form: what the document is about.",
)  # fmt: skip
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    help="One document for every row of a .csv or .xlsx; {column} in the form is filled.",
)
@click.option(
    "--name", default="{number}", show_default=True, help="What the file of a row is called, with {column}."
)
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="The .docx to write; a folder with --table.",
)
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def draft(kind: str, form_file: Path, table: Path | None, name: str, out: Path, as_json: bool) -> None:
    """由表单起草公文；KIND 为文种，如 通知 或 tongzhi。 | Draft a document from a form; KIND is its kind, like tongzhi (通知).

    What is written carries the label of AI-made content; it comes off only where an officer lets a document leave. Exit
    status: 0 written, 1 a row could not be, 2 the form is not right.
    """
    chosen = _kind(kind)
    form = {**_form(form_file), "kind": chosen}
    set_up_home("host")
    note("command.run", command="document.draft", document=form["kind"])
    if table is None:
        from bangban.skills.documents.draft import draft as write_draft

        answer = _save(out, write_draft(form))
        _tell(answer, as_json)
        return
    wrong = 0
    for answer in _rows(form, table, name, out):
        wrong += "error" in answer
        _tell(answer, as_json)
    progress("")
    sys.exit(1 if wrong else 0)


def _rows(form: dict[str, Any], table: Path, name: str, out: Path) -> Iterator[dict[str, Any]]:
    from bangban.skills.documents.draft import bulk

    listed = bulk.read_table(table)
    for done, row in enumerate(bulk.letters(form, listed, name), 1):
        progress(f"{done}/{len(listed.rows)}")
        if row.paper is not None:
            yield {"row": row.number, **_save(out / f"{row.name}.docx", row.file())}
        else:
            problem = row.problem or EmptyColumns(row=row.number, columns="、".join(row.missing))
            yield {"row": row.number, "error": problem.as_dict()}


class EmptyColumns(BadInput):
    """第 {row} 行缺少：{columns}。请补齐后重新起草。 | Row {row} leaves out: {columns}. Fill it in and draft again."""

    code = "draft_row_incomplete"


def _save(out: Path, data: bytes) -> dict[str, Any]:
    from bangban.skills.documents.batch.tasks import write
    from bangban.skills.documents.label import PRODUCER, label

    digest = digest_of(data)
    labelled = label(data, producer=PRODUCER, produce_id=f"{operator()}:{digest[-16:]}")
    write(out, labelled)
    return {"file": str(out), "digest": digest_of(labelled)}


def _kind(name: str) -> str:
    for kind, about in KINDS.items():
        if name in (kind.value, about.zh, about.en):
            return kind.value
    raise UnknownKind(name=name, known="、".join(f"{one.zh} {kind.value}" for kind, one in KINDS.items()))


def _form(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8-sig")
        form = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        raise FormNotRead(name=file.name, reason=str(error).splitlines()[0][:200]) from error
    if not isinstance(form, dict):
        raise FormNotRead(
            name=file.name, reason={"zh": "不是一组“名称: 内容”", "en": "it is not a set of “name: content”"}
        )
    return form


def _tell(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_object(answer)
    elif "error" in answer:
        click.echo("! " + answer["error"]["message"]["en" if language() == "en" else "zh"], err=True)
    else:
        click.echo(answer["file"])
