"""`bangban document proofread` and `learn`: which characters are wrong, and what may the program learn from pairs?"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from bangban import config
from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note
from bangban.cli.output import print_object, progress, read_objects
from bangban.errors import BadInput, NotFound, Problem

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class NothingToProofread(BadInput):
    """请用 --text 给出文字，或用 --batch 给出文件。 | Give the text with --text, or a file with --batch."""

    code = "nothing_to_proofread"


class NoText(BadInput):
    """第 {line} 行没有文字字段“text”。 | Line {line} has no text in its field “text”."""

    code = "no_text"


class ModelName(BadInput):
    """模型名“{name}”只能用字母、数字、下划线和连字符，最长 64 个字符。 | A model's name, “{name}”, takes letters, digits, _ and -, at most 64."""

    code = "bad_model_name"


class UnknownModel(NotFound):
    """没有名为“{name}”的校对模型。可用的：{known}。 | There is no proofreading model “{name}”. Known: {known}."""

    code = "unknown_proofreading_model"


@click.command()
@click.option("--text", help="The text.")
@click.option(
    "--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines: id and text."
)
@click.option(
    "--model", "name", help="A model that `bangban document learn` made; the shipped one by default."
)
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def proofread(text: str | None, batch: Path | None, name: str | None, as_json: bool) -> None:
    """校对文字中的错别字。 | Proofread text: wrong, missing and doubled characters.

    Exit status: 0 nothing found, 1 corrections, 2 a line cannot be read.
    """
    if text is None and batch is None:
        raise NothingToProofread()
    set_up_home("host")
    from bangban.skills.documents.proofread import load, shipped

    model = load(_file(name)) if name else shipped()
    note("command.run", command="document.proofread")
    status = 0
    rows = _rows(batch) if batch is not None else iter([(None, text or "")])
    for done, (identity, said) in enumerate(rows, 1):
        if isinstance(said, Problem):
            print_object({"id": identity, "error": said.as_dict()})
            status = 2
            continue
        answer = _answer(model.correct(said), identity)
        status = max(status, 1 if answer["edits"] else 0)
        if as_json or batch is not None:
            print_object(answer)
        else:
            _tell(answer)
        progress(f"{done}")
    progress("")
    sys.exit(status)


def _rows(batch: Path) -> Iterator[tuple[Any, str | Problem]]:
    for number, row in read_objects(batch):
        if isinstance(row, Problem):
            yield None, row
        elif not isinstance(row.get("text"), str):
            yield row.get("id"), NoText(line=number)
        else:
            yield row.get("id"), row["text"]


def _answer(correction: Any, identity: Any) -> dict[str, Any]:
    """The stable JSON of one sentence: `corrected` is its text with every edit made."""
    edits = [
        {
            name: value
            for name, value in asdict(one).items()
            if name in ("start", "end", "found", "expected", "confidence")
        }
        for one in correction.edits
    ]
    return {"id": identity, "corrected": correction.corrected, "edits": edits}


def _tell(answer: dict[str, Any]) -> None:
    click.echo(answer["corrected"])
    for one in answer["edits"]:
        click.echo(f"    {one['found'] or '∅'} → {one['expected'] or '∅'}  {one['confidence']:.0%}")
    if not answer["edits"]:
        click.echo("    " + ("nothing found" if language() == "en" else "没有发现错别字"))


@click.command()
@click.argument("pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PAIRS.tsv")
@click.option("--as", "name", required=True, help="The model's name, for --model.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def learn(pairs: Path, name: str, as_json: bool) -> None:
    """从“错误 ⇥ 正确”的句对中学习。 | Learn from pairs of a wrong and a right sentence, a tab between them.

    The model is kept in the home, below models/proofread. Learning again under the same name replaces it.
    """
    file = _file(name, must_exist=False)
    set_up_home("host")
    from bangban.skills.documents.proofread import learn as learn_pairs

    note("command.run", command="document.learn", model=name)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{name}.{os.getpid()}")
    try:
        learn_pairs(pairs, fresh, progress=progress)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
        progress("")
    if as_json:
        print_object({"model": name, "file": str(file), "bytes": file.stat().st_size})
    else:
        click.echo(f"{name}  {file}")


def _file(name: str, *, must_exist: bool = True) -> Path:
    """Where a model of that name is kept."""
    if not NAME.fullmatch(name):
        raise ModelName(name=name[:80])
    folder = config.load().path("models", "proofread")
    if must_exist and not (folder / name).is_file():
        known = (
            sorted(one.name for one in folder.iterdir() if NAME.fullmatch(one.name))
            if folder.is_dir()
            else []
        )
        raise UnknownModel(name=name, known="、".join(known) or "—")
    return folder / name
