"""`bangban init`: make the home, and on request fill it with the invented demo district."""

from __future__ import annotations

import click

from bangban.cli.django import set_up
from bangban.config import load


@click.command()
@click.option(
    "--demo",
    is_flag=True,
    help="Seed the invented district with accounts and messages (never for real work).",
)
def init(demo: bool) -> None:
    """Make or migrate $BANGBAN_HOME: folders, keys, database, holidays."""
    set_up()
    from bangban.site.home import prepare, rights_granted

    prepare()
    rights_granted()
    if demo:
        from bangban.site.demo import seed

        seed(progress=lambda text: click.echo(text, err=True))
    click.echo(f"{load().home}")
