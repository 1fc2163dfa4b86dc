"""`bangban workorders`: what do past decisions teach, which class is a message, what is hot, what is out of the ordinary?"""

from __future__ import annotations

import hashlib
import re
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bangban import config
from bangban.cli.django import set_up_home
from bangban.cli.main import language
from bangban.cli.operator import note
from bangban.cli.output import print_object, progress, read_objects
from bangban.cli.tables import lines, read_columns
from bangban.errors import BadInput, NotFound, Problem

NAME = re.compile(r"[A-Za-z0-9\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff-]{0,63}")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
STEPS = {
    "reading": ("读取", "reading"),
    "checking": ("留出检验", "checking on what is held back"),
    "learning": ("学习", "learning"),
}


class NothingToTrainOn(BadInput):
    """请用 --data 给出历史工单，或用 --taxonomy 给出分类表（二者选一）。 | Give past work orders with --data, or a taxonomy with --taxonomy: one of the two."""

    code = "nothing_to_train_on"


class NothingToClassify(BadInput):
    """请用 --text 给出一条来信，或用 --batch 给出文件。 | Give a message with --text, or a file of them with --batch."""

    code = "nothing_to_classify"


class ClassifierName(BadInput):
    """模型名“{name}”只能用汉字、字母、数字、下划线和连字符，最长 64 个字符。 | A model's name, "{name}", takes Chinese characters, letters, digits, _ and -, at most 64."""

    code = "bad_classifier_name"


class UnknownClassifier(NotFound):
    """没有名为“{name}”的分类模型。可用的：{known}。 | There is no classification model "{name}". Known: {known}."""

    code = "unknown_classifier"


class MessageWithoutText(BadInput):
    """第 {line} 行没有文字字段“text”。 | Line {line} has no text in its field "text"."""

    code = "message_without_text"


@click.group()
def workorders() -> None:
    """工单：学习、分类、热点、预警。 | Work orders: learn, classify, hot issues, alerts."""


@workorders.command()
@click.option("--data", type=FILE, help="Past work orders: CSV or XLSX.")
@click.option("--text", "text_column", help="The column of texts.")
@click.option("--label", "label_column", help="The column of classes or agencies.")
@click.option("--title", "title_column", help="A column of titles, if the texts do not begin with them.")
@click.option("--taxonomy", type=FILE, help="Instead of --data: a table of first, second, third level.")
@click.option("--labels", help="First-level classes of the taxonomy to use, between commas.")
@click.option("--unlabelled", type=FILE, help="With --taxonomy: messages that nobody has dispatched yet.")
@click.option("--as", "name", required=True, help="The model's name, for --model.")
@click.option("--conflicts", type=click.Path(dir_okay=False, path_type=Path), help="CSV of examples at odds.")
@click.option("--json", "as_json", is_flag=True, help="The model card as JSON.")
def train(
    data: Path | None,
    text_column: str | None,
    label_column: str | None,
    title_column: str | None,
    taxonomy: Path | None,
    labels: str | None,
    unlabelled: Path | None,
    name: str,
    conflicts: Path | None,
    as_json: bool,
) -> None:
    """从历史工单学习，或仅凭分类表起步。 | Learn from past work orders, or start from a taxonomy alone.

    Prints the model card: what it learned from, and how right it was on what was held back. Interrupted,
    it leaves the model of that name as it was.
    """
    if (data is None) == (taxonomy is None):
        raise NothingToTrainOn()
    file = _file(name, must_exist=False)
    set_up_home("host")
    note("command.run", command="workorders.train", model=_code(name))
    began = time.monotonic()
    found: Sequence[Any] = ()
    try:
        if data is not None:
            from bangban.skills.workorders.learn import train as learn

            wanted = {"text": text_column, "label": label_column, "title": title_column or "\0"}
            if title_column is None:
                wanted.pop("title")
            rows = [row for row in read_columns(data, wanted) if row["text"] and row["label"]]
            texts = [_joined(row.get("title", ""), row["text"]) for row in rows]
            classifier = learn(texts, [row["label"] for row in rows], progress=_tell)
            if conflicts is not None:
                from bangban.skills.workorders.learn.conflicts import write

                found = write(conflicts, classifier, texts, [row["label"] for row in rows])
        elif taxonomy is not None:
            from bangban.skills.workorders.learn import cold

            chosen = [one.strip() for one in re.split("[,，、]", labels or "") if one.strip()]
            messages = (
                [row["text"] for row in read_columns(unlabelled, {"text": text_column})] if unlabelled else []
            )
            classifier = cold(_levels(taxonomy), messages, labels=chosen, progress=_tell)
        file.parent.mkdir(parents=True, exist_ok=True)
        classifier.save(file)
    finally:
        progress("")
    card = {
        "model": name,
        "file": str(file),
        "bytes": file.stat().st_size,
        "seconds": round(time.monotonic() - began, 1),
        **classifier.card,
    }
    if conflicts is not None:
        card["conflicts"] = len(found)
    if as_json:
        print_object(card)
    else:
        _tell_card(card)


@workorders.command()
@click.option("--text", help="One message.")
@click.option("--batch", type=FILE, help="JSON lines: id and text.")
@click.option("--model", "name", required=True, help="A model that `bangban workorders train` made.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def classify(text: str | None, batch: Path | None, name: str, as_json: bool) -> None:
    """判断来信属于哪一类，给出前两名。 | Say which class messages belong to: the likeliest two.

    Exit status: 0 fine, 2 a line cannot be read (the others are answered).
    """
    if text is None and batch is None:
        raise NothingToClassify()
    file = _file(name)
    set_up_home("host")
    from bangban.skills.workorders.learn import Classifier
    from bangban.skills.workorders.learn.flags import flags_of

    classifier = Classifier.load(file)
    note("command.run", command="workorders.classify", model=_code(name))
    status, done = 0, 0
    rows = _messages(batch) if batch is not None else iter([(None, text or "")])
    while chunk := list(islice(rows, 64)):
        tops = classifier.tops(said for _, said in chunk if isinstance(said, str))
        for identity, said in chunk:
            if isinstance(said, Problem):
                print_object({"id": identity, "line": said.details.get("line"), "error": said.as_dict()})
                status = 2
                continue
            best = next(tops)
            answer = {
                "id": identity,
                "top": [{"label": label, "p": p} for label, p in best],
                "margin": round(best[0][1] - best[1][1], 6),
                "flags": flags_of(said),
            }
            if as_json or batch is not None:
                print_object(answer)
            else:
                click.echo("   ".join(f"{label} {p:.0%}" for label, p in best))
                for word, weight in classifier.reasons(said, best[0][0]):
                    click.echo(f"    {word}  +{weight:.2f}")
        done += len(chunk)
        progress(f"{done}")
    progress("")
    sys.exit(status)


def _messages(batch: Path) -> Iterator[tuple[Any, str | Problem]]:
    for number, row in read_objects(batch):
        if isinstance(row, Problem):
            yield None, row
        elif not isinstance(row.get("text"), str):
            yield row.get("id"), MessageWithoutText(line=number)
        else:
            title = row.get("title")
            yield row.get("id"), _joined(title if isinstance(title, str) else "", row["text"])


def _joined(title: str, text: str) -> str:
    return f"{title}\n{text}" if title and not text.startswith(title) else text


def _levels(taxonomy: Path) -> list[tuple[str, ...]]:
    """The rows of a taxonomy, without a header that only names the levels."""
    rows = [row for row in lines(taxonomy) if any(cell.strip() for cell in row)]
    if rows and re.search("分类|级|level|class|category", "".join(rows[0]), re.I):
        rows = rows[1:]
    return rows


def _tell(step: str, done: float) -> None:
    zh, en = STEPS.get(step, (step, step))
    progress(f"{en if language() == 'en' else zh} {done:.0%}")


def _tell_card(card: dict[str, Any]) -> None:
    english = language() == "en"
    click.echo(f"{card['model']}  {card['file']}  {card['bytes'] / 1e6:.1f} MB  {card['seconds']} s")
    names = {
        "accuracy": ("准确率", "accuracy"),
        "macro_f1": ("宏平均 F1", "macro F1"),
        "top_two": ("前两名命中", "right among the first two"),
        "calibration_error": ("校准误差", "calibration error"),
        "coverage": ("95% 精度下的覆盖率", "coverage at 95 % precision"),
    }
    for key, (zh, en) in names.items():
        if key in card.get("held_back", {}):
            click.echo(f"    {en if english else zh}  {card['held_back'][key]:.1%}")
    if card.get("conflicts"):
        click.echo(f"    {card['conflicts']}  " + ("examples at odds" if english else "组样本标签相互矛盾"))


def _code(name: str) -> str:
    """The name in letters that the ledger takes; one in Chinese by its digest."""
    return name if name.isascii() else hashlib.sha256(name.encode()).hexdigest()[:16]


def _file(name: str, *, must_exist: bool = True) -> Path:
    """Where a model of that name is kept."""
    if not NAME.fullmatch(name):
        raise ClassifierName(name=name[:80])
    folder = config.load().path("models", "workorders")
    file = folder / f"{name}.model"
    if must_exist and not file.is_file():
        known = sorted(one.stem for one in folder.glob("*.model")) if folder.is_dir() else []
        raise UnknownClassifier(name=name, known="、".join(known) or "—")
    return file


# The commands that look at many messages at once, or at none, stand in modules of their own.
from bangban.cli.workorders_erase import erase  # noqa: E402
from bangban.cli.workorders_see import alerts, hot  # noqa: E402

workorders.add_command(hot)
workorders.add_command(alerts)
workorders.add_command(erase)
