"""`bangban backup` and `bangban restore`: everything in one file, and back, with the ledger verified."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from bangban.cli.django import set_up, set_up_home
from bangban.cli.operator import operator
from bangban.cli.output import print_object


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write (default bangban-DATE.tar.gz).",
)
@click.option("--json", "as_json", is_flag=True)
def backup(output: Path | None, as_json: bool) -> None:
    """Save database, keys, files and witness to one file, while Bangban runs. Keep it safe: it holds the keys."""
    set_up_home()
    from django.utils import timezone

    from bangban.site.archives import save

    target = output or Path(f"bangban-{timezone.localtime():%Y%m%d-%H%M%S}.tar.gz")
    manifest = save(target, operator())
    if as_json:
        print_object(
            {
                "file": str(target),
                **{name: manifest[name] for name in ("bangban", "made_at", "ledger_entries")},
            }
        )
    else:
        click.echo(f"{target}  {target.stat().st_size // 1024} KiB  {manifest['ledger_entries']}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Bring a backup back into an empty $BANGBAN_HOME, migrate it, and verify the ledger."""
    set_up()
    from bangban.site.archives import bring_back

    bring_back(file)
    # In fresh processes: they read the restored keys and settings, not this one's.
    for command in (["init"], ["ledger", "verify"]):
        done = subprocess.run([sys.executable, "-m", "bangban.cli.main", *command], check=False)  # noqa: S603 — our own program
        if done.returncode:
            sys.exit(done.returncode)
