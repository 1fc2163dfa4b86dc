"""`bangban document`: are these documents right, what would make them so, and what changed between two of them?"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from bangban.cli.django import set_up, set_up_home, shut_in
from bangban.cli.document_batch import Run, check_jobs, fix_jobs, fixed_names
from bangban.cli.document_draft import draft
from bangban.cli.document_proofread import learn, proofread
from bangban.cli.main import language
from bangban.cli.operator import note
from bangban.cli.output import print_object
from bangban.errors import BadInput

EMPLOYEE = "公文校核员"
TARGETS = click.argument(
    "targets", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER…"
)
PROFILE = click.option("--profile", help="A shipped profile's name, or a house's own YAML file.")
JSON = click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
TODAY = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Judge dates as of this day.")
WORKERS = click.option(
    "--workers", type=click.IntRange(0, 256), default=0, help="Processes; one a core by default."
)
SECONDS = click.option(
    "--seconds",
    type=click.FloatRange(1),
    default=120.0,
    show_default=True,
    help="The longest one file may take.",
)


class NoDocuments(BadInput):
    """“{target}”中没有可以读取的公文文件（.docx、.doc、.wps、.rtf、.pdf、.ofd）。 | There is no document in “{target}” (.docx, .doc, .wps, .rtf, .pdf, .ofd)."""

    code = "no_documents"


@click.group()
def document() -> None:
    """公文：校核、修正、起草、比对、校对。 | Official documents: check, correct, draft, compare, proofread."""


for one in (draft, proofread, learn):
    document.add_command(one)


@document.command()
@TARGETS
@PROFILE
@JSON
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a report as well: .html or .xlsx.",
)
@TODAY
@WORKERS
@SECONDS
def check(
    targets: tuple[Path, ...], profile: str | None, as_json: bool, report: Path | None, today: datetime | None,
    workers: int, seconds: float,
) -> None:  # fmt: skip
    """校核公文的格式和文字。 | Check documents: format and text.

    Exit status: 0 nothing required is wrong, 1 findings, 2 a file cannot be read. A run over many files that was
    interrupted goes on where it stopped when it is started again.
    """
    from bangban.skills.documents.profiles import load

    load(profile)
    if report:
        from bangban.skills.documents.report import check_name

        check_name(report)
    files = _files(targets)
    shut_in()
    run = Run("check", {"profile": profile, "today": _day(today)}, len(files), workers, seconds, as_json)
    set_up("host")
    note("command.run", command="document.check", files=len(files))
    records = run.through(check_jobs(files, profile, _day(today)))
    if report:
        from bangban.skills.documents.report import write_report

        write_report(report, records, _made(profile), "en" if language() == "en" else "zh")
    note("command.run", command="document.check.done", files=len(records), status=run.status)
    sys.exit(run.status)


@document.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file or folder to write.",
)
@click.option(
    "--tracked", is_flag=True, help="Tracked changes and comments, to accept or reject in Word or WPS."
)
@click.option("--author", default=EMPLOYEE, show_default=True, help="Whose tracked changes they are.")
@PROFILE
@JSON
@TODAY
@WORKERS
@SECONDS
def fix(
    target: Path, out: Path, tracked: bool, author: str, profile: str | None, as_json: bool, today: datetime | None,
    workers: int, seconds: float,
) -> None:  # fmt: skip
    """修正公文中有确定答案的问题。 | Correct what a rule says exactly how to correct; nothing else is touched.

    A folder's outputs keep their names. Exit status: 0 nothing required is left wrong, 1 something is, 2 a file cannot
    be read or corrected.
    """
    from bangban.skills.documents.profiles import load

    load(profile)
    files = _files((target,))
    pairs = fixed_names(target, files, out)
    shut_in()
    when = datetime.now().replace(microsecond=0).isoformat()
    about = {
        "profile": profile,
        "today": _day(today),
        "tracked": tracked,
        "author": author,
        "out": str(out.resolve()),
    }
    run = Run("fix", about, len(files), workers, seconds, as_json)
    set_up("host")
    note("command.run", command="document.fix", files=len(files), tracked=tracked)
    records = run.through(fix_jobs(pairs, profile, _day(today), tracked, author, when))
    note("command.run", command="document.fix.done", files=len(records), status=run.status)
    sys.exit(run.status)


@document.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="A")
@click.argument("new", type=click.Path(path_type=Path), metavar="B")
@JSON
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the differences as a page: .html.",
)
def compare(old: Path, new: Path, as_json: bool, report: Path | None) -> None:
    """比较两个版本，指出要紧的不同。 | Compare two versions: the differences that matter come first.

    Exit status: 0 the same, 1 different, 2 a file cannot be read.
    """
    from bangban.skills.documents.compare import compare as compare_documents
    from bangban.skills.documents.compare import draw_page, draw_text
    from bangban.skills.documents.read import open_document

    set_up_home("host")
    note("command.run", command="document.compare")
    found = compare_documents(open_document(old), open_document(new))
    if report:
        from bangban.skills.documents.batch.tasks import write

        write(report, draw_page(found, old.name, new.name))
    if as_json:
        print_object(found.as_dict())
    else:
        click.echo(draw_text(found, language()))
    sys.exit(1 if found.differs else 0)


@document.command()
@JSON
def rules(as_json: bool) -> None:
    """列出全部规则和要素。 | List every rule, element and kind: the published enumeration."""
    from bangban.skills.documents.record import enumeration

    set_up_home("host")
    note("command.run", command="document.rules")
    found = enumeration()
    if as_json:
        print_object(found)
        return
    lang = "en" if language() == "en" else "zh"
    for one in found["rules"]:
        basis = f"{one['standard']} {one['clause']}".strip()
        click.echo(f"{one['rule']}  {one['level']}  {one['title'][lang]}  ({basis})")


def _files(targets: tuple[Path, ...]) -> list[Path]:
    """Every document among the targets, once.

    Raises:
        NoDocuments: a folder holds none.
    """
    from bangban.skills.documents.batch import find_documents

    found: dict[Path, None] = {}
    for target in targets:
        there = list(find_documents(target))
        if not there:
            raise NoDocuments(target=target)
        found.update(dict.fromkeys(there))
    return list(found)


def _day(today: datetime | None) -> str | None:
    return today.date().isoformat() if today else None


def _made(profile: str | None) -> str:
    from bangban import __version__

    now = datetime.now()
    if language() == "en":
        return f"Bangban {__version__} · rules {profile or 'national'} · {now:%d %B %Y %H:%M}"
    return f"帮办 {__version__} · 版式 {profile or 'national'} · {now:%Y年%m月%d日 %H:%M}"
