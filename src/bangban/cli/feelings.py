"""`bangban feelings`: how do messages sound, which of them need care, and what may be learned from labelled ones?"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bangban import config
from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note
from bangban.cli.output import LINES, print_object, progress, read_objects
from bangban.errors import BadInput, NotFound, Problem

if TYPE_CHECKING:
    from bangban.skills.feelings import Feelings

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
LONGEST_FIELD = 10_000_000


class FeelingsName(BadInput):
    """模型名“{name}”只能用字母、数字、下划线和连字符，最长 64 个字符。 | A model's name, “{name}”, takes letters, digits, _ and -, at most 64."""

    code = "bad_feelings_name"


class UnknownFeelings(NotFound):
    """没有名为“{name}”的情绪模型。可用的：{known}。 | There is no model of feelings “{name}”. Known: {known}."""

    code = "unknown_feelings_model"


class NoColumns(BadInput):
    """“{file}”应有 text 和 label 两列（UTF-8）：{reason}。 | “{file}” must have the columns text and label (UTF-8): {reason}."""

    code = "feelings_columns"


class NoMessage(BadInput):
    """第 {line} 行没有文字字段“text”。 | Line {line} has no text in its field “text”."""

    code = "feelings_no_text"


@click.group()
def feelings() -> None:
    """情绪：训练与打分。 | Feelings: train and score."""


@feelings.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with the columns text and label.",
)
@click.option("--care", required=True, help="The labels that ask for care, with commas: angry,fear,sad.")
@click.option("--as", "name", required=True, help="The model's name, for --model.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/feelings.md).")
def train(data: Path, care: str, name: str, as_json: bool) -> None:
    """从有标签的消息中学习。 | Learn from labelled messages.

    The model is kept in the home, below models/feelings. Training again under the same name replaces it.
    """
    file = _file(name, must_exist=False)
    set_up_home("host")
    from bangban.skills.feelings import train as learn

    texts, labels = _labelled(data)
    note("command.run", command="feelings.train", model=name)
    chosen = [one.strip() for one in care.split(",") if one.strip()]
    try:
        model = learn(texts, labels, chosen, progress=lambda step, done: progress(f"{step} {done:.0%}"))
    finally:
        progress("")
    file.parent.mkdir(parents=True, exist_ok=True)
    model.save(file)
    card = model.table.card
    if as_json:
        print_object({"model": name, "file": str(file), "bytes": file.stat().st_size, "card": card})
        return
    held = card["held_back"]
    english = language() == "en"
    words = (
        ("messages", "macro-F1 on messages held back", "care: precision at recall 0.9")
        if english
        else ("条消息", "未见过的消息上宏平均 F1", "需关怀：召回 0.9 时的准确率")
    )
    click.echo(f"{name}  {card['messages']} {words[0]}  {file}")
    click.echo(f"    {words[1]} {held['macro_f1']:.3f}  {words[2]} {held['care_precision_at_recall_90']:.3f}")


@feelings.command()
@click.option(
    "--batch",
    required=True,
    type=LINES,
    help="JSON lines: id and text.",
)
@click.option(
    "--model", "name", help="A model that `bangban feelings train` made; the shipped one by default."
)
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/feelings.md).")
def score(batch: Path, name: str | None, as_json: bool) -> None:
    """给每条消息打分。 | Score every message.

    Exit status: 0 every line was scored, 2 a line cannot be read.
    """
    set_up_home("host")
    from bangban.skills.feelings import Feelings, shipped

    model = Feelings.load(_file(name)) if name else shipped()
    note("command.run", command="feelings.score")
    status = 0
    for rows in _chunks(batch):
        status = max(status, _answer(model, rows, as_json))
    sys.exit(status)


def _answer(model: Feelings, rows: list[tuple[Any, str | Problem]], as_json: bool) -> int:
    """Print the answers of some rows, in order; return the exit status they make."""
    readable = iter(model.stream(text for _, text in rows if isinstance(text, str)))
    status = 0
    for identity, text in rows:
        if isinstance(text, Problem):
            print_object({"id": identity, "error": text.as_dict()})
            status = 2
            continue
        found = next(readable)
        if as_json:
            chances = {label: round(chance, 6) for label, chance in found.probabilities.items()}
            print_object({"id": identity, "probabilities": chances, "care": round(found.care, 6)})
        else:
            likeliest = max(found.probabilities, key=lambda label: found.probabilities[label])
            click.echo(f"{identity}  {likeliest} {found.probabilities[likeliest]:.0%}  {found.care:.0%}")
    return status


def _chunks(batch: Path) -> Iterator[list[tuple[Any, str | Problem]]]:
    from bangban.skills.feelings.model import AT_ONCE

    rows = _rows(batch)
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _rows(batch: Path) -> Iterator[tuple[Any, str | Problem]]:
    for number, row in read_objects(batch):
        if isinstance(row, Problem):
            yield None, row
        elif not isinstance(row.get("text"), str):
            yield row.get("id"), NoMessage(line=number)
        else:
            yield row.get("id"), row["text"]


def _labelled(data: Path) -> tuple[list[str], list[str]]:
    """The texts and labels of a CSV file; rows without a label or a text are left out."""
    csv.field_size_limit(LONGEST_FIELD)
    texts, labels = [], []
    try:
        with data.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"text", "label"} - set(reader.fieldnames or ())
            if missing:
                raise NoColumns(file=data.name, reason="、".join(sorted(missing)))
            for row in reader:
                label = (row["label"] or "").strip()
                if label and row["text"]:
                    texts.append(row["text"])
                    labels.append(label)
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoColumns(file=data.name, reason=str(error)[:100]) from error
    return texts, labels


def _file(name: str, *, must_exist: bool = True) -> Path:
    """Where a model of that name is kept."""
    if not NAME.fullmatch(name):
        raise FeelingsName(name=name[:80])
    folder = config.load().path("models", "feelings")
    if must_exist and not (folder / name).is_file():
        known = (
            sorted(one.name for one in folder.iterdir() if NAME.fullmatch(one.name))
            if folder.is_dir()
            else []
        )
        raise UnknownFeelings(name=name, known="、".join(known) or "—")
    return folder / name
