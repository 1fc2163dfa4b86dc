"""`bangban ask`: what do the sources say? One question, or a file of them; and how sure is sure enough here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import click

from bangban.cli.main import language
from bangban.cli.operator import begin, note
from bangban.cli.output import LINES, print_object, progress, read_objects, text_of
from bangban.cli.scopes import known_scope
from bangban.cli.wrong import not_one
from bangban.errors import BadInput, Problem

CITED = ("id", "source", "article", "quote", "digest")
OFFERED = ("id", "score", "question", "source", "digest")


class NotADate(BadInput):
    """“{value}”不是日期，请写成 2026-11-22。 | “{value}” is no date; write it like 2026-11-22."""

    code = "not_a_date"


class TooFewLessons(BadInput):
    """能用的问答只有 {count} 条，至少要 20 条有答案、且答案在资料中的问题。 | Only {count} usable questions; at least 20 whose answer is in the sources are needed."""

    code = "too_few_lessons"


@click.command()
@click.argument("question", required=False)
@click.option("--batch", type=LINES, metavar="FILE",
              help="Lines {id, question, as_of?}; answers in the same order.")  # fmt: skip
@click.option("--calibrate", type=LINES, metavar="FILE",
              help="Lines {query, gold: [ids]}; no gold: nothing answers. Fits when to answer, offer or decline.")  # fmt: skip
@click.option(
    "--prepare",
    is_flag=True,
    help="Make the vectors of the set's entries now instead of in the background.",
)
@click.option("--scope", default="", metavar="NAME", help="The set of sources; sets are kept apart.")
@click.option("--as-of", metavar="DATE", help="As the law stood on that day.")
@click.option("--agency", default="", metavar="CODE", help="Only what this agency may read.")
@click.option("--plain", is_flag=True, help="In the plainest words (with a model).")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/answers.md).")
def ask(
    question: str | None,
    batch: Path | None,
    calibrate: Path | None,
    prepare: bool,
    scope: str,
    as_of: str | None,
    agency: str,
    plain: bool,
    as_json: bool,
) -> None:
    """Answer QUESTION from the sources in force, or say that they do not."""
    if sum(one is not None for one in (question, batch, calibrate)) + prepare != 1:
        raise not_one("QUESTION | --batch FILE | --calibrate FILE | --prepare")
    begin()
    known_scope(scope)
    note("command.run", command="ask")
    chosen: dict[str, Any] = {"scope": scope, "agency": agency, "plain": plain}
    if calibrate is not None:
        _calibrate(calibrate, scope, agency)
        return
    if prepare:
        _prepare(scope)
        return
    if batch is not None:
        sys.exit(_batch(batch, as_of, chosen))
    made = answered(question or "", as_of, **chosen)
    if as_json:
        print_object(made)
    else:
        _tell(made)
    sys.exit(0 if made["outcome"] in ("answered", "answered_from_faq") else 1)


def answered(
    question: str, as_of: object, *, scope: str, agency: str = "", plain: bool = False
) -> dict[str, Any]:
    """One answer as the command gives it.

    Raises:
        NotADate: `as_of` is none.
    """
    from bangban.skillhost.sources import retrieve
    from bangban.skills.answers.skill import ask as answer

    made = answer(
        question, retrieve, scope=scope, agency=agency, as_of=_day(as_of), today=date.today(),
        judges=judges_of(scope), vectors=vectors_here(), plain=plain,
    )  # fmt: skip
    return {
        "outcome": made.outcome,
        "answer": made.text,
        "citations": [{name: getattr(one, name) for name in CITED} for one in made.citations],
        "offered": [{name: getattr(one, name) for name in OFFERED} for one in made.offered],
        "confidence": made.confidence,
        "handover": made.handover,
    }


def judges_of(scope: str) -> Any:
    """What decides for this set: what was fitted for it here, else what is shipped (None)."""
    from bangban.services.consult.sources import judge_file
    from bangban.skills.answers.decide import load

    path = judge_file(scope)
    return load(path) if path.exists() else None


@cache
def vectors_here() -> Any:
    """The vectors of this home; made as they are needed."""
    from bangban.services.consult.sources import vectors_file
    from bangban.skills.answers.vectors import Vectors, encoder

    return Vectors(encoder(os.cpu_count() or 1), vectors_file())


def _day(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise NotADate(value=str(value)[:40]) from None


def _batch(file: Path, as_of: str | None, chosen: Mapping[str, Any]) -> int:
    status = 0
    for number, row in read_objects(file):
        try:
            if isinstance(row, Problem):
                raise row
            made = answered(text_of(row, "question", file, number), row.get("as_of") or as_of, **chosen)
        except Problem as problem:
            name = row.get("id") if isinstance(row, dict) else None
            print_object({"id": name, "line": number, "outcome": "error", "error": problem.as_dict()})
            status = 2
            continue
        print_object({"id": row.get("id"), **made})
    return status


def _calibrate(file: Path, scope: str, agency: str) -> None:
    from bangban.services.consult.sources import judge_file
    from bangban.skillhost.sources import retrieve
    from bangban.skills.answers import decide
    from bangban.skills.answers.looking import look_up

    lessons = []
    for number, row in read_objects(file):
        if isinstance(row, Problem):
            raise row
        asked = str(row.get("query") or row.get("question") or "")
        hits = look_up(asked, retrieve, scope=scope, agency=agency, vectors=vectors_here())
        lessons.append(decide.Lesson(asked, hits, frozenset(map(str, row.get("gold") or ()))))
        progress(f"{number}")
    progress("")
    try:
        judge = decide.fit(lessons)
    except ValueError as error:
        raise TooFewLessons(count=error.args[0]) from None
    kind = next(decide.kind_of(one.hits) for one in lessons if one.hits)
    path = judge_file(scope)
    kept = {**(decide.load(path) if path.exists() else {}), kind: judge}
    decide.save(kept, path)
    print_object({"kind": kind, "answer_at": judge.answer_at, "offer_at": judge.offer_at, **judge.card})


def _prepare(scope: str) -> None:
    from bangban.knowledge.models import Passage
    from bangban.knowledge.retrieve import ALL_TIMES, heads

    # Of a small set all there is; of a large one the entries that have a question.
    about = [str(one["head"]) for one in heads(scope, ALL_TIMES)]
    if not about:
        rows = Passage.objects.filter(source__shelf_id=scope, retired=None, version__generation__isnull=False)
        about = list(rows.exclude(question="").values_list("question", flat=True))
    vectors = vectors_here()
    for done in range(0, len(about) if vectors.there else 0, 50):
        vectors.of(about[done : done + 50])
        progress(f"{done}/{len(about)}")
    progress("")
    print_object({"scope": scope, "questions": len(about), "vectors": vectors.there})


def _tell(made: Mapping[str, Any]) -> None:
    english = language() == "en"
    click.echo(made["answer"])
    for one in made["offered"] if made["outcome"] == "choose_one" else ():
        click.echo(f"  · {one['question']}")
    for one in made["citations"]:
        click.echo(f"  — {one['source']}{one['article']}  {one['id']}  {one['digest'][:19]}…")
    if made["handover"]:
        click.echo("  " + ("A person can help: call 12345." if english else "可以转人工：拨打 12345。"))
