"""`bangban workorders erase`: a resident's words and person go, and the ledger still proves what was done."""

from __future__ import annotations

import click

from bangban.cli.main import language
from bangban.cli.operator import begin, operator
from bangban.cli.output import print_object


@click.command()
@click.argument("reference")
@click.option(
    "--ground",
    type=click.Choice(["asked", "unlawful", "retention"]),
    required=True,
    help="The resident asked; it should never have been kept; the time records are kept is over.",
)
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--json", "as_json", is_flag=True, help="Stable JSON (docs/reference/commands.md).")
def erase(reference: str, ground: str, yes: bool, as_json: bool) -> None:
    """Erase the content of a closed case: message, proposals, answers, files, person. It cannot be undone.

    REFERENCE is the case's number (20261122-000123) or the one its resident follows it by. With a question of
    a consultation goes its whole conversation.
    """
    begin()
    from bangban.governance import erasing

    case = erasing.find(reference)
    if not yes:
        asked = (
            "内容删除后不能恢复。继续吗？"
            if language() != "en"
            else "What is erased cannot be brought back. Go on?"
        )
        click.confirm(f"{case.reference}: {asked}", abort=True, err=True)
    counts = erasing.erase(case, operator(), ground)
    if as_json:
        print_object({"case": case.reference, "ground": ground, "erased": counts})
    elif counts:
        said = "、".join(f"{name} {count}" for name, count in counts.items())
        click.echo(f"{case.reference}  {'erased' if language() == 'en' else '已删除'}: {said}")
    else:
        click.echo(f"{case.reference}  {'was erased before' if language() == 'en' else '此前已经删除'}")
