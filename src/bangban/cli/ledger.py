"""`bangban ledger`: is the ledger sound, and may I have it as a file?"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bangban.cli.main import language
from bangban.cli.operator import begin, note, operator
from bangban.cli.output import print_object, progress
from bangban.errors import Problem

if TYPE_CHECKING:
    from bangban.ledger.findings import Report


class CannotWrite(Problem):
    """文件 {path} 无法写入：{reason}。 | The file {path} cannot be written: {reason}."""

    code = "cannot_write"


def _say(chinese: str, english: str, *, err: bool = False) -> None:
    click.echo(english if language() == "en" else chinese, err=err)


def _count(done: int) -> None:
    progress(f"{done:,}")


@click.group("ledger")
def ledger() -> None:
    """Verify the ledger, export it, replace the key that seals it."""


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
    "--witness", type=click.Path(path_type=Path), help="The witness folder: finds what a FILE lacks."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="How many read the database."
)
def verify(
    file: Path | None, keys: tuple[Path, ...], witness: Path | None, as_json: bool, processes: int
) -> None:
    """Verify the ledger in the database, or an exported FILE offline.

    Exit status: 0 sound, 1 a finding, 2 bad input or set-up.
    """
    if file is not None:
        from bangban.ledger.offline import verify_file

        report = verify_file(file, trusted=keys, witness=witness, progress=_count)
    else:
        begin()
        from bangban.ledger.verify import full

        report = full(processes, _count)
        note("ledger.verified", sound=report.sound, seq=report.seq, findings=len(report.findings))
    progress("")
    if as_json:
        print_object(report.as_dict())
    else:
        _print(report, own_keys=bool(file and not keys))
    sys.exit(0 if report.sound else 1)


def _print(report: Report, own_keys: bool) -> None:
    for finding in report.findings:
        click.echo(("✗ " if finding.serious else "· ") + finding.text(language()))
    signed = ", ".join(report.keys) or "-"
    _say(
        f"验证了 {report.entries:,} 条记录、{report.checkpoints:,} 个检查点；签名密钥 {signed}。",
        f"Verified {report.entries:,} entries and {report.checkpoints:,} checkpoints; signed by key {signed}.",
    )
    if own_keys and report.keys:
        _say(
            "公钥取自文件本身：请与公布的密钥编号核对，或用 --key 指定。",
            "The key came with the file: compare its id with the published one, or pass --key.",
        )
    if report.sound:
        _say(f"台账完好，至第 {report.seq:,} 条。", f"The ledger is sound up to entry {report.seq:,}.")
    else:
        _say(
            f"台账有问题；链条衔接完好至第 {report.seq:,} 条。",
            f"The ledger is not sound; the chain itself holds up to entry {report.seq:,}.",
        )


@ledger.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write; standard output without it."
)
def export(output: Path | None) -> None:
    """Export the ledger as a file that anyone can verify offline (JSON lines)."""
    begin()
    from bangban.crypto.signing import NoKey
    from bangban.ledger import checkpoints
    from bangban.ledger.export import write

    note("ledger.exported")
    try:
        # So that the file is signed to its last entry, where this account may read the executor's key.
        checkpoints.checkpoint(datetime.now(UTC))
    except NoKey:
        _say(
            "· 本账号没有台账密钥：最后一个检查点之后的记录未签名。",
            "· This account lacks the ledger's key: what follows the last checkpoint is unsigned.",
            err=True,
        )
    if output is None:
        write(sys.stdout.buffer, _count)
        return
    try:
        unfinished = output.with_name(output.name + ".part")
        with unfinished.open("wb") as file:
            lines = write(file, _count)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(output)
    except OSError as error:
        raise CannotWrite(path=output, reason=error.strerror) from error
    progress("")
    _say(f"已写入 {output}（{lines:,} 行）。", f"Wrote {output} ({lines:,} lines).")


@ledger.command("new-key")
def new_key() -> None:
    """Replace the key that seals the ledger; the old public half is kept."""
    begin()
    from bangban.ledger.keys import replace_key

    old, new = replace_key(operator())
    _say(
        f"密钥 {old} 已更换为 {new}。请公布新编号，并重新启动执行进程。",
        f"Key {old} was replaced by {new}. Publish the new id, and restart the executor.",
    )
