"""`bangban ledger`: is the ledger sound, and may I have it as a file?"""

from __future__ import annotations

import getpass
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bangban.config import load
from bangban.errors import Problem

if TYPE_CHECKING:
    from bangban.ledger.findings import Report


def _say(chinese: str, english: str) -> None:
    click.echo(english if _language().startswith("en") else chinese)


def _language() -> str:
    return str(load()["language"])


def _fail(problem: Problem) -> NoReturn:
    click.echo(problem.text(_language()), err=True)
    sys.exit(problem.exit_code)


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:,}", nl=False, err=True)


def _django() -> None:
    import django

    django.setup()


@click.group("ledger")
def ledger() -> None:
    """台账：验证与导出。 | The ledger: verify it, export it."""


@ledger.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A public key to trust, instead of the file's own.",
)
@click.option(
    "--witness", type=click.Path(path_type=Path), help="The witness folder, to find what was cut off."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--processes", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default=True)
def verify(
    file: Path | None, keys: tuple[Path, ...], witness: Path | None, as_json: bool, processes: int
) -> None:
    """验证数据库中的台账，或离线验证导出文件 FILE。 | Verify the ledger in the database, or an exported FILE offline.

    Exit status: 0 sound, 1 a finding, 2 wrong input or set-up.
    """
    try:
        if file is not None:
            from bangban.ledger.offline import verify_file

            report = verify_file(file, trusted=keys, witness=witness, progress=_progress)
        else:
            _django()
            from bangban.ledger.verify import full

            report = full(processes, _progress)
            _note_verification(report)
    except Problem as problem:
        _fail(problem)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        _print(report, own_keys=bool(file and not keys))
    sys.exit(0 if report.sound else 1)


def _note_verification(report: Report) -> None:
    from django.db import transaction

    from bangban.ledger.record import Entry, append

    details = {"sound": report.sound, "seq": report.seq, "findings": len(report.findings)}
    with transaction.atomic():
        append([Entry("ledger.verified", f"operator:{_operator()}", None, "", details)])


def _print(report: Report, own_keys: bool) -> None:
    for finding in report.findings:
        click.echo(("✗ " if finding.serious else "· ") + finding.text(_language()))
    signed = ", ".join(report.keys) or "-"
    _say(
        f"验证记录 {report.entries:,} 条、检查点 {report.checkpoints:,} 个；签名密钥 {signed}。",
        f"Verified {report.entries:,} entries and {report.checkpoints:,} checkpoints; signed by key {signed}.",
    )
    if own_keys and report.keys:
        _say(
            "公钥取自文件本身：请与发布的密钥编号核对，或用 --key 指定。",
            "The key came with the file: compare its id with the published one, or pass --key.",
        )
    if report.sound:
        _say(f"台账完好，至第 {report.seq:,} 条。", f"The ledger is sound up to entry {report.seq:,}.")
    else:
        _say(
            f"台账有问题；至第 {report.seq:,} 条衔接完好。",
            f"The ledger is not sound; the chain holds up to entry {report.seq:,}.",
        )


@ledger.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; standard output without it."
)
def export(output: Path | None) -> None:
    """导出为可离线验证的文件（JSONL）。 | Export a file that anyone can verify offline (JSON lines)."""
    _django()
    from django.db import transaction

    from bangban.crypto.signing import NoKey
    from bangban.ledger import checkpoints
    from bangban.ledger.export import write
    from bangban.ledger.record import Entry, append

    try:
        with transaction.atomic():
            append([Entry("ledger.exported", f"operator:{_operator()}", None, "")])
        try:
            # So that the file is signed to its last entry, where this account holds the executor's key.
            checkpoints.checkpoint(datetime.now(UTC))
        except NoKey:
            _say(
                "· 没有台账密钥：最后一个检查点之后的记录未签名。",
                "· Without the ledger's key, what follows the last checkpoint is unsigned.",
            )
        if output is None:
            write(sys.stdout.buffer, _progress)
            return
        unfinished = output.with_name(output.name + ".part")
        with unfinished.open("wb") as file:
            lines = write(file, _progress)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(output)
        _say(f"已写入 {output}（{lines:,} 行）。", f"Wrote {output} ({lines:,} lines).")
    except Problem as problem:
        _fail(problem)
    except OSError as error:
        click.echo(f"{output}: {error.strerror}", err=True)
        sys.exit(2)


@ledger.command("new-key")
def new_key() -> None:
    """更换检查点签名密钥（旧公钥保留）。 | Replace the key that signs checkpoints (the old public half is kept)."""
    _django()
    from bangban.ledger.keys import replace_key

    try:
        old, new = replace_key(_operator())
    except Problem as problem:
        _fail(problem)
    _say(
        f"密钥 {old} 已更换为 {new}。请公布新编号。", f"Key {old} was replaced by {new}. Publish the new id."
    )


def _operator() -> str:
    """The account that runs the command, in letters the ledger takes."""
    name = getpass.getuser()
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name
    )
