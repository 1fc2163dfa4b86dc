"""`bangban knowledge`: bring sources in, search them, and learn from questions that were answered."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from bangban.cli.main import language
from bangban.cli.operator import begin, note, operator
from bangban.cli.output import LINES, print_object, progress, read_objects, text_of
from bangban.cli.scopes import known_scope
from bangban.cli.wrong import not_one
from bangban.errors import BadInput, Problem


class NoGold(BadInput):
    """{file} 第 {line} 行的“gold”应是条目编号的列表，如 ["d1"]。 | In line {line} of {file} “gold” must be a list of passages' ids, as ["d1"]."""

    code = "no_gold"


JSON = click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/knowledge.md).")
SCOPE = click.option("--scope", default="", metavar="NAME", help="The set of sources; sets are kept apart.")


@click.group()
def knowledge() -> None:
    """The sources that answers stand on."""


@knowledge.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--agency", "agency_code", metavar="CODE", help="Whose source it is; opened when it is new.")
@SCOPE
@click.option("--shared", is_flag=True, help="Other agencies may read it too.")
@JSON
def add(path: Path, agency_code: str | None, scope: str, shared: bool, as_json: bool) -> None:
    """Import PATH: a file, a folder or an archive. Each source is in, or out with the reason."""
    begin()
    from bangban.agencies.models import Agency
    from bangban.knowledge import add as adding
    from bangban.knowledge.intake.sources import sources_of

    first = Agency.objects.order_by("path").first()
    agency = adding.agency_named(agency_code or (first.code if first else "local"), operator())
    taken: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    began = time.monotonic()
    for name, open_source in sources_of(path):
        try:
            given = open_source()
            done = adding.add(given, agency, scope, by=operator(), shared=shared, indexed=False).as_dict()
        except Problem as problem:
            refused.append({"name": name, "error": problem.as_dict()})
        else:
            taken.append(done)
        progress(f"{len(taken)} 入库 | in   {len(refused)} 未入库 | out   {name}")
    adding.settle(scope)
    progress("")
    summary = {"in": taken, "out": refused, "seconds": round(time.monotonic() - began, 2)}
    if as_json:
        print_object(summary)
    else:
        _tell(summary)
    sys.exit(1 if refused else 0)


def _tell(summary: dict[str, Any]) -> None:
    english = language() == "en"
    words = ("new", "unchanged", "withdrawn") if english else ("新增", "未变", "撤下")
    for row in summary["in"]:
        counts = zip(words, (row["added"], row["unchanged"], row["withdrawn"]), strict=True)
        click.echo(f"✓ {row['title']}  " + "  ".join(f"{word} {count}" for word, count in counts))
    for row in summary["out"]:
        click.echo(f"✗ {row['name']}  {row['error']['message']['en' if english else 'zh']}")


@knowledge.command()
@click.argument("query", required=False)
@click.option("--batch", type=LINES, metavar="FILE")
@click.option("-k", "count", type=click.IntRange(1, 1000), default=10, show_default=True)
@SCOPE
@click.option("--as-of", metavar="DATE", help="What was in force on that day; “all”: repealed text too.")
@click.option("--agency", metavar="CODE", help="Only what this agency may read.")
@JSON
def search(
    query: str | None,
    batch: Path | None,
    count: int,
    scope: str,
    as_of: str | None,
    agency: str | None,
    as_json: bool,
) -> None:
    """Find the passages for QUERY, or for each line {id, query} of a file."""
    if query is None and batch is None:
        raise not_one("QUERY | --batch FILE")
    begin()
    from bangban.knowledge.retrieve import lookup
    from bangban.knowledge.retrieve import search as find

    known_scope(scope)
    chosen: dict[str, Any] = {"scope": scope, "k": count, "as_of": as_of, "agency": agency}
    note("command.run", command="knowledge.search")
    if batch is None:
        hits = [hit.as_dict() for hit in find(query or "", **chosen)]
        if as_json:
            print_object({"query": query, "hits": hits})
        else:
            for hit in hits:
                click.echo(f"{hit['score']:8.3f}  {hit['id']}  {hit['source']}{hit['article']}")
                click.echo(f"          {(hit['question'] or hit['text'])[:70]}")
        sys.exit(0 if hits else 1)
    status = 0
    for number, row in read_objects(batch):
        try:
            if isinstance(row, Problem):
                raise row
            found = lookup(text_of(row, "query", batch, number), **chosen)
        except Problem as problem:
            name = row.get("id") if isinstance(row, dict) else None
            print_object({"id": name, "line": number, "error": problem.as_dict()})
            status = 2
            continue
        rows = [{"id": one.uid, "score": round(one.score, 4)} for one in found]
        print_object({"id": row.get("id"), "hits": rows})
    sys.exit(status)


@knowledge.command()
@click.argument("file", type=LINES)
@SCOPE
@JSON
def learn(file: Path, scope: str, as_json: bool) -> None:
    """Learn from FILE: a question and the ids of what answered it a line, {query, gold: [id, …]}."""
    begin()
    known_scope(scope)
    from bangban.knowledge import teach

    lessons, bad = [], 0
    for number, row in read_objects(file):
        try:
            if isinstance(row, Problem):
                raise row
            gold = row.get("gold")
            if not isinstance(gold, list) or not all(isinstance(uid, str | int) for uid in gold):
                raise NoGold(file=file.name, line=number)
            asked = text_of(row, "query", file, number)
        except Problem as problem:
            bad += 1
            click.echo(problem.text(language()), err=True)
            continue
        lessons.append((asked, [str(uid) for uid in gold if uid != ""]))
    new = teach.remember(scope, [(query, gold) for query, gold in lessons if gold])
    steps = {"meaning": "词义", "reading": "读题", "practising": "练习"}

    def say(step: str, done: int, total: int) -> None:
        progress(f"{step if language() == 'en' else steps[step]} {done}/{total}")

    card = {**teach.learn(scope, by=operator(), say=say), "new": new, "bad_lines": bad}
    progress("")
    if as_json:
        print_object(card)
    else:
        names = ("lessons", "new", "seconds") if language() == "en" else ("问答", "新增", "秒")
        values = (card["lessons"], card["new"], card["seconds"])
        click.echo("  ".join(f"{name} {value}" for name, value in zip(names, values, strict=True)))
        for name, value in card.get("dev", {}).items():
            click.echo(f"  {name} {value}")
    sys.exit(1 if bad else 0)


@knowledge.command()
@JSON
def gaps(as_json: bool) -> None:
    """What residents ask and the sources do not answer, gathered by matter, largest first."""
    begin()
    from bangban.services.consult.gaps import gather, stale

    note("command.run", command="knowledge.gaps")
    for gap in gather():
        row = {
            "gap": gap.pk, "name": gap.name, "questions": gap.questions, "people": gap.people,
            "this_week": gap.last_week, "places": gap.places, "samples": gap.samples,
            "drafted": {"question": gap.drafted_question, "answer": gap.drafted_answer, "from": gap.drafted_from},
        }  # fmt: skip
        if as_json:
            print_object(row)
        else:
            click.echo(f"{gap.questions:5}  {gap.last_week:4}  {gap.name}")
    for entry in stale():
        if as_json:
            print_object({"stale": entry.uid, "question": entry.question})
        else:
            click.echo(f"!  {entry.question}")
